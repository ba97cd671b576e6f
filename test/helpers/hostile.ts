/** What nobody foresees. Each has a name, since some cannot even be shown. */

const circle: Record<string, unknown> = { name: 'circle' };
circle.self = circle;

/** Deeper than a stack: it can be parsed, and that is all. */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** Anything that `JSON.parse` can make of an answer. */
export const hostileJson: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['a large number', 1e308],
  ['no text', ''],
  ['a text', 'PLAN_RESUMED'],
  ['half a character', '\ud83d'],
  ['control characters', '\u0000\u001b[31m\r\n'],
  ['a long text', 'x'.repeat(100_000)],
  ['no items', []],
  ['no fields', {}],
  ['a list in a list', [[]]],
  ['nested without end', nested(100_000)],
  ['a list of nothings', [null, null]],
  ['a text in a list', ['PLAN_RESUMED']],
  ['a long list', JSON.parse(`[${'{},'.repeat(20_000)}{}]`)],
  ['something like a list', { length: 3, entries: { length: 3 } }],
  ['what cannot become a text', JSON.parse('{"toString":1,"valueOf":1}')],
  ['a prototype', JSON.parse('{"__proto__":{"entries":[1]},"constructor":null}')],
  ['a statusCode', { statusCode: { toString: null } }],
];

/** More than JSON can hold, but nothing that throws when it is looked at. */
export const hostileValues: readonly (readonly [string, unknown])[] = [
  ...hostileJson,
  ['undefined', undefined],
  ['not a number', Number.NaN],
  ['infinity', Number.NEGATIVE_INFINITY],
  ['a bigint', 10n],
  ['a bigint inside', { deep: [{ n: 10n }] }],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['a circle', circle],
  ['an object without a prototype', Object.create(null)],
  ['a list with holes', new Array(3)],
  ['no time', new Date(Number.NaN)],
  ['a map', new Map([['entries', []]])],
  ['an error', new Error('e')],
];

const throws = (): never => {
  throw new Error('do not look');
};

const gone = Proxy.revocable({}, {});
gone.revoke();

/** What throws as soon as it is looked at. */
export const untouchables: readonly (readonly [string, unknown])[] = [
  ['a getter that throws', Object.defineProperty({}, 'x', { get: throws, enumerable: true })],
  ['a toJSON that throws', { toJSON: throws }],
  ['a toString that throws', { toString: throws, valueOf: throws }],
  [
    'an error whose message throws',
    Object.defineProperty(new Error('e'), 'message', { get: throws }),
  ],
  ['an error whose name throws', Object.defineProperty(new Error('e'), 'name', { get: throws })],
  ['an error whose stack throws', Object.defineProperty(new Error('e'), 'stack', { get: throws })],
];

/** What cannot even be asked whether it is an error. */
export const proxies: readonly (readonly [string, unknown])[] = [
  ['a proxy that is gone', gone.proxy],
  ['a proxy that tells nothing', new Proxy({}, { getPrototypeOf: throws, get: throws })],
];
