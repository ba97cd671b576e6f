/** What goes into a report: plain JSON, never endless, made from anything without a throw. */

/** Longer than a Lambda log tail (4 KB), shorter than what would hurt a log line or a terminal. */
const LONGEST = 6_000;

/** A value as a report keeps it: whole where it is small, else the beginning of its JSON. */
export function bounded(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value);
  const json = jsonOf(value) ?? 'null';
  return json.length <= LONGEST ? JSON.parse(json) : shortened(json);
}

/** The beginning of a text that is too long, and how long it was. */
export function shortened(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  return `${beginning(text, longest)}… (${text.length} characters in all)`;
}

/** The same for a text that has little room: its ellipsis fits in, too. */
export function clipped(text: string, longest: number): string {
  return text.length <= longest ? text : `${beginning(text, longest - 1)}…`;
}

/** Without half a surrogate pair at its end, which is no character. */
function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/**
 * The JSON of anything; undefined where JSON leaves a value out. What cannot be written (a circle, a
 * nesting deeper than the stack, which an answer may well have) is told by a text in its place.
 */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item));
  } catch {
    return '"a value that JSON cannot hold"';
  }
}
