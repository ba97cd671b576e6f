import { errorName } from '../aws/failures.ts';
import { errorFacts, FailureError } from '../engine/failure.ts';
import type { Failure, StepResult } from '../engine/report.ts';
import { stoppedBy } from '../engine/skips.ts';
import { inOneLine, nextFor } from '../reporters/next.ts';
import { plain } from '../reporters/plain.ts';
import type { Env } from '../settings.ts';
import { troubleOf } from './gate/trouble.ts';
import { placeOf } from './sdk.ts';

/** Why a command could not read the runs table, and what to do next. */
export function whyNot(error: unknown, env: Env, interrupted: AbortSignal): string {
  if (interrupted.aborted) return `${stoppedBy(interrupted)}\n`;
  if (!(error instanceof FailureError)) return `${plain(errorFacts(error).message)}\n`;
  const { why, next } = troubleOf(error.failure, env);
  return errorName(error) === 'ResourceNotFoundException'
    ? `${why}\nnext: the deployed canary's RUNS_TABLE_NAME is governance-canary-STAGE-runs; is that its region?\n`
    : `${why}\nnext: ${next}\n`;
}

/** The same of a failure, after these steps. */
export function failureTold(failure: Failure, steps: readonly StepResult[], env: Env): string {
  const next = inOneLine(nextFor(failure, steps, placeOf(env)));
  return `${plain(failure.message)}\nnext: ${next}\n`;
}
