/**
 * What DynamoDB charges for items, by their sizes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */

export type Row = Readonly<Record<string, unknown>>;

/** Of an item, in bytes. */
export function sizeOf(row: Row): number {
  return sum(Object.entries(row).map(([name, value]) => bytes(name) + valueSize(value)));
}

/** What writes of so many bytes consume, each by the KB. */
export function writeUnits(...sizes: readonly number[]): number {
  return sum(sizes.map((size) => Math.ceil(size / 1024)));
}

/** Strongly consistent reads, each by 4 KB. */
export function readUnits(...sizes: readonly number[]): number {
  return sum(sizes.map((size) => Math.ceil(size / 4096)));
}

function valueSize(value: unknown): number {
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number') return Math.ceil(digitsOf(value) / 2) + 1;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return 3 + sum(value.map((one) => 1 + valueSize(one)));
  if (typeof value !== 'object' || value === null) return 1;
  return 3 + sizeOf(value as Row) + Object.keys(value).length;
}

/** As a request holds it; a run begins with nothing but these. */
export type Marshalled = Readonly<Record<string, Value>>;
type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly L: readonly Value[] }
  | { readonly M: Marshalled };

export function rowOf(item: Marshalled): Row {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function plain(value: Value): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('L' in value) return value.L.map(plain);
  if ('M' in value) return rowOf(value.M);
  throw new TypeError(`expected S, N, L or M, got ${Object.keys(value)}`);
}

const digitsOf = (value: number) => String(value).replace(/\D/g, '').replace(/0+$/, '').length;
const bytes = (text: string) => Buffer.byteLength(text);
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
