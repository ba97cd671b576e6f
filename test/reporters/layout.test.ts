import { expect, test } from 'vitest';
import { clip, fit, hanging, tableRow, width, wrap } from '../../src/reporters/layout.ts';

test.each([
  ['plain text', 'resume → 200', 12],
  ['Chinese, Japanese, Korean', '計画 プラン 계획', 4 + 1 + 6 + 1 + 4],
  ['fullwidth forms', 'ＡＢ！', 6],
  ['emoji', '🚨🚨', 4],
  ['an emoji made of several', '👩‍💻👍🏽🇩🇪', 6],
  ['a letter with a combining mark', 'e\u0301', 1],
  ['a mark on its own', '\u0301', 0],
])('%s take the columns a terminal gives them', (_what, text, columns) => {
  expect(width(text)).toBe(columns);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['計画計画', 7, '計画計…'],
  ['計画計画', 6, '計画…'],
  ['👩‍💻👩‍💻👩‍💻', 4, '👩‍💻…'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
  ['abc', -3, ''],
])('%j in %i columns is clipped to %j', (text, room, expected) => {
  expect(clip(text, room)).toBe(expected);
});

test('a fitted text takes exactly its room', () => {
  expect(fit('ab', 4)).toBe('ab  ');
  expect(fit('計画', 6)).toBe('計画  ');
  expect(fit('計画計', 4)).toBe('計… ');
  expect(fit('ab', -1)).toBe('');
});

test.each([
  ['words', 'aa bb cc', 5, ['aa bb', 'cc']],
  ['a word as long as the line', 'aaaaa b', 5, ['aaaaa', 'b']],
  [
    'a long word, begun where there is room for it',
    'a bbbbbbbbbbbbbbb',
    12,
    ['a bbbbbbbbbb', 'bbbbb'],
  ],
  [
    'a long word, not begun for a few letters',
    'aaaaaa bbbbbbbbbbb',
    10,
    ['aaaaaa', 'bbbbbbbbbb', 'b'],
  ],
  ['lines that are there already', 'a\n\nb', 5, ['a', '', 'b']],
  ['an indented line, under itself', '  at some place', 9, ['  at some', '  place']],
  ['an indent of most of the line is given up', '      aaa bbb', 8, ['aaa bbb']],
  ['a tab', '\tat x', 10, ['  at x']],
  ['wide characters', '計画計画計画', 5, ['計画', '計画', '計画']],
  ['spaces at the end', 'aa   \nbb', 5, ['aa', 'bb']],
  ['nothing', '', 5, ['']],
  ['a character wider than the line', '🚨🚨', 1, ['🚨', '🚨']],
  ['no room at all', 'a bc', 0, ['a', 'b', 'c']],
  ['less than none', 'a bc', -100, ['a', 'b', 'c']],
])('wrapped: %s', (_what, text, room, expected) => {
  expect(wrap(text, room)).toEqual(expected);
});

test('whatever is wrapped keeps every character but spaces, within the room', () => {
  const pieces = ['a', 'wort', '計画', '🚨', '  ', '\n', 'averyverylongwordindeed', '\t', 'é'];
  for (let seed = 1; seed <= 300; seed++) {
    const text = Array.from({ length: 25 }, (_, i) => pieces[(seed * (i + 7) * 31) % 9]).join(
      seed % 3 ? ' ' : '',
    );
    const room = 4 + (seed % 30);
    const lines = wrap(text, room);
    expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(room);
  }
});

test('a word as long as an answer may be is wrapped at once', () => {
  const started = performance.now();
  expect(wrap('漢'.repeat(10_000), 80)).toHaveLength(250);
  expect(performance.now() - started).toBeLessThan(2_000); // measured anew for each line: 17 s
});

test('a text hangs from its head', () => {
  expect(hanging('- ', 'aa bb cc', 7)).toEqual(['- aa bb', '  cc']);
  expect(hanging('', 'aa bb', 4)).toEqual(['aa', 'bb']);
});

test('in a narrow terminal the text of a row is under its head', () => {
  const text = `${'a'.repeat(50)} bb`;

  expect(tableRow('head  ', text, 60)).toEqual([`  head  ${'a'.repeat(50)}`, '        bb']);
  expect(tableRow('head  ', text, 59)).toEqual(['  head', `    ${text}`]);
  expect(tableRow('      ', text, 59)).toEqual([`        ${'a'.repeat(50)}`, '        bb']);
});
