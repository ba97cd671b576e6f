import { clip } from '../../reporters/layout.ts';
import type { Output } from '../shell.ts';
import { type StatusLine, statusLine } from '../status-line.ts';

/** A wait this long is worth saying that it goes on. */
const SLOW_MS = 1_000;
/** Where a line cannot be redrawn: often enough for CI systems that end what is silent. */
const TOLD_EVERY_MS = 60_000;

/** For whoever wants to hear of nothing. */
export const silence: StatusLine = { aside: (out, text) => out.write(text), close() {} };

/** Says how long something takes. */
export function waitingFor(what: string, out: Output): StatusLine {
  const since = performance.now();
  const waited = () => performance.now() - since;
  const line = () => `… ${(waited() / 1000).toFixed(0)} s: ${what}`;
  return statusLine(out, {
    line: (columns) => (waited() < SLOW_MS ? undefined : clip(line(), columns)),
    tell: () => out.write(`${line()}\n`),
    tellEveryMs: TOLD_EVERY_MS,
  });
}
