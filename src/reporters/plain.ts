import { stripVTControlCharacters } from 'node:util';

/**
 * Text of a stranger (a target's answer, a log tail), made harmless: no escape sequences, no control
 * or bidirectional characters, which could repaint a terminal or break a file. Lines and tabs stay.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value on one line, as JSON; text as itself. */
export function shown(value: unknown): string {
  return plain(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('\n', ' ');
}

/** A duration for a person: 12 ms, 1.24 s. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
