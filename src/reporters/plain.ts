import { stripVTControlCharacters } from 'node:util';
import { shortened } from '../engine/bounded.ts';
import { isoTime } from '../engine/time.ts';

/** More than any report needs of one text; a target may answer with megabytes. */
const LONGEST = 10_000;

/**
 * What could repaint a terminal, hide or reorder text, or break a file: control characters, line and
 * paragraph separators, invisible and bidirectional marks, tag characters, non-characters, halves of
 * surrogate pairs. The joiner U+200D stays, since emoji are made with it.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff]|\u034f|\udb40(?=[\udc00-\udc7f])|(?<=\udb40)[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text of a stranger (a target's answer, a log tail), made harmless and no longer than a report
 * needs: no escape sequences, no unsafe characters. Lines and tabs stay.
 */
export function plain(text: string): string {
  const clean = stripVTControlCharacters(shortened(text, LONGEST).replaceAll('\r\n', '\n'));
  return clean.replaceAll(UNSAFE, escaped);
}

/** The same on one line: for what has its place in a table. */
export function plainLine(text: string): string {
  return plain(text).replaceAll(/\s+/g, ' ');
}

/** A value as JSON on one line, with spaces to break it at; text as itself. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return plainLine(value);
  // A line break is never inside a string, and only what opens or closes stands beside one.
  const json = (JSON.stringify(value, null, 1) ?? 'nothing')
    .replaceAll(/(?<=[{[])\n *|\n *(?=[}\]])/g, '')
    .replaceAll(/\n */g, ' ');
  return plain(json);
}

/** The same JSON, with what is unsafe escaped: outside of a string it does not occur. */
export function plainJson(json: string): string {
  return json.replaceAll(UNSAFE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A moment for a person, in UTC as logs and dashboards have it: to the minute. */
export function moment(epochMs: number): string {
  return isoTime(epochMs).slice(0, 16).replace('T', ' ');
}

/** The same, to the second. */
export function exactMoment(epochMs: number): string {
  return isoTime(epochMs).slice(0, 19).replace('T', ' ');
}

/** A duration for a person: 12 ms, 1.24 s, 120 s. */
export function duration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 99_950 ? 2 : 0)} s`;
}

/** How long something is off, in its largest unit: 38 seconds, 12 minutes, 3 days. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return plural(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return plural(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day');
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
