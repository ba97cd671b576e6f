import { attemptReporting, inOrder } from './attempt-report.ts';
import type { AttemptReport, ScenarioName, StepResult } from './report.ts';
import type { StepHeading } from './run.ts';
import type { Scenario, Step } from './scenario.ts';
import { stoppedBy, usedUp } from './skips.ts';
import type { Start } from './start.ts';
import { type Ran, runStep, type StepBench, skipStep } from './step.ts';
import { never, type Share, share } from './time.ts';

/** What a scenario is run on. */
export interface Bench<P extends object> extends StepBench<P> {
  /** For everything but the cleanup. */
  readonly bodyMs: number;
  /** For the cleanup, counted from when it begins. */
  readonly cleanupMs: number;
  readonly stepStarted: (name: ScenarioName, step: StepHeading) => void;
  readonly stepFinished: (name: ScenarioName, step: StepResult) => void;
  /** Takes out of a result what nobody may hear, before anybody does. */
  readonly redact?: (result: StepResult) => StepResult;
}

/**
 * Seed, invoke, verify until something stops it; then clean up, whatever happened; then verify what the
 * cleanup found.
 */
export async function runScenario<P extends object>(
  scenario: Scenario<P>,
  start: Start,
  bench: Bench<P>,
): Promise<AttemptReport> {
  const report = attemptReporting(scenario, bench.clock);
  let seen = 'given' in start ? start.given : {};
  let stopped = 'failure' in start ? 'it could not start' : undefined;

  const { before, cleanups, after } = inOrder(scenario.steps);
  const body = share(bench.clock, bench.bodyMs);
  for (const step of before) {
    stopped ??= whyStop(step, body, bench);
    const ran = stopped
      ? skip(scenario, step, stopped, bench)
      : await perform(scenario, step, seen, body, bench);
    report.add(ran);
    seen = { ...seen, ...ran.answer };
    stopped ??= whyNot(ran.result);
  }

  const calm = { ...bench, interrupted: never, interruptedForGood: never };
  const cleanup = share(bench.clock, bench.cleanupMs); // its own time, counted from now
  for (const [i, step] of cleanups.entries()) {
    // One that hangs leaves the others their part of the time.
    const part = share(bench.clock, cleanup.remaining() / (cleanups.length - i));
    const ran =
      'given' in start && report.begun()
        ? await perform(scenario, step, start.given, part, calm)
        : skip(scenario, step, 'nothing was begun', bench);
    report.add(ran);
    seen = { ...seen, ...ran.answer };
    stopped ??= whyNot(ran.result);
  }

  for (const step of after) {
    const ran = stopped
      ? skip(scenario, step, stopped, bench)
      : await perform(scenario, step, seen, cleanup, calm);
    report.add(ran);
    stopped ??= whyNot(ran.result);
  }
  return report.finished('failure' in start ? start.failure : undefined);
}

/** Why nothing can come after a step; nothing where it passed. */
function whyNot(result: StepResult): string | undefined {
  if (result.status === 'failed') return `"${result.title}" failed`;
  return result.status === 'skipped' ? result.because : undefined;
}

function whyStop<P extends object>(
  step: Step<P>,
  body: Share,
  bench: Bench<P>,
): string | undefined {
  if (bench.interrupted.aborted) return stoppedBy(bench.interrupted);
  if (step.phase === 'verify' || body.remaining() > 0) return undefined;
  return usedUp(body);
}

async function perform<P extends object>(
  scenario: Scenario<P>,
  step: Step<P>,
  seen: object,
  time: Share,
  bench: Bench<P>,
): Promise<Ran> {
  const { phase, id, title } = step;
  bench.stepStarted(scenario.name, { phase, id, title });
  const ran = await runStep(step, seen, time, bench);
  const result = bench.redact?.(ran.result) ?? ran.result;
  bench.stepFinished(scenario.name, result);
  return { ...ran, result };
}

function skip<P extends object>(
  scenario: Scenario<P>,
  step: Step<P>,
  because: string,
  bench: Bench<P>,
): Ran {
  const ran = skipStep(step, because, bench.clock);
  bench.stepFinished(scenario.name, ran.result);
  return ran;
}
