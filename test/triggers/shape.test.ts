import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  anything,
  exactly,
  flag,
  isoTime,
  kindOf,
  list,
  matching,
  name,
  number,
  type Of,
  object,
  oneOf,
  optional,
  read,
  type Shape,
  text,
  whole,
} from '../../src/triggers/shape.ts';

const problems = <T>(shape: Shape<T>, value: unknown) => {
  const found = read(shape, value);
  return 'problems' in found ? found.problems : [];
};
const given = (json: string): unknown => JSON.parse(json);

const circle = object({ kind: oneOf('circle'), radius: number });
const square = exactly({ kind: oneOf('square'), side: whole([1, 3]), label: optional(name(5)) });
const figure = kindOf('kind', { circle, square });

describe('a value that fits', () => {
  it.each<[string, Shape<unknown>, unknown]>([
    ['anything, also nothing', anything, undefined],
    ['a text, also an empty one', text, ''],
    ['a name as long as it may be', name(3), 'abc'],
    ['a flag', flag, false],
    ['a number', number, 0.5],
    ['the least', whole([0, 5]), 0],
    ['the most', whole([0, 5]), 5],
    ['a time', isoTime, '2026-11-22T11:00:00Z'],
    ['a time with its milliseconds', isoTime, '2026-11-22T11:00:00.123Z'],
    ['one of some', oneOf('a', 'b'), 'b'],
    ['what matches', matching(/^a+$/), 'aa'],
    ['a list, also an empty one', list(text), []],
    ['a list as short as it may be', list(text, 1), ['a']],
    [
      'an object with a field that is new to us',
      circle,
      given('{"kind":"circle","radius":1,"x":2}'),
    ],
    ['one without what is optional', square, { kind: 'square', side: 1 }],
    ['one with it', square, { kind: 'square', side: 1, label: 'tiny' }],
    ['either of two kinds', figure, { kind: 'square', side: 2 }],
  ])('%s', (_what, shape, value) => {
    expect(read(shape, value)).toEqual({ read: value });
  });

  it('has the type of its shape', () => {
    expectTypeOf<Of<typeof figure>>().toEqualTypeOf<Of<typeof circle> | Of<typeof square>>();
    expectTypeOf<Of<typeof square>>().toExtend<{
      readonly kind: 'square';
      readonly side: number;
      readonly label?: string;
    }>();
    // @ts-expect-error: it is not optional
    const _lacking: Of<typeof square> = { kind: 'square' };
  });
});

describe('what keeps a value from it', () => {
  it.each<[string, Shape<unknown>, unknown, string]>([
    ['a number for a text', text, 1, 'expected a string; received 1'],
    ['no name at all', name(), '', 'expected at least 1 character; received ""'],
    ['a name too long', name(3), 'abcd', 'expected at most 3 characters; received "abcd"'],
    ['a number for a name', name(), 7, 'expected a string; received 7'],
    ['a text for a flag', flag, 'true', 'expected a boolean; received "true"'],
    ['a text for a number', number, '1', 'expected a number; received "1"'],
    ['a part of a number', whole([0, 5]), 1.5, 'expected a whole number; received 1.5'],
    ['a text for a whole one', whole([0, 5]), '1', 'expected a whole number; received "1"'],
    ['too little', whole([0, 5]), -1, 'expected at least 0; received -1'],
    ['too much', whole([0, 5]), 6, 'expected at most 5; received 6'],
    ['a day', isoTime, '2026-11-22', 'expected an ISO time; received "2026-11-22"'],
    [
      'a month that is none',
      isoTime,
      '2026-13-22T11:00:00Z',
      'expected an ISO time; received "2026-13-22T11:00:00Z"',
    ],
    [
      'a time somewhere',
      isoTime,
      '2026-11-22T11:00:00',
      'expected an ISO time; received "2026-11-22T11:00:00"',
    ],
    [
      'a time inside of a text',
      isoTime,
      'at 2026-11-22T11:00:00Z',
      'expected an ISO time; received "at 2026-11-22T11:00:00Z"',
    ],
    [
      'a time with a word after it, which Date takes for a comment',
      isoTime,
      '2026-11-22T11:00:00Z (UTC)',
      'expected an ISO time; received "2026-11-22T11:00:00Z (UTC)"',
    ],
    [
      'a time in ten thousand years',
      isoTime,
      '+012026-11-22T11:00:00Z',
      'expected an ISO time; received "+012026-11-22T11:00:00Z"',
    ],
    ['a number for a time', isoTime, 7, 'expected a string; received 7'],
    ['none of some', oneOf('a', 'b'), 'c', 'expected "a" or "b"; received "c"'],
    ['what does not match', matching(/^a+$/), 'b', 'expected the form /^a+$/; received "b"'],
    ['a number that would match', matching(/^1$/), 1, 'expected a string; received 1'],
    ['an object for a list', list(text), {}, 'expected an array; received an object'],
    ['a list too short', list(text, 1), [], 'expected at least 1 item; received an array of 0'],
    ['one item', list(text), ['a', null], '1: expected a string; received null'],
    ['a list for an object', object({}), [], 'expected an object; received an array of 0'],
    ['a list for an exact one', exactly({}), [], 'expected an object; received an array of 0'],
    ['a list for one of a kind', figure, [], 'expected an object; received an array of 0'],
    ['nothing for an object', object({}), null, 'expected an object; received null'],
    [
      'a field that is not there',
      circle,
      { kind: 'circle' },
      'radius: expected a number; received nothing',
    ],
    [
      'one that is optional and undefined',
      square,
      { kind: 'square', side: 1, label: undefined },
      'label: expected a string; received nothing',
    ],
    [
      'fields that nobody knows',
      square,
      { kind: 'square', side: 1, b: 1, c: 2 },
      'unknown "b", "c"; received an object',
    ],
    [
      'a name every object has',
      square,
      given('{"kind":"square","side":1,"toString":1,"__proto__":2}'),
      'unknown "toString", "__proto__"; received an object',
    ],
    ['no kind', figure, {}, 'kind: expected one of circle, square; received nothing'],
    [
      'a kind that is no text',
      figure,
      { kind: { toString: 1, valueOf: 1 } },
      'kind: expected one of circle, square; received an object',
    ],
    [
      'a kind every object has',
      figure,
      { kind: 'toString' },
      'kind: expected one of circle, square; received "toString"',
    ],
  ])('%s', (_what, shape, value, problem) => {
    expect(problems(shape, value)).toEqual([problem]);
  });

  it('is told by where it is, all of it', () => {
    const album = object({ figures: list(figure), by: object({ name: name() }) });
    expect(problems(album, { figures: [{ kind: 'square', side: 9, x: 1 }], by: {} })).toEqual([
      'figures.0.side: expected at most 3; received 9',
      'figures.0: unknown "x"; received an object',
      'by.name: expected a string; received nothing',
    ]);
  });

  it('is told of no more than anyone reads', () => {
    const items = Array.from({ length: 25 }, () => 0);
    const told = problems(list(text), items);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('and 5 more');
    expect(problems(list(text), items.slice(5))).toHaveLength(20);
  });

  it('is told shortly', () => {
    const [long] = problems(text, ['x'.repeat(999)]);
    expect(long).toBe('expected a string; received an array of 1');
    const [flagged] = problems(flag, 'x'.repeat(999));
    expect(flagged).toBe(`expected a boolean; received "${'x'.repeat(78)}…`);
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`${i}`.repeat(99), 1]));
    expect(problems(exactly({}), many)[0]).toHaveLength(300);
    const after = problems(exactly({}), { ['x'.repeat(999)]: 1, short: 1 });
    expect(after).toEqual([`unknown "${'x'.repeat(39)}…", "short"; received an object`]);
  });
});
