import { FailureError } from '../engine/failure.ts';
import type { StepScope } from '../engine/scenario.ts';
import { openScope, type Scope } from '../engine/scope.ts';
import { type Clock, share, TimeUp, within } from '../engine/time.ts';
import type { Called } from './failures.ts';

/** How long to ask, and until when: a person who presses Ctrl-C waits for nothing. */
export interface Asking {
  readonly clock: Clock;
  readonly allowedMs: number;
  readonly interrupted: AbortSignal;
}

/**
 * Asks AWS outside of any scenario, by the same rules: a deadline, a signal, errors told apart.
 *
 * @throws {FailureError} when no answer came that can be used; the reason of `interrupted` when that
 *   aborts first
 */
export async function asking<T>(
  { clock, allowedMs, interrupted }: Asking,
  { operation, target }: Called,
  work: (scope: StepScope) => Promise<T>,
): Promise<T> {
  const time = share(clock, allowedMs);
  let scope: Scope | undefined;
  try {
    return await within(clock, allowedMs, interrupted, (signal) => {
      scope = openScope(clock, signal, interrupted, time);
      return work(scope);
    });
  } catch (error) {
    interrupted.throwIfAborted();
    if (!(error instanceof TimeUp)) throw error;
    if (scope?.heldUpBy) throw new FailureError(scope.heldUpBy, 'never', error);
    const message = `${operation} on ${target}: expected an answer within ${allowedMs / 1000} s, got none`;
    throw new FailureError({ kind: 'timeout', message, allowedMs }, 'never', error);
  }
}
