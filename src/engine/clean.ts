import type { AttemptReport, RunReport, StepResult } from './report.ts';

/**
 * Whether nothing of a run is left, and nothing can come any more: every cleanup passed, and no
 * request of a seed or an invoke was given up on its way. A put that timed out here may still land
 * after the cleanup, and a target that fails may finish later what it has begun, whatever it answered:
 * such a run is swept once more.
 */
export function isClean({ scenarios }: Pick<RunReport, 'scenarios'>): boolean {
  return scenarios
    .flatMap((scenario): readonly AttemptReport[] => [
      { ...scenario, attempts: [] },
      ...scenario.attempts,
    ])
    .every(
      ({ leaked, verdict, steps }) =>
        !steps.some(({ phase }) => phase === 'cleanup') || // it leaves nothing
        (!leaked && !steps.some(mayStillLand) && !(verdict === 'failed' && steps.some(asked))),
    );
}

function asked({ phase, calls }: StepResult): boolean {
  return phase === 'invoke' && calls > 0;
}

function mayStillLand(step: StepResult): boolean {
  if (step.phase !== 'seed' && step.phase !== 'invoke') return false;
  // A seed that had to be sent again may land once more, however it ended.
  if (step.phase === 'seed') return step.calls > (step.status === 'passed' ? 1 : 0);
  if (step.status === 'passed' || step.calls === 0) return false;
  if (step.status === 'skipped') return true; // an interrupt says nothing of what it interrupted
  // Of several requests the last may be on its way while the first one's throttle is what is told.
  return step.failure.kind === 'timeout' || step.calls > 1;
}
