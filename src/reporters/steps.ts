import type { AttemptReport, Failure, ScenarioReport, StepResult } from '../engine/report.ts';
import { type FailedStep, stoppedAt } from '../engine/run.ts';
import { planOf } from './calls.ts';

/** One attempt at a scenario, the last or an earlier one. */
export type Attempt = ScenarioReport | AttemptReport;

export function isFailed(step: StepResult): step is FailedStep {
  return step.status === 'failed';
}

export interface Leak {
  readonly title: string;
  readonly failure: Failure;
  /** What may still be there, as whoever has to remove it looks for it. */
  readonly what: string;
}

/** Cleanups that failed where something may still be there. */
export function leaksIn({ leaked, steps }: Attempt): readonly Leak[] {
  const plan = planOf(steps);
  const what = plan === undefined ? '' : `plan ${plan}`;
  return (leaked ? steps : [])
    .filter(isFailed)
    .filter(({ phase }) => phase === 'cleanup')
    .map(({ title, failure }) => ({ title, failure, what }));
}

/** What decided the verdict, where that was a failure. */
export function failureOf(attempt: Attempt): Failure | undefined {
  const stopped = stoppedAt(attempt);
  return attempt.failure ?? (stopped && isFailed(stopped) ? stopped.failure : undefined);
}

/** Why an attempt did not pass, in the words of what stopped it. */
export function reasonOf(attempt: Attempt): string {
  if (attempt.failure) return attempt.failure.message;
  const stopped = stoppedAt(attempt);
  switch (stopped?.status) {
    case 'failed':
      return `${stopped.title}: ${stopped.failure.message}`;
    case 'skipped':
      return `${stopped.title}: ${stopped.because}`;
    default:
      return attempt.verdict;
  }
}
