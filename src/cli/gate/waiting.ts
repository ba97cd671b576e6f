import { clip } from '../../reporters/layout.ts';
import type { Output } from '../shell.ts';

/** A wait this long is worth saying that it goes on. */
const SLOW_MS = 1_000;
const REDRAW_MS = 250;
/** Where a line cannot be redrawn: often enough for CI systems that end what is silent. */
const TOLD_EVERY_MS = 60_000;
const CLEAR_LINE = '\r\u001b[K';

export interface Waiting {
  /** Says something else on `out`, without tearing the line that says how long it takes. */
  aside(out: Output, text: string): void;
  /** Takes that line away. */
  close(): void;
}

/** For whoever wants to hear of nothing. */
export const silence: Waiting = { aside: (out, text) => out.write(text), close() {} };

/** Says how long something takes: in a terminal on a line that is redrawn, elsewhere now and then. */
export function waitingFor(what: string, out: Output): Waiting {
  const since = performance.now();
  let drawn = false;
  const line = () => `… ${((performance.now() - since) / 1000).toFixed(0)} s: ${what}`;
  const erase = () => {
    if (drawn) out.write(CLEAR_LINE);
    drawn = false;
  };
  const redraw = () => {
    if (performance.now() - since < SLOW_MS) return;
    // The last column stays free: a terminal that wraps there would keep a line of it.
    out.write(`${drawn ? CLEAR_LINE : ''}${clip(line(), out.columns - 1)}`);
    drawn = true;
  };
  const tell = () => out.write(`${line()}\n`);
  const timer = out.isTty
    ? setInterval(redraw, REDRAW_MS).unref()
    : setInterval(tell, TOLD_EVERY_MS).unref();
  return {
    aside(elsewhere, text) {
      erase();
      elsewhere.write(text);
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}
