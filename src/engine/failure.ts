import { jsonOf, shortened } from './bounded.ts';
import type { ErrorFacts, Failure, Verdict } from './report.ts';

/** Who has to look: the team of the target, or us. */
export type Blame = 'target' | 'canary';

/**
 * Whether a call that failed may be sent again. `safe`: its work was never begun (a throttle, a
 * refused connection). `idempotent`: it may have been done, so only a call that can be done twice
 * is sent again. `never`: it would fail again.
 */
export type Repeat = 'safe' | 'idempotent' | 'never';

/** The one error the engine understands: a failure that knows its kind. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;
  readonly repeat: Repeat;

  constructor(failure: Failure, repeat: Repeat = 'never', cause?: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
    this.repeat = repeat;
  }
}

/** Anything thrown becomes a failure; what nobody foresaw is the canary's own defect. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  const error = errorFacts(thrown);
  return {
    kind: 'defect',
    message: `the canary itself threw ${error.name}: ${error.message}`,
    error,
  };
}

/** Never throws: whoever asks is in the middle of telling what went wrong. */
export function errorFacts(thrown: unknown): ErrorFacts {
  try {
    if (!(thrown instanceof Error)) return { name: 'NotAnError', message: shortened(said(thrown)) };
    const { name, message, stack } = thrown;
    const facts = { name: shortened(String(name)), message: shortened(String(message)) };
    return stack === undefined ? facts : { ...facts, stack: shortened(String(stack)) };
  } catch {
    return { name: 'NotAnError', message: 'what was thrown cannot be read' };
  }
}

function said(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : (jsonOf(thrown) ?? String(thrown));
}

export function blame(failure: Failure): Blame {
  switch (failure.kind) {
    case 'check':
    case 'target':
    case 'timeout':
      return 'target';
    case 'access':
    case 'settings':
    case 'defect':
      return 'canary';
  }
}

/** Failed outranks broken: a target seen to be unwell is news, whatever else we could not see. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('failed')) return 'failed';
  return verdicts.includes('broken') ? 'broken' : 'passed';
}
