import type { AttemptReport, ScenarioReport } from './report.ts';
import type { RunRequest } from './run.ts';
import type { Telling } from './telling.ts';
import type { Clock } from './time.ts';

/**
 * What failed in an instant fails in the next one too. A target that was just deployed, to whose roles
 * and tables AWS has yet to agree, is well within seconds.
 */
const PAUSE_MS = 5_000;
/** With as much time an attempt is worth its while that goes well on a slow day. */
const ENOUGH_MS = 8_000;

/** What attempts are made with. */
interface Retrying {
  readonly clock: Clock;
  /** What a further attempt could have of the run's time. */
  readonly bodyMs: () => number;
  readonly interrupted: AbortSignal;
  readonly tell: Telling['tell'];
}

/**
 * Only a failure of the target is tried again: what is denied or unset now will be in a second. And only
 * where the next attempt can have as long as the failed one took, or as one that goes well may take.
 */
export async function withRetries(
  first: AttemptReport,
  again: () => Promise<AttemptReport>,
  { retries }: RunRequest,
  { clock, bodyMs, interrupted, tell }: Retrying,
): Promise<ScenarioReport> {
  const earlier: AttemptReport[] = [];
  let last = first;
  while (last.verdict === 'failed' && earlier.length < retries) {
    const pauseMs = Math.min(PAUSE_MS, bodyMs() / 4);
    if (bodyMs() - pauseMs < Math.min(last.durationMs, ENOUGH_MS)) break;
    if (interrupted.aborted) break;
    const failed = last;
    const attempt = earlier.length + 2;
    // First, so that whoever looks on knows why it waits.
    tell((observer) => observer.scenarioRetried?.(failed, attempt));
    await clock.sleep(pauseMs, interrupted).catch(() => {}); // only an interrupt ends it early
    if (interrupted.aborted) break;
    earlier.push(failed);
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
