import { describe, expect, test } from 'vitest';
import {
  all,
  answers,
  atLeast,
  type Check,
  equals,
  every,
  type Found,
  field,
  inWords,
  met,
  none,
  oneOf,
  type Rule,
  some,
  unmet,
} from '../../src/engine/checks.ts';
import { hostileValues } from '../helpers/hostile.ts';

const found = <T>(value: T): Found<T> => ({ ok: true, value });
const missing = unmet('expected a list', 'a list', null);
const even: Rule = {
  expected: 'an even number',
  test: (item) => Number(item) % 2 === 0,
  show: (item) => ({ number: item }),
};

describe('answers', () => {
  test('is met by the very status', () => {
    expect(answers(200, { statusCode: 200, body: null })).toEqual(met);
  });

  test.each([
    [404, { error: 'Plan not found' }, 'expected statusCode 200, got 404 (Plan not found)'],
    [
      403,
      { error: 'Block', message: 'x'.repeat(200), id: 1 },
      /^.*, got 403 \(Block: x{100,120}…?\)$/,
    ],
    [500, { error: 7, message: '' }, 'expected statusCode 200, got 500'],
    ['200', '', 'expected statusCode 200, got "200"'],
    [undefined, null, 'expected statusCode 200, got nothing'],
    [null, null, 'expected statusCode 200, got null'],
  ])('is not met by %j, and the body comes along', (statusCode, body, message) => {
    expect(answers(200, { statusCode, body })).toEqual({
      ok: false,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      expected: { statusCode: 200 },
      actual: { statusCode: statusCode ?? null, body },
    });
  });
});

describe('equals and oneOf', () => {
  test('are met by the very value', () => {
    expect(equals('status', found('ACTIVE'), 'ACTIVE').ok).toBe(true);
    expect(oneOf('status', found('UPDATING'), ['ACTIVE', 'UPDATING']).ok).toBe(true);
  });

  test('say what was expected and what came', () => {
    expect(equals('plan_status', found('PAUSED'), 'ACTIVE')).toEqual({
      ok: false,
      message: 'expected plan_status to be "ACTIVE", got "PAUSED"',
      expected: 'ACTIVE',
      actual: 'PAUSED',
    });
    expect(oneOf('TableStatus', found(undefined), ['ACTIVE', 'UPDATING'])).toEqual({
      ok: false,
      message: 'expected TableStatus to be "ACTIVE" or "UPDATING", got nothing',
      expected: ['ACTIVE', 'UPDATING'],
      actual: undefined,
    });
  });

  test('take nothing for something like it', () => {
    expect(equals('count', found('1'), 1).ok).toBe(false);
    expect(equals('gone', found(null), undefined).ok).toBe(false);
  });
});

describe('lists', () => {
  test('have at least so many', () => {
    expect(atLeast(1, found(['x'])).ok).toBe(true);
    expect(atLeast(2, found(['x']))).toEqual({
      ok: false,
      message: 'expected at least 2, got 1',
      expected: 'at least 2',
      actual: 1,
    });
  });

  test('keep a rule with every item, or show the first five that do not', () => {
    expect(every(found([2, 4]), even).ok).toBe(true);
    expect(every(found([1, 2, 3, 5, 7, 9, 11]), even)).toEqual({
      ok: false,
      message: 'expected every one to be an even number; 6 of 7 are not',
      expected: 'an even number',
      actual: [1, 3, 5, 7, 9].map((number) => ({ number })),
    });
  });

  test('have one item by a rule, or show the first twenty', () => {
    expect(some(found([1, 2]), even).ok).toBe(true);
    expect(some(found(new Array(30).fill(1)), even)).toEqual({
      ok: false,
      message: 'expected an even number, which is not among the 30',
      expected: 'an even number',
      actual: new Array(20).fill({ number: 1 }),
    });
    expect(some(found([]), even).ok).toBe(false);
  });
});

test.each<[string, Check]>([
  ['equals', equals('x', missing, 1)],
  ['oneOf', oneOf('x', missing, [1])],
  ['atLeast', atLeast(0, missing)],
  ['every', every(missing, even)],
  ['some', some(missing, even)],
])('%s of what was not found is what the search said', (_name, check) => {
  expect(check).toBe(missing);
});

test('all is the first that is not met', () => {
  expect(all(met, missing, unmet('later', 1, 2))).toBe(missing);
  expect(all(met, met)).toEqual(met);
});

test('a field of anything is its value or undefined', () => {
  expect(field({ a: null }, 'a')).toBeNull();
  expect([field(null, 'a'), field('text', 'length'), field(undefined, 'a')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe('in words', () => {
  test.each([
    [200, '200'],
    ['200', '"200"'],
    [undefined, 'nothing'],
    [null, 'null'],
    [Number.NaN, 'null'],
    [10n, '"10n"'],
    [Symbol('s'), 'Symbol(s)'],
  ])('a value is told from what looks like it: %s', (value, words) => {
    expect(inWords(value)).toBe(words);
  });

  test('a long one is cut', () => {
    expect(inWords('x'.repeat(118))).toBe(`"${'x'.repeat(118)}"`);
    expect(inWords('x'.repeat(119))).toBe(`"${'x'.repeat(118)}…`);
    expect(inWords([1, 2, 3], 4)).toBe('[1,…');
    expect(inWords('ab🚨c', 5)).toBe('"ab…');
  });
});

test.each(hostileValues)('no check throws, and none is met by chance: %s', (_name, value) => {
  const rule: Rule = { expected: 'never', test: () => false, show: (item) => item };
  const list = Array.isArray(value) ? value : [value];
  const checks: Check[] = [
    answers(299, { statusCode: value, body: value }),
    equals('it', found(value), 'something else'),
    oneOf('it', found(value), [{}, []]),
    atLeast(Number.POSITIVE_INFINITY, found(list)),
    some(found(list), rule),
  ];

  for (const check of checks) {
    expect(check).toMatchObject({ ok: false, message: expect.stringMatching(/^expected /) });
    if (!check.ok) expect(check.message.length).toBeLessThan(400);
  }
  expect(typeof every(found(list), rule).ok).toBe('boolean');
});

describe('none', () => {
  test('is met where no item is it, and by an empty list', () => {
    expect(none(found([1, 3]), even)).toEqual(met);
    expect(none(found([]), even)).toEqual(met);
  });

  test('names those that are', () => {
    expect(none(found([1, 2, 4]), even)).toEqual({
      ok: false,
      message: 'expected no an even number, got 2 among the 3',
      expected: 'no an even number',
      actual: [{ number: 2 }, { number: 4 }],
    });
  });

  test('passes on that there is no list', () => {
    expect(none(missing, even)).toBe(missing);
  });
});
