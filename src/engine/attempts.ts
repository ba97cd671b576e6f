import { FailureError, type Repeat } from './failure.ts';
import type { Polling, StepScope } from './scenario.ts';
import { type Clock, TimeUp } from './time.ts';

/** Four requests span at most 0.7 s: AWS's throttles last for moments, and a page can wait that long. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;

/**
 * Sends a call again when that cannot do its work twice. The pauses double, with jitter, so that
 * scenarios throttled together do not come back together. When the time runs out before an answer,
 * the reason for asking again is what is reported.
 */
export async function retrying<T>(
  scope: Pick<StepScope, 'sleep' | 'heldUp'>,
  repeatable: Exclude<Repeat, 'never'>,
  call: () => Promise<T>,
  chance: () => number = Math.random,
): Promise<T> {
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof FailureError) || attempt === ATTEMPTS) throw error;
        if (error.repeat !== 'safe' && error.repeat !== repeatable) throw error;
        scope.heldUp(error.failure);
        const pauseMs = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + chance() / 2);
        await scope.sleep(pauseMs).catch((over: unknown) => {
          throw over instanceof TimeUp ? error : over;
        });
      }
    }
  } finally {
    scope.heldUp(undefined);
  }
}

const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 500;

/** Asks until the answer is there or the window closes; then the last answer stands. */
export async function polling<R>(
  clock: Clock,
  { until, withinMs, everyMs = LONGEST_POLL_MS }: Polling<R>,
  stop: readonly AbortSignal[],
  ask: () => R | Promise<R>,
): Promise<R> {
  const end = clock.elapsed() + withinMs;
  for (let pauseMs = Math.min(FIRST_POLL_MS, everyMs); ; pauseMs = Math.min(pauseMs * 2, everyMs)) {
    const answer = await ask();
    const left = end - clock.elapsed();
    if (until(answer) || left <= 0) return answer;
    await clock.sleep(Math.min(pauseMs, left), ...stop);
  }
}
