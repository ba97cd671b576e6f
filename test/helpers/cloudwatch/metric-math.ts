import { type Cursor, cursor } from './cursor.ts';

/** The value of a metric or expression in one period; `undefined` where it has no datapoint. */
export type Lookup = (id: string) => number | undefined;

/** A scalar has a value in every period, a series only where there is a datapoint. */
interface Value {
  readonly series: boolean;
  readonly value: number | undefined;
}
type Node = (lookup: Lookup) => Value;

/** REPEAT, LINEAR and functions over a whole series are left out: they depend on the range asked. */
const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9_]*|==|!=|<=|>=|&&|\|\||[-+*/<>(),])/;

const truth = (holds: boolean) => (holds ? 1 : 0);
const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
};
/** Loosest first. */
const PRECEDENCE = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

/**
 * Metric math, one period at a time.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseExpression(text: string): (lookup: Lookup) => number | undefined {
  const tokens = cursor(text, TOKEN);
  const node = binary(tokens, 0);
  tokens.end();
  return (lookup) => {
    const { series, value } = node(lookup);
    if (!series) throw new Error(`"${text}" is a number, and an alarm needs a time series`);
    return value;
  };
}

function binary(tokens: Cursor, level: number): Node {
  const operators = PRECEDENCE[level];
  if (!operators) return unary(tokens);
  let node = binary(tokens, level + 1);
  for (let op = tokens.take(...operators); op; op = tokens.take(...operators)) {
    const [left, right, compute] = [node, binary(tokens, level + 1), OPERATORS[op]];
    if (compute) node = (lookup) => combine(left(lookup), right(lookup), compute);
  }
  return node;
}

/** Where one series has a datapoint and the other has none, the other counts as 0. */
function combine(a: Value, b: Value, compute: (a: number, b: number) => number): Value {
  const series = a.series || b.series;
  const gone = [a, b].filter(({ value }) => value === undefined).length;
  if (gone === 2 || (gone === 1 && !(a.series && b.series))) return { series, value: undefined };
  const value = compute(a.value ?? 0, b.value ?? 0);
  // "If ... a function [attempts] to divide by zero, the data point is dropped."
  return { series, value: Number.isFinite(value) ? value : undefined };
}

function unary(tokens: Cursor): Node {
  if (!tokens.take('-')) return primary(tokens);
  const operand = unary(tokens);
  return (lookup) => combine({ series: false, value: -1 }, operand(lookup), (a, b) => a * b);
}

function primary(tokens: Cursor): Node {
  if (tokens.take('(')) {
    const inner = binary(tokens, 0);
    tokens.expect(')');
    return inner;
  }
  const token = tokens.next();
  if (/^\d/.test(token)) return () => ({ series: false, value: Number(token) });
  if (/^[a-z]/.test(token)) return (lookup) => ({ series: true, value: lookup(token) });
  tokens.expect('(');
  const args = [binary(tokens, 0)];
  while (tokens.take(',')) args.push(binary(tokens, 0));
  tokens.expect(')');
  return call(token, args);
}

function call(name: string, [first, second, third, ...more]: Node[]): Node {
  if (name === 'FILL' && first && second && !third) {
    return (lookup) => {
      const { value } = first(lookup);
      return { series: true, value: value ?? second(lookup).value };
    };
  }
  if (name === 'IF' && first && second && more.length === 0) {
    return (lookup) => either(first(lookup), second(lookup), third?.(lookup));
  }
  throw new Error(`${name} with these arguments is not simulated`);
}

/** "Using IF expressions": a missing true value is 0, a missing false value or condition is none. */
function either(condition: Value, whenTrue: Value, whenFalse?: Value): Value {
  if (condition.value === undefined) return { series: true, value: undefined };
  if (condition.value === 0) return { series: true, value: whenFalse?.value };
  const absent = condition.series ? 0 : undefined;
  return { series: true, value: whenTrue.value ?? absent };
}
