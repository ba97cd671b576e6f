import { expect, test } from 'vitest';
import { duration, exactMoment, moment, plain, plural, shown } from '../../src/reporters/plain.ts';

test.each([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a cleared screen', '\u001b[2J\u001b[Hgone', 'gone'],
  ['a title for the window', '\u001b]0;pwned\u0007text', 'text'],
  [
    'a link that says one thing and leads to another',
    '\u001b]8;;http://evil\u001b\\here\u001b]8;;\u001b\\',
    'here',
  ],
  ['an eight-bit escape sequence', '\u009b31mred', 'red'],
  ['an escape on its own', 'a\u001b', 'a\\u001b'],
  ['a bell, a backspace and a null', 'a\u0007b\bc\u0000', 'a\\u0007b\\u0008c\\u0000'],
  ['a carriage return that would overwrite the line', 'passed\rfailed', 'passed\\u000dfailed'],
  [
    'marks that reorder what is read',
    'a\u202eb\u2066c\u200fd\u061ce',
    'a\\u202eb\\u2066c\\u200fd\\u061ce',
  ],
  [
    'characters that cannot be seen',
    'a\u200bb\u00adc\ufeffd\u2060e\u034ff\u180eg\u3164h',
    'a\\u200bb\\u00adc\\ufeffd\\u2060e\\u034ff\\u180eg\\u3164h',
  ],
  ['tag characters, which can hide a text', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
  [
    'line separators that only some programs break at',
    'a\u2028b\u2029c\u0085d',
    'a\\u2028b\\u2029c\\u0085d',
  ],
  ['halves of a surrogate pair', 'a\ud83dz \udc26', 'a\\ud83dz \\udc26'],
  [
    'characters that XML forbids',
    'a\ufffeb\uffffc\u000bd\u000ce',
    'a\\ufffeb\\uffffc\\u000bd\\u000ce',
  ],
])('%s are made harmless', (_what, text, expected) => {
  expect(plain(text)).toBe(expected);
});

test.each([
  ['lines and tabs', 'one\n\ttwo'],
  ['accents, CJK, emoji and the joiner they are made with', 'é 計画 🚨 👩‍💻 ✓ →'],
  ['what a shell or a markup language would act on', '<b>&amp; $(rm) `x` \\u001b'],
])('%s stay as they are', (_what, text) => {
  expect(plain(text)).toBe(text);
});

test('lines of Windows end like others', () => {
  expect(plain('one\r\ntwo\r\n')).toBe('one\ntwo\n');
});

test('megabytes are cut quickly, and say how much they were', () => {
  const began = performance.now();

  for (const text of ['x', '\u001b[', '\u001b]8;;', '1;', '\ud83d', '計']) {
    const long = text.repeat(3_000_000);
    expect(plain(long)).toMatch(new RegExp(`… \\(${long.length} characters in all\\)$`));
    expect(plain(long).length).toBeLessThan(100_000);
  }

  expect(performance.now() - began).toBeLessThan(2_000); // hostile repetition would take minutes
});

test.each([
  ['text as itself, on one line', 'one\ntwo', 'one two'],
  [
    'an object',
    { statusCode: 500, body: { error: 'x' } },
    '{"statusCode": 500, "body": {"error": "x"}}',
  ],
  ['a list', ['a', { b: [] }, {}, null], '["a", {"b": []}, {}, null]'],
  ['strings that look like structure', { a: '{\n "b": [\n 1' }, '{"a": "{\\n \\"b\\": [\\n 1"}'],
  ['a number', 0, '0'],
  ['nothing', undefined, 'nothing'],
  ['a value that hides an escape', { a: '\u001b[31m\u202e' }, '{"a": "\\u001b[31m\\u202e"}'],
])('a value is shown: %s', (_what, value, expected) => {
  expect(shown(value)).toBe(expected);
});

test.each([
  [0, '0 ms'],
  [12.4, '12 ms'],
  [999.4, '999 ms'],
  [999.5, '1.00 s'],
  [1_239, '1.24 s'],
  [99_940, '99.94 s'],
  [120_400, '120 s'],
])('%d milliseconds are %s', (ms, expected) => {
  expect(duration(ms)).toBe(expected);
});

test('a moment is in UTC, as exact as there is room for', () => {
  const at = Date.parse('2026-01-31T03:04:05.678Z');

  expect(moment(at)).toBe('2026-01-31 03:04');
  expect(exactMoment(at)).toBe('2026-01-31 03:04:05');
});

test('one is singular', () => {
  expect([plural(0, 'step'), plural(1, 'step'), plural(2, 'step')]).toEqual([
    '0 steps',
    '1 step',
    '2 steps',
  ]);
});
