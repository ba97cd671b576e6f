import { setMaxListeners } from 'node:events';

/**
 * Time and its limits. The only file of the engine that touches `Date` or a timer: everything else
 * takes a {@link Clock}, so that a test can run a day in a second.
 */

export interface Clock {
  /** Wall-clock time in ms since the epoch: for timestamps and ids, never for durations. */
  now(): number;
  /** Monotonic time in ms: for durations and deadlines. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the reason of the first of `signals` to abort before that. */
  sleep(ms: number, ...signals: readonly AbortSignal[]): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, ...signals) =>
    new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        for (const signal of signals) signal.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = () => {
        const aborted = signals.find((signal) => signal.aborted);
        finish(() => reject(aborted?.reason));
      };
      const timer = setTimeout(() => finish(resolve), ms);
      heardByMany(...signals); // as every step of a run listens to its interrupt
      for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true });
      if (signals.some((signal) => signal.aborted)) onAbort();
    }),
};

/** From the 11th listener on Node would warn of a leak. */
export function heardByMany(...signals: readonly AbortSignal[]): void {
  if (signals.length > 0) setMaxListeners(0, ...signals); // without one, Node sets it for all there are
}

/** Does `work` in the next turn of the event loop: by then, what was to be sent is on its way. */
export function afterTurn(work: () => void): void {
  setImmediate(work);
}

/** For work that nothing may stop. */
export const never = new AbortController().signal;

/** A stretch of time that has begun to run. */
export interface Share {
  readonly ms: number;
  /** Milliseconds left, never below 0. */
  remaining(): number;
}

export function share(clock: Clock, ms: number): Share {
  const end = clock.elapsed() + ms;
  return { ms, remaining: () => Math.max(0, end - clock.elapsed()) };
}

/** What {@link within} throws when the time is up. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
  readonly allowedMs: number;

  constructor(allowedMs: number) {
    super(`not done within ${Math.round(allowedMs)} ms`);
    this.allowedMs = allowedMs;
  }
}

/**
 * Runs `work` for at most `ms`. Its signal asks it to stop, the race makes sure: work that ignores
 * the signal is left behind, and what it does later is not heard.
 *
 * @throws {TimeUp} when the time is up; the reason of `stop` when that aborts first
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const over = new AbortController();
  const done = new AbortController();
  const limit = clock.sleep(ms, stop, done.signal).then(() => Promise.reject(new TimeUp(ms)));
  limit.catch((reason: unknown) => over.abort(reason));
  try {
    return await Promise.race([limit, work(over.signal)]);
  } finally {
    done.abort(DONE);
  }
}

/** A reason of our own: without one Node makes an error with a stack, for every step and for nobody. */
const DONE = 'done';

/**
 * Follows `signal` after `graceMs`: what is under way when an interrupt comes may still end well,
 * but not keep us. `close` removes its timer and listener.
 */
export function delayed(clock: Clock, signal: AbortSignal, graceMs: number) {
  const late = new AbortController();
  const closed = new AbortController();
  const follow = () =>
    clock.sleep(graceMs, closed.signal).then(
      () => late.abort(signal.reason),
      () => {},
    );
  if (signal.aborted) void follow();
  else signal.addEventListener('abort', follow, { once: true });
  return {
    signal: late.signal,
    // By hand: of listeners that go by a signal of their own Node 20 keeps that signal, 11 KB a run.
    close() {
      signal.removeEventListener('abort', follow);
      closed.abort(DONE);
    },
  };
}

/** A moment as every report, row and log line writes it. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** A duration as a report shows it: to the hundredth of a millisecond. */
export function millis(ms: number): number {
  return Math.round(ms * 100) / 100;
}
