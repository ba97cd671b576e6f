import { once } from 'node:events';
import { systemClock } from '../engine/time.ts';
import { EXIT, type ExitCode, type Shell } from './shell.ts';
import type { Seen } from './status.ts';

/** Alarms are evaluated once a minute; a look costs about $0.0001 (see status/measured.ts). */
const EVERY_MS = 30_000;
const CLEAR_SCREEN = '\u001b[H\u001b[2J';
const HINT = 'press q or Ctrl-C to quit\n';

/**
 * Looks again and again, until `q`, an interrupt or the reader's end: in a terminal on the same screen,
 * elsewhere one below the other.
 *
 * @returns what the last look came to
 */
export async function watching(
  look: () => Promise<Seen>,
  shell: Pick<Shell, 'out' | 'err' | 'interrupted' | 'onKey'>,
  clock = systemClock,
): Promise<ExitCode> {
  const { out, err, interrupted, onKey } = shell;
  const enough = new AbortController();
  const ended = AbortSignal.any([enough.signal, interrupted]);
  const close = onKey((key) => {
    if (key.toLowerCase().includes('q')) enough.abort(); // keys in a hurry come together
  });
  const quit = once(ended, 'abort').then(() => undefined);
  let exit: ExitCode = EXIT.broken;
  try {
    while (!ended.aborted) {
      const seen = await Promise.race([look(), quit]);
      if (!seen || interrupted.aborted) break;
      exit = seen.exit;
      if (out.isTty) out.write(`${CLEAR_SCREEN}${seen.text ?? seen.problem ?? ''}\n${HINT}`);
      else if (seen.text !== undefined) out.write(seen.text);
      else err.write(seen.problem ?? '');
      if (!(await Promise.race([out.arrived(), quit]))) break; // nobody reads what a look costs
      await clock.sleep(EVERY_MS, ended).catch(() => {});
    }
    return exit;
  } finally {
    close();
  }
}
