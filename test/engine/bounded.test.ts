import { describe, expect, test } from 'vitest';
import { bounded, clipped, jsonOf, shortened } from '../../src/engine/bounded.ts';
import { hostileValues, proxies, untouchables } from '../helpers/hostile.ts';

describe('a value as a report keeps it', () => {
  test.each([
    ['a text', 'text'],
    ['a number', 4.5],
    ['nothing', null],
    ['a list', [1, [2]]],
    ['fields', { a: { b: null } }],
  ])('is whole where it is small: %s', (_name, value) => {
    expect(bounded(value)).toEqual(value);
  });

  test.each([
    ['undefined', undefined, null],
    ['a function', () => 1, null],
    ['a bigint', { n: 10n }, { n: '10n' }],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['not a number', Number.NaN, null],
    ['undefined fields', { a: undefined, b: 1 }, { b: 1 }],
  ])('is plain JSON: %s', (_name, value, expected) => {
    expect(bounded(value)).toEqual(expected);
  });

  test('is the beginning of it where it is large, and says so', () => {
    expect(bounded('x'.repeat(6_000))).toBe('x'.repeat(6_000));
    expect(bounded('x'.repeat(6_001))).toBe(`${'x'.repeat(6_000)}… (6001 characters in all)`);
    expect(bounded(['x'.repeat(5_996)])).toEqual(['x'.repeat(5_996)]);
    expect(bounded({ long: 'y'.repeat(10_000) })).toMatch(
      /^\{"long":"y{5991}… \(10011 characters in all\)$/,
    );
  });

  test.each([...hostileValues, ...untouchables, ...proxies])(
    'never throws, is never large and always JSON: %s',
    (_name, value) => {
      const kept = bounded(value);

      expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
      expect(JSON.stringify(kept).length).toBeLessThan(40_000); // escapes may lengthen a text
    },
  );

  test('shares nothing with the value, which may change', () => {
    const value = { list: [1] };
    const kept = bounded(value);

    value.list.push(2);

    expect(kept).toEqual({ list: [1] });
  });
});

test.each([...hostileValues, ...untouchables, ...proxies])(
  'JSON can be asked for anything: %s',
  (_n, value) => {
    const text = jsonOf(value);

    if (text !== undefined) expect(() => JSON.parse(text)).not.toThrow();
  },
);

test('nothing is cut inside a character', () => {
  const [before, after] = ['x'.repeat(5_999), 'y'.repeat(10)];
  expect(shortened(`${before}🚨${after}`)).toBe(`${before}… (6011 characters in all)`);
  expect(bounded([`${'z'.repeat(5_997)}🚨`])).toMatch(/z… \(6003 characters in all\)$/);
});

test.each([
  [3, 'ab… (5 characters in all)', 'ab…'],
  [4, 'ab🚨… (5 characters in all)', 'ab…'],
  [5, 'ab🚨c', 'ab🚨c'],
])('a text of five may be %i long', (longest, told, inALine) => {
  expect(shortened('ab🚨c', longest)).toBe(told);
  expect(clipped('ab🚨c', longest)).toBe(inALine);
});

test('a text is shortened to its beginning', () => {
  expect(shortened('short')).toBe('short');
  expect(shortened('z'.repeat(7_000))).toBe(`${'z'.repeat(6_000)}… (7000 characters in all)`);
});
