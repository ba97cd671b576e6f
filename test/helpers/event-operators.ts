/** What an event pattern may ask of one value: the operators of `eventbridge.ts`. */
export type Leaf = string | number | boolean | null;

export function operator(
  item: Readonly<Record<string, unknown>>,
  path: string,
): (leaf: Leaf) => boolean {
  const [name, operand] = onlyEntry(item, path);
  switch (name) {
    case 'prefix':
      return affix(operand, path, (text, end) => text.startsWith(end));
    case 'suffix':
      return affix(operand, path, (text, end) => text.endsWith(end));
    case 'equals-ignore-case':
      return onText(
        textOf(operand, path).toLowerCase(),
        (text, same) => text.toLowerCase() === same,
      );
    case 'wildcard':
      return wildcard(textOf(operand, path), path);
    case 'numeric':
      return numeric(operand, path);
    case 'anything-but':
      return anythingBut(operand, path);
    default:
      throw invalid(path, 'has an operator that is unknown or not simulated', name);
  }
}

const AFTER_NOT = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

function anythingBut(operand: unknown, path: string): (leaf: Leaf) => boolean {
  if (!isObject(operand)) {
    const excluded = [operand].flat();
    const kinds = new Set(excluded.map((each) => typeof each));
    if (kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) {
      throw invalid(path, 'anything-but takes strings or numbers, not both', operand);
    }
    return (leaf) => !excluded.includes(leaf);
  }
  const [name, inner] = onlyEntry(operand, path);
  if (!AFTER_NOT.includes(name)) throw invalid(path, 'has an unknown operator', operand);
  const tests = [inner].flat().map((each) => operator({ [name]: each }, path));
  return (leaf) => !tests.some((test) => test(leaf));
}

function affix(
  operand: unknown,
  path: string,
  has: (text: string, end: string) => boolean,
): (leaf: Leaf) => boolean {
  if (!isObject(operand)) return onText(textOf(operand, path), has);
  const [name, end] = onlyEntry(operand, path);
  if (name !== 'equals-ignore-case') throw invalid(path, 'has an unknown operator', operand);
  return onText(textOf(end, path).toLowerCase(), (text, lower) => has(text.toLowerCase(), lower));
}

/** A backslash may escape a star or a backslash and nothing else; two stars in a row are refused. */
function wildcard(pattern: string, path: string): (leaf: Leaf) => boolean {
  const tokens = pattern.match(/\\[\\*]|\*(?!\*)|[^\\*]+/g) ?? [];
  if (tokens.join('') !== pattern) throw invalid(path, 'is no wildcard pattern', pattern);
  const source = tokens.map((token) => {
    if (token === '*') return '.*';
    const text = token.startsWith('\\') ? token.slice(1) : token;
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const whole = new RegExp(`^${source.join('')}$`, 's');
  return (leaf) => typeof leaf === 'string' && whole.test(leaf);
}

const COMPARE: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** One comparison, or a lower and an upper bound. */
function numeric(operand: unknown, path: string): (leaf: Leaf) => boolean {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) throw invalid(path, 'is no comparison', operand);
  const tests = [parts.slice(0, 2), parts.slice(2)]
    .filter(({ length }) => length > 0)
    .map(([sign, bound]) => {
      const compare = COMPARE[String(sign)];
      if (!compare || typeof bound !== 'number') throw invalid(path, 'is no comparison', operand);
      return (leaf: number) => compare(leaf, bound);
    });
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
}

function onText(operand: string, test: (text: string, operand: string) => boolean) {
  return (leaf: Leaf) => typeof leaf === 'string' && test(leaf, operand);
}

function textOf(value: unknown, path: string): string {
  if (typeof value !== 'string') throw invalid(path, 'must be a string', value);
  return value;
}

export function onlyEntry(
  item: Readonly<Record<string, unknown>>,
  path: string,
): [string, unknown] {
  const [entry, ...others] = Object.entries(item);
  if (!entry || others.length > 0) throw invalid(path, 'must have one operator', item);
  return entry;
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalid(path: string, problem: string, value: unknown): Error {
  return new Error(`Event pattern ${path || 'itself'} ${problem}: ${JSON.stringify(value)}`);
}
