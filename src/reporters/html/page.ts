import type { Tone } from '../look.ts';
import { html, type Markup } from './markup.ts';
import { BASE_STYLE } from './style.ts';

/**
 * Nothing is loaded and nothing is executed, whatever got into the page. Styles are its own; the
 * bars are placed by style attributes, of which no hash can speak.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export interface Page {
  readonly title: string;
  /** What the tab of the browser shows. */
  readonly tone: Tone;
  readonly style: string;
  readonly body: Markup;
}

const DOTS = { good: '%231a7f37', bad: '%23cf222e', unsure: '%23bf8700' } as const;

/** One file that needs no other: it can be mailed, kept as an artifact and printed. */
export function page({ title, tone, style, body }: Page): string {
  const icon = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle cx='4' cy='4' r='4' fill='${DOTS[tone]}'/></svg>`;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${{ markup: `${BASE_STYLE}${style}` }}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return markup;
}
