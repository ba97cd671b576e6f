import { isDeepStrictEqual, parseEnv } from 'node:util';

/** A value that needs no quotes anywhere: a name, a region. */
const BARE = /^[\w.:/@-]+$/;

/** Of UTF-8, a character per byte. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

/** For a person; what Windows writes by default is UTF-16. */
export const NOT_UTF_8 =
  'it is not UTF-8 text; save it as such (in PowerShell: Set-Content -Encoding utf8)';

/** What `.env` cannot be made to say without changing what else it says. */
export class CannotSay extends Error {
  override readonly name = 'CannotSay';
}

/**
 * The same text with these settings, and nothing else changed: comments, order, quotes, spaces and
 * line ends stay, whatever they are. A setting that is there is changed in its place, wherever it is
 * there; one that is not is added at the end. The text is one character per byte, so that bytes which
 * are no UTF-8 stay too.
 *
 * @throws {CannotSay} when whoever reads the result would not read exactly that
 */
export function withSettings(text: string, settings: Readonly<Record<string, string>>): string {
  const unfit = Object.entries(settings).filter(([, value]) => !BARE.test(value));
  if (unfit.length > 0) {
    throw new CannotSay(`expected values that need no quotes, got ${JSON.stringify(unfit)}`);
  }
  const wanted = { ...read(text), ...settings };
  // All of it: a quote that ends in what was added would set a name that nobody read before.
  const says = (candidate: string) => isDeepStrictEqual({ ...read(candidate) }, wanted);
  // Readers may join a stray line without "=" to the next assignment. So all places are tried: in the
  // place of the old value, nowhere (it is there already), at the end, at the beginning.
  const all = Object.entries(settings);
  const candidates = [changed(text, settings), text, appended(text, all), prepended(text, all)];
  const said = candidates.find(says);
  if (said === undefined) {
    throw new CannotSay(
      'no place in it would do: look for a line with no name before "=", or with no "="',
    );
  }
  return said;
}

/** As the canary reads it, and Node: https://nodejs.org/api/util.html#utilparseenvcontent */
function read(text: string): Readonly<Record<string, string | undefined>> {
  return parseEnv(
    Buffer.from(text, 'latin1')
      .toString('utf8')
      .replace(/^\ufeff/, ''),
  );
}

function changed(text: string, settings: Readonly<Record<string, string>>): string {
  let result = text;
  const there = new Set<string>();
  // From the last to the first, so that the places of those before stay what they are.
  for (const { name, from, to } of assignments(text).reverse()) {
    const value = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (value === undefined) continue;
    there.add(name);
    result = `${result.slice(0, from)}${value}${result.slice(to)}`;
  }
  return appended(
    result,
    Object.entries(settings).filter(([name]) => !there.has(name)),
  );
}

type Entries = readonly (readonly [string, string])[];

function appended(text: string, settings: Entries): string {
  if (settings.length === 0) return text;
  const before = text === '' || text.endsWith('\n') ? text : `${text}${endOf(text)}`;
  return `${before}${linesOf(settings, endOf(text))}`;
}

function prepended(text: string, settings: Entries): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  return `${mark}${linesOf(settings, endOf(text))}${text.slice(mark.length)}`;
}

function linesOf(settings: Entries, end: string): string {
  return settings.map(([name, value]) => `${name}=${value}${end}`).join('');
}

function endOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Where the value of an assignment stands, without its quotes. */
interface Assignment {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** `NAME=`, `export NAME =`; a byte order mark may stand before the first. */
const HEAD = /(?:\u00ef\u00bb\u00bf)?[ \t]*(?:export[ \t]+)?([^\s=#]+)[ \t]*=/y;

function assignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  for (let at = 0; at < text.length; ) {
    HEAD.lastIndex = at;
    const [head, name] = HEAD.exec(text) ?? [];
    const value = head === undefined ? undefined : valueAt(text, at + head.length);
    if (name !== undefined && value) found.push({ name, ...value });
    at = lineEnd(text, value?.to ?? at) + 1;
  }
  return found;
}

function valueAt(text: string, at: number): { readonly from: number; readonly to: number } {
  const [spaces = ''] = /^[ \t]*/.exec(text.slice(at, lineEnd(text, at))) ?? [];
  const from = at + spaces.length;
  const quote = text[from];
  if (quote === '"' || quote === "'" || quote === '`') {
    const closing = text.indexOf(quote, from + 1); // it may be lines away
    if (closing >= 0) return { from: from + 1, to: closing };
  }
  const [value = ''] = text.slice(from, lineEnd(text, from)).split('#', 1);
  const length = value.trimEnd().length;
  // Where there is none it goes beside the "=", so that a comment keeps its distance.
  return length === 0 ? { from: at, to: at } : { from, to: from + length };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
