import { isSecretName, isSuspect, isSuspectJson, REDACTED, withoutSecrets } from './secrets.ts';

/**
 * Takes secrets, tokens and claims out of anything that is about to be written, JSON inside of texts
 * included. It is for log lines: what cannot fit into one is cut before it is looked at, which bounds
 * what a hostile answer can cost.
 */
export function redacted(value: unknown): unknown {
  return unsuspected(value) ?? copy(value, { values: 2_000, characters: 100_000 }, 0);
}

/** Twice what fits into a line: what is cut away here could not have been shown. */
const LONGEST_TEXT = 20_000;
const LONGEST_NAME = 200;
const DEEPEST = 20;
const UNREADABLE = '<unreadable>';
const LEFT_OUT = '…';

/** A plain copy, if one look at all of it as JSON finds nothing that has to go: so it is for most lines. */
function unsuspected(value: unknown): unknown {
  let left = LONGEST_TEXT;
  const plain = function (this: unknown, name: string, given: unknown): unknown {
    left -= 1 + name.length + (typeof given === 'string' ? given.length : 0);
    if (left < 0) throw new RangeError('it has more than any line');
    const before = (this as Readonly<Record<string, unknown>>)[name];
    return before instanceof Error ? errorFields(before) : given;
  };
  try {
    const json = JSON.stringify(value, plain);
    return isSuspectJson(json) ? undefined : JSON.parse(json);
  } catch {
    return undefined; // it is nothing, endless, or throws when it is read
  }
}

/** What may still be looked at. */
interface Left {
  values: number;
  characters: number;
}

/** A copy that is plain, finite and free of secrets. */
function copy(value: unknown, left: Left, depth: number): unknown {
  left.values -= 1;
  if (left.values < 0) return LEFT_OUT;
  switch (typeof value) {
    case 'string':
      return text(value, left, depth);
    case 'bigint':
      return `${value}n`;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      return depth < DEEPEST ? inside(value, left, depth + 1) : LEFT_OUT;
    default:
      return undefined; // as in JSON: symbols and functions are left out
  }
}

/** Whatever is looked at may throw: a getter, a proxy, a `toJSON`. */
function inside(value: object, left: Left, depth: number): unknown {
  try {
    if (value instanceof Error) return copy(errorFields(value), left, depth);
    if (Array.isArray(value)) return items(value, left, depth);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return copy(toJSON.call(value), left, depth);
    return fields(value, left, depth);
  } catch {
    return UNREADABLE;
  }
}

function errorFields({ name, message, stack, cause }: Error): object {
  return { name, message, stack, ...(cause === undefined ? {} : { cause }) };
}

function items(list: readonly unknown[], left: Left, depth: number): unknown[] {
  const copied: unknown[] = [];
  for (const item of list) {
    if (left.values <= 0) return [...copied, LEFT_OUT];
    copied.push(copy(item, left, depth));
  }
  return copied;
}

function fields(value: object, left: Left, depth: number): object {
  const copied: [string, unknown][] = [];
  const pair = saysWhatItIs(value);
  for (const name of Object.keys(value)) {
    if (left.values <= 0) break;
    const secret = isSecretName(name) || (pair && /^values?$/i.test(name));
    const shown = field(value, name, secret, left, depth);
    copied.push([text(name.slice(0, LONGEST_NAME), left, depth), shown]);
  }
  // Unlike an assignment, this makes a plain field even of `__proto__`.
  return Object.fromEntries(copied);
}

/** A header as a pair of name and value, a parameter as AWS lists them. */
function saysWhatItIs({ name, key, Name, Key }: Partial<Record<string, unknown>>): boolean {
  return [name, key, Name, Key].some((what) => typeof what === 'string' && isSecretName(what));
}

/** That there is nothing, or whether there is something, is no secret. */
function field(of: object, name: string, secret: boolean, left: Left, depth: number): unknown {
  try {
    const value: unknown = of[name as keyof typeof of];
    const tells = value !== undefined && value !== null && typeof value !== 'boolean';
    if (tells && secret) return REDACTED;
    return copy(value, left, depth);
  } catch {
    return UNREADABLE;
  }
}

function text(value: string, left: Left, depth: number): string {
  const looked = cutMiddle(value, Math.min(LONGEST_TEXT, Math.max(0, left.characters)));
  left.characters -= looked.length;
  if (!isSuspect(looked)) return looked;
  const ofAll = json(looked, left, depth);
  if (ofAll !== undefined) return ofAll;
  // One pass over all lines, since a private key has many; then what a line has of JSON.
  return withoutSecrets(looked)
    .split('\n')
    .map((line) => ofLine(line, left, depth))
    .join('\n');
}

/** A log line is a time, a request id and then, as often as not, JSON. */
function ofLine(line: string, left: Left, depth: number): string {
  const start = line.search(/[{[]/);
  if (start === -1) return line;
  return line.slice(0, start) + (json(line.slice(start), left, depth) ?? line.slice(start));
}

/** JSON as text, redacted as what it says; undefined when it is none. */
function json(maybe: string, left: Left, depth: number): string | undefined {
  if (!/^\s*[{[]/.test(maybe)) return undefined;
  try {
    const parsed: unknown = JSON.parse(maybe);
    const clean = JSON.stringify(copy(parsed, left, depth));
    // As it came, where nothing had to go: parsing rounds numbers.
    return clean === JSON.stringify(parsed) ? maybe : clean;
  } catch {
    return undefined;
  }
}

/** Messages begin with what happened, logs end with it: the middle is what can be missed. */
export function cutMiddle(long: string, most: number): string {
  if (long.length <= most) return long;
  const head = Math.ceil((most * 2) / 3);
  return long.slice(0, head) + LEFT_OUT + long.slice(long.length - (most - head));
}
