/**
 * What JSON from outside has to be: its type and its check in one, and every problem in our words. A
 * library's schemas say no more, and to load and compile one was a fifteenth of each cold start.
 */
import { clipped } from '../engine/bounded.ts';

/** Tells what keeps a value from being a `T`, all of it; nothing, where it is one. */
export interface Shape<T> {
  (value: unknown, path: string): readonly string[];
  /** There for the compiler alone. */
  readonly of?: T;
}
interface Optional<T> extends Shape<T> {
  readonly optional: true;
}
type AnyShape = Shape<unknown>;
type Fields = Readonly<Record<string, AnyShape>>;

export type Of<S> = S extends Shape<infer T> ? T : never;
type Needed<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Optional<unknown> ? never : Name;
}[keyof F];
export type ObjectOf<F extends Fields> = {
  readonly [Name in Needed<F>]: Of<F[Name]>;
} & { readonly [Name in Exclude<keyof F, Needed<F>>]?: Of<F[Name]> };

/**
 * The value as what it was found to be, or all that is wrong with it.
 *
 * @param also what is wrong with it that no shape can tell, told first
 */
export function read<T>(
  shape: Shape<T>,
  value: unknown,
  also: readonly string[] = [],
): { readonly read: T } | { readonly problems: readonly string[] } {
  const problems = [...also, ...shape(value, '')];
  return problems.length === 0 ? { read: value as T } : { problems: bounded(problems) };
}

/** Past this nobody reads on, and a hostile event could write the log full. */
const MOST_PROBLEMS = 20;

function bounded(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_PROBLEMS;
  return more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems;
}

type Found = string | false | undefined;

/** @param wants what the value is not, in words, if it is not what it has to be */
function shape<T>(wants: (value: unknown) => Found): Shape<T> {
  return (value, path) => {
    const wanted = wants(value);
    return wanted ? [problem(path, `expected ${wanted}`, value)] : [];
  };
}

export const anything: Shape<unknown> = () => [];

export const flag = shape<boolean>((value) => typeof value !== 'boolean' && 'a boolean');

export const number = shape<number>((value) => typeof value !== 'number' && 'a number');

export const whole = ([least, most]: readonly [number, number]) =>
  shape<number>((value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'a whole number';
    return value < least ? `at least ${least}` : value > most && `at most ${most}`;
  });

const textThat = (wants: (value: string) => Found) =>
  shape<string>((value) => (typeof value === 'string' ? wants(value) : 'a string'));

export const text = textThat(() => undefined);

/** Of at least one character, as every name has. */
export const name = (longest = Number.POSITIVE_INFINITY) =>
  textThat((value) =>
    value === ''
      ? 'at least 1 character'
      : value.length > longest && `at most ${longest} characters`,
  );

export const matching = (pattern: RegExp) =>
  textThat((value) => !pattern.test(value) && `the form ${pattern}`);

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
export const isoTime = textThat(
  (value) => !(ISO_TIME.test(value) && Date.parse(value) >= 0) && 'an ISO time',
);

export const oneOf = <const Value extends string>(...values: readonly Value[]) =>
  shape<Value>(
    (value) =>
      !values.some((one) => one === value) && values.map((one) => JSON.stringify(one)).join(' or '),
  );

export const optional = <T>(of: Shape<T>): Optional<T> =>
  Object.assign((value: unknown, path: string) => of(value, path), { optional: true } as const);

export const list =
  <T>(of: Shape<T>, least = 0): Shape<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) return [problem(path, 'expected an array', value)];
    if (value.length < least)
      return [problem(path, `expected at least ${least} ${least === 1 ? 'item' : 'items'}`, value)];
    return value.flatMap((item, index) => of(item, below(path, String(index))));
  };

type Fielded = Readonly<Record<string, unknown>>;

function ofAnObject<T>(problems: (value: Fielded, path: string) => readonly string[]): Shape<T> {
  return (value, path) =>
    isObject(value) ? problems(value, path) : [problem(path, 'expected an object', value)];
}

/** What AWS sends may grow new fields. */
export const object = <F extends Fields>(fields: F) =>
  ofAnObject<ObjectOf<F>>((value, path) =>
    Object.entries(fields).flatMap(([field, of]) =>
      'optional' in of && !(field in value) ? [] : of(value[field], below(path, field)),
    ),
  );

/** What is ours has the fields it has: another one is a mistake, such as a name that is not spelt so. */
export const exactly = <F extends Fields>(fields: F) => {
  const known = object(fields);
  return ofAnObject<ObjectOf<F>>((value, path) => {
    const unknown = Object.keys(value).filter((field) => !Object.hasOwn(fields, field));
    const names = unknown.map((field) => JSON.stringify(clipped(field, 40))).join(', ');
    return [...known(value, path), ...(names ? [problem(path, `unknown ${names}`, value)] : [])];
  });
};

/** An object whose one field tells which of these it is. */
export const kindOf = <Kinds extends Fields>(field: string, kinds: Kinds) =>
  ofAnObject<Of<Kinds[keyof Kinds]>>((value, path) => {
    const kind = value[field];
    const known = typeof kind === 'string' && Object.hasOwn(kinds, kind) && kinds[kind];
    if (known) return known(value, path);
    const names = Object.keys(kinds).join(', ');
    return [problem(below(path, field), `expected one of ${names}`, kind)];
  });

function isObject(value: unknown): value is Fielded {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function below(path: string, field: string): string {
  return path ? `${path}.${field}` : field;
}

function problem(path: string, what: string, received: unknown): string {
  return clipped(`${path && `${path}: `}${what}; received ${inShort(received)}`, 300);
}

/** Of a value in a message: enough to recognise it, not enough to spill it. */
const LONGEST_RECEIVED = 80;

/** What kind of thing came, and its beginning where it is plain; a whole object may hold secrets. */
function inShort(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isObject(value)) return 'an object';
  return clipped(JSON.stringify(value) ?? String(value), LONGEST_RECEIVED);
}
