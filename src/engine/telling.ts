import type { RunObserver } from './run.ts';
import { afterTurn, type Clock, never, within } from './time.ts';

type Say = (observer: RunObserver) => void | Promise<void>;

/** Those who listen cannot hurt: what they throw is shown, and the run goes on. */
export interface Telling {
  /**
   * Does not wait for them: the run's next request goes out first, and what they have to write is
   * written while its answer is waited for.
   */
  tell(say: Say): void;
  /** Called last. Waits for what they have to write, at most {@link LAST_WORDS_MS}. */
  tellLast(say: Say): Promise<void>;
}

/** For what observers still have to write when the run is over. */
const LAST_WORDS_MS = 5_000;

export function telling(
  clock: Clock,
  observers: readonly RunObserver[],
  observerFailed: (error: unknown) => void,
): Telling {
  const failed = (error: unknown) => {
    try {
      observerFailed(error);
    } catch {
      // Nobody is left to be told.
    }
  };
  const tellAll = async (say: Say) => {
    const told = observers.map(async (observer) => say(observer));
    for (const outcome of await Promise.allSettled(told)) {
      if (outcome.status === 'rejected') failed(outcome.reason);
    }
  };
  let untold: Say[] = [];
  const catchUp = () => {
    const saying = untold;
    untold = [];
    for (const say of saying) void tellAll(say);
  };
  return {
    tell(say) {
      if (untold.push(say) === 1) afterTurn(catchUp);
    },
    async tellLast(say) {
      await new Promise<void>(afterTurn);
      catchUp();
      await within(clock, LAST_WORDS_MS, never, () => tellAll(say)).catch(failed);
    },
  };
}
