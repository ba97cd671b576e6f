import { shortened } from '../../engine/bounded.ts';
import type { Tone } from '../look.ts';
import { plain } from '../plain.ts';

/** HTML that may stand in a page as it is; everything else is text. */
export interface Markup {
  readonly markup: string;
}
export type Content = Markup | string | number | false | undefined | readonly Content[];

/**
 * A template whose values are shown as text, whoever wrote them: without control characters, marks
 * that reorder a line, or anything that means something in HTML, in an attribute as in an element.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const markup = parts.map((part, i) => `${part}${i < contents.length ? inner(contents[i]) : ''}`);
  return { markup: markup.join('') };
}

function inner(content: Content): string {
  if (content === undefined || content === false) return '';
  if (typeof content === 'string') return plain(content).replaceAll(/[&<>"']/g, entity);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(inner).join('');
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** A title, a reason: what has its place in a line, and is a sentence at most. */
const LONGEST_LINE = 300;

export function line(text: string, longest = LONGEST_LINE): string {
  return shortened(text, longest).replaceAll(/\s+/g, ' ');
}

/** What a stranger says within a line. */
export function said(text: string, longest = LONGEST_LINE): Markup {
  return html`<span class="text">${line(text, longest)}</span>`;
}

/** A word beside a name. */
export function pill(tone: Tone | 'dim', word: string): Markup {
  return html` <span class="pill ${tone}">${word}</span>`;
}

/** A value as one reads it: text as itself, the rest as JSON, down to so many characters. */
export function block(value: unknown, longest: number): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'nothing');
  return shortened(text, longest);
}

/** The first of them that together stay below so many characters of HTML; one at least. */
export function asManyAsFit<T>(
  items: readonly T[],
  most: number,
  render: (item: T) => Markup,
): ReadonlyMap<T, Markup> {
  const rendered = new Map<T, Markup>();
  let left = most;
  for (const item of items) {
    const one = render(item);
    left -= one.markup.length;
    if (left < 0 && rendered.size > 0) break;
    rendered.set(item, one);
  }
  return rendered;
}
