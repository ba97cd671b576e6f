import { width } from '../../src/reporters/layout.ts';

/**
 * What a terminal shows after all that was written to it: enough of one for carriage return, new
 * line, "erase to the end of the line", colours, and wrapping at the last column.
 */
export function screenOf(written: string, columns: number): string[] {
  const lines = [''];
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  for (const [token] of written.matchAll(/\u001b\[\d*[a-zA-Z]|\r|\n|[^\u001b\r\n]/gu)) {
    const line = lines.at(-1) ?? '';
    if (token === '\r') column = 0;
    else if (token === '\u001b[K') lines[lines.length - 1] = line.slice(0, column);
    else if (token === '\n') {
      lines.push('');
      column = 0;
    } else if (!token.startsWith('\u001b')) {
      if (column + width(token) > columns) {
        lines.push('');
        column = 0;
      }
      const here = lines.at(-1) ?? '';
      lines[lines.length - 1] = here.slice(0, column) + token + here.slice(column + 1);
      column += width(token);
    }
  }
  return lines;
}
