/** What goes into a report: plain JSON, never endless, made from anything without a throw. */

/** Longer than a Lambda log tail (4 KB), shorter than what would hurt a log line or a terminal. */
const LONGEST = 6_000;

/** A value as a report keeps it: whole where it is small, else the beginning of its JSON. */
export function bounded(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value);
  const json = jsonOf(value) ?? 'null';
  return json.length <= LONGEST ? JSON.parse(json) : shortened(json);
}

export function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}… (${text.length} characters in all)`;
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
