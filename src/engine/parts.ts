import { worst } from './failure.ts';
import type { Failure, RunReport, ScenarioReport } from './report.ts';
import type { RunRequest } from './run.ts';
import type { Scenario } from './scenario.ts';
import { skipStep } from './step.ts';
import { type Clock, isoTime } from './time.ts';

/** What is known of a run while its parts are under way. */
export interface PartedRun extends Pick<RunRequest, 'id' | 'trigger' | 'retries' | 'requestedAt'> {
  /** Epoch ms. */
  readonly startedAt: number;
}

/** One report of all parts, in their order. */
export function together(
  { id, trigger, startedAt }: PartedRun,
  scenarios: readonly ScenarioReport[],
  { clock, version }: { readonly clock: Clock; readonly version: string },
): RunReport {
  return {
    id,
    trigger,
    version,
    scenarios,
    verdict: worst(scenarios.map(({ verdict }) => verdict)),
    startedAt: isoTime(startedAt),
    durationMs: Math.max(0, clock.now() - startedAt),
  };
}

/** Of a part whose report is not there nothing is known, and that is the canary's fault. */
export function lostPart<P extends object>(
  { name, title, steps }: Scenario<P>,
  { startedAt }: PartedRun,
  failure: Failure,
  clock: Clock,
): ScenarioReport {
  return {
    name,
    title,
    failure,
    verdict: 'broken',
    flaky: false,
    leaked: false,
    attempts: [],
    startedAt: isoTime(startedAt),
    durationMs: 0,
    steps: steps.map((step) => skipStep(step, 'nothing is known of it', clock).result),
  };
}
