import type { Output } from './shell.ts';

const REDRAW_MS = 250;
const CLEAR_LINE = '\r\u001b[K';

/** What is under way: in a terminal on a last line that is redrawn, elsewhere in lines now and then. */
export interface StatusLine {
  /** Says something else on `out`, without tearing the line. */
  aside(out: Output, text: string): void;
  /** Takes the line away. */
  close(): void;
}

export interface StatusLineContent {
  /** What it says now, at most so many columns wide; undefined when there is nothing to say. */
  readonly line: (columns: number) => string | undefined;
  /** Where a line cannot be redrawn: says what there is to say, and is asked that often. */
  readonly tell: () => void;
  readonly tellEveryMs: number;
}

export function statusLine(
  out: Output,
  { line, tell, tellEveryMs }: StatusLineContent,
): StatusLine {
  let drawn = false;
  const erase = () => {
    if (drawn) out.write(CLEAR_LINE);
    drawn = false;
  };
  const redraw = () => {
    // The last column stays free: a terminal that wraps there would keep a line of it.
    const now = line(out.columns - 1);
    if (now === undefined) return erase();
    out.write(`${drawn ? CLEAR_LINE : ''}${now}`);
    drawn = true;
  };
  const timer = out.isTty ? setInterval(redraw, REDRAW_MS) : setInterval(tell, tellEveryMs);
  timer.unref();
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
