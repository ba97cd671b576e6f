import { FailureError, type Repeat } from './failure.ts';
import type { Polling, StepScope } from './scenario.ts';
import { type Clock, TimeUp } from './time.ts';

/** The pauses between four add up to at most 0.7 s: a lost answer, an error of AWS soon passes. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

export interface Persistence {
  /** For what must be done, as a cleanup must: as long as there is time, unless nobody is reached. */
  readonly persistent?: boolean;
  readonly chance?: () => number;
}

/**
 * Sends a call again when that cannot do its work twice. The pauses double, with jitter, so that
 * scenarios throttled together do not come back together. When the time runs out before an answer,
 * the reason for asking again is what is reported.
 */
export async function retrying<T>(
  scope: Pick<StepScope, 'sleep' | 'heldUp'>,
  repeatable: Exclude<Repeat, 'never'>,
  call: () => Promise<T>,
  { persistent = false, chance = Math.random }: Persistence = {},
): Promise<T> {
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof FailureError) || attempt >= mostAttempts(error, persistent))
          throw error;
        if (error.repeat !== 'safe' && error.repeat !== repeatable) throw error;
        scope.heldUp(error.failure);
        const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
        await scope.sleep(pauseMs * (0.5 + chance() / 2)).catch((over: unknown) => {
          throw over instanceof TimeUp ? error : over;
        });
      }
    }
  } finally {
    scope.heldUp(undefined);
  }
}

/**
 * A throttle, the one answer of the target after which a call is safe to repeat, may be caused by our
 * own calls, cold and three at a time: it is waited out until the step's time is over.
 */
function mostAttempts({ repeat, failure }: FailureError, persistent: boolean): number {
  if (failure.kind === 'access') return ATTEMPTS;
  return persistent || repeat === 'safe' ? Number.POSITIVE_INFINITY : ATTEMPTS;
}

const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 500;

/** A window in which to ask, and what ends it before it closes. */
export interface PollWindow<R> extends Pick<Polling<R>, 'withinMs' | 'everyMs'> {
  readonly until: (answer: R) => boolean;
}

/** Asks until the answer is there or the window closes; then the last answer stands. */
export async function polling<R>(
  clock: Clock,
  { until, withinMs, everyMs = LONGEST_POLL_MS }: PollWindow<R>,
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
