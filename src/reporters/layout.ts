/** Text on the columns of a terminal. */

/** Past this the eye loses the line on its way to the other end of it. */
export const WIDEST = 100;
/** Below this there is room for a name and a few words. */
export const NARROW = 60;

const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Emoji, and East Asian Wide or Fullwidth: https://www.unicode.org/reports/tr11/ */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const MARKS_ONLY = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]*$/u;

/** How many columns a text takes: two for CJK and emoji, none for a mark of its own. */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  return split(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

function split(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return MARKS_ONLY.test(grapheme) ? 0 : 1;
}

/** The text where there is room for it, else its beginning and an ellipsis. */
export function clip(text: string, room: number): string {
  if (width(text) <= room) return text;
  return room < 1 ? '' : `${beginning(text, room - 1)}…`;
}

/** Clipped, and filled up with spaces. */
export function fit(text: string, room: number): string {
  return filled(clip(text, room), room);
}

/** Filled up with spaces. */
export function filled(text: string, room: number): string {
  return `${text}${' '.repeat(Math.max(0, room - width(text)))}`;
}

function beginning(text: string, room: number): string {
  let taken = '';
  let left = room;
  for (const grapheme of split(text)) {
    left -= graphemeWidth(grapheme);
    if (left < 0) break;
    taken += grapheme;
  }
  return taken;
}

/**
 * Lines no wider than `room`, broken between words where that can be; a line's own indentation is
 * kept. A word that is longer than a line is cut; a line has at least one character.
 */
export function wrap(text: string, room: number): string[] {
  return text
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((line) => wrapLine(line.trimEnd(), room));
}

/** Less than this of a long word is not worth a place at the end of a line. */
const SHORTEST_PIECE = 8;

function wrapLine(text: string, columns: number): string[] {
  const room = Math.max(1, columns); // a head may be wider than the terminal
  if (width(text) <= room) return [text];
  const [indent = ''] = /^ */.exec(text) ?? [];
  const margin = indent.length < room / 2 ? indent : '';
  const lines: string[] = [];
  let line = margin;
  let used = margin.length; // counted along: to measure a long line anew for each word takes seconds
  const add = (piece: string, wide: number) => {
    line += piece;
    used += wide;
  };
  const end = () => {
    lines.push(line.trimEnd());
    line = margin;
    used = margin.length;
  };
  const addWord = (word: string) => {
    const wide = width(word);
    const gap = line === margin ? '' : ' ';
    if (used + gap.length + wide <= room) return add(gap + word, gap.length + wide);
    const fits = wide <= room - margin.length;
    if (line !== margin && (fits || room - used < SHORTEST_PIECE)) end();
    else add(gap, gap.length);
    if (fits) return add(word, wide);
    for (const grapheme of split(word)) {
      const one = graphemeWidth(grapheme);
      if (used + one > room && line !== margin) end();
      add(grapheme, one);
    }
  };
  for (const word of text.trimStart().split(' ')) addWord(word);
  return line === margin ? lines : [...lines, line];
}

/** Wrapped behind a head; where it needs more lines, the text stays under itself. */
export function hanging(head: string, text: string, columns: number): string[] {
  const lines = wrap(text, columns - head.length);
  return lines.map((line, i) => `${i === 0 ? head : ' '.repeat(head.length)}${line}`);
}

/** A row of a table; in a narrow terminal the text goes under its head, or most of it would be cut. */
export function tableRow(head: string, text: string, columns: number): string[] {
  return columns < NARROW && head.trim() !== ''
    ? [`  ${head.trimEnd()}`, ...hanging('    ', text, columns)]
    : hanging(`  ${head}`, text, columns);
}
