import type { AttemptReport, ScenarioReport } from './report.ts';
import type { RunRequest } from './run.ts';
import type { Telling } from './telling.ts';

/**
 * Only a failure of the target is tried again: what is denied or unset now will be in a second. And only
 * where the next attempt can have as long as the failed one took.
 */
export async function withRetries(
  first: AttemptReport,
  again: () => Promise<AttemptReport>,
  { retries }: RunRequest,
  bodyMs: () => number,
  interrupted: AbortSignal,
  tell: Telling['tell'],
): Promise<ScenarioReport> {
  const earlier: AttemptReport[] = [];
  let last = first;
  while (last.verdict === 'failed' && earlier.length < retries) {
    if (interrupted.aborted || bodyMs() < last.durationMs) break;
    const failed = last;
    earlier.push(failed);
    tell((observer) => observer.scenarioRetried?.(failed, earlier.length + 1));
    last = await again();
  }
  return ofAttempts(last, earlier);
}

function ofAttempts(last: AttemptReport, earlier: readonly AttemptReport[]): ScenarioReport {
  const leaked = last.leaked || earlier.some((attempt) => attempt.leaked);
  const failed = earlier.at(-1);
  if (failed && last.verdict === 'broken') {
    // That it failed is known; that the canary then broke takes nothing from it.
    return { ...failed, leaked, attempts: [...earlier.slice(0, -1), last] };
  }
  return {
    ...last,
    leaked,
    flaky: last.verdict === 'passed' && earlier.length > 0,
    attempts: earlier,
  };
}
