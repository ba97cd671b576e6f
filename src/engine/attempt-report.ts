import { blame } from './failure.ts';
import type { AttemptReport, Failure, Phase, StepResult, Verdict } from './report.ts';
import { failedStep } from './run.ts';
import type { Scenario } from './scenario.ts';
import type { Ran } from './step.ts';
import { type Clock, isoTime, millis } from './time.ts';

/** Gathers what the steps of one attempt came to, and judges it at the end. */
export function attemptReporting<P>({ name, title }: Scenario<P>, clock: Clock) {
  const startedAt = isoTime(clock.now());
  const started = clock.elapsed();
  const rans: Ran[] = [];
  return {
    add: (ran: Ran) => void rans.push(ran),
    /** Something was done, so something may have to be cleaned up. */
    begun: () => rans.some(({ begun }) => begun),
    finished(failure?: Failure): AttemptReport {
      const steps = rans.map(({ result }) => result);
      const verdict = judge(steps, failure);
      const cleaned = steps.every(
        ({ phase, status }) => phase !== 'cleanup' || status === 'passed',
      );
      const leaked = rans.some(mayHaveWritten) && !cleaned;
      const clean = verdict === 'passed' && !leaked;
      return {
        name,
        title,
        verdict,
        flaky: false,
        leaked,
        startedAt,
        durationMs: millis(clock.elapsed() - started),
        ...(failure && { failure }),
        attempts: [],
        steps: clean ? rans.map(withoutEvidence) : steps,
      };
    },
  };
}

/** What never reached anybody has left nothing, whatever its cleanup says. */
function mayHaveWritten({ begun, result }: Ran): boolean {
  if (!begun || result.phase === 'cleanup') return false;
  return result.calls > 0 || result.status === 'passed';
}

/**
 * The first failure decides, since the steps after it were skipped; a cleanup never does. Steps
 * skipped without a failure were cut short: then nothing is known, and that is no pass.
 */
function judge(steps: readonly StepResult[], failure: Failure | undefined): Verdict {
  const first = failure ?? failedStep(steps)?.failure;
  if (first) return blame(first) === 'target' ? 'failed' : 'broken';
  // What comes after a cleanup is skipped where that failed, which decides nothing either.
  const cutShort = inOrder(steps).before.some(({ status }) => status === 'skipped');
  return cutShort ? 'broken' : 'passed';
}

/** Steps as they are done: cleanups end what may write, and what is verified after them asks nothing. */
export function inOrder<S extends { readonly phase: Phase }>(steps: readonly S[]) {
  const cleanups = steps.filter(({ phase }) => phase === 'cleanup');
  const first = cleanups[0] ? steps.indexOf(cleanups[0]) : steps.length;
  return { before: steps.slice(0, first), cleanups, after: steps.slice(first + cleanups.length) };
}

function withoutEvidence({ result, evidenceKeys }: Ran): StepResult {
  const notes = Object.entries(result.notes).filter(([key]) => !evidenceKeys.includes(key));
  return { ...result, notes: Object.fromEntries(notes) };
}
