import { clipped } from './bounded.ts';
import type {
  AttemptReport,
  Failure,
  Phase,
  RunId,
  RunReport,
  ScenarioName,
  Trigger,
  Verdict,
} from './report.ts';
import { stoppedAt } from './run.ts';
import { wasStopped } from './skips.ts';

/** A run as it is remembered. */
export interface PastRun {
  readonly id: RunId;
  readonly trigger: Trigger;
  /** Epoch ms at which it was begun. */
  readonly begunAt: number;
  /** What it came to; absent while it is under way, and for good when it died. */
  readonly summary?: RunSummary;
}

/** A report without its steps: what a history of thousands of runs is made of. */
export interface RunSummary {
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** Of the canary. */
  readonly version: string;
  readonly scenarios: readonly ScenarioSummary[];
}

export interface ScenarioSummary {
  readonly name: ScenarioName;
  readonly verdict: Verdict;
  readonly flaky: boolean;
  readonly leaked: boolean;
  readonly durationMs: number;
  /** Where and why each attempt stopped that did not pass; that of the verdict, if any, comes last. */
  readonly stops: readonly Stop[];
}

export interface Stop {
  readonly phase?: Phase;
  /** The step's id; absent where the scenario could not start. */
  readonly step?: string;
  /** Of the failure; absent where the scenario was cut short, by its time or a signal. */
  readonly kind?: Failure['kind'];
  /** At most 300 characters. */
  readonly message: string;
}

export function summaryOf({ verdict, durationMs, version, scenarios }: RunReport): RunSummary {
  return {
    verdict,
    durationMs,
    version,
    scenarios: scenarios.map((scenario) => ({
      name: scenario.name,
      verdict: scenario.verdict,
      flaky: scenario.flaky,
      leaked: scenario.leaked,
      durationMs: scenario.durationMs,
      stops: [...scenario.attempts, scenario].flatMap((attempt) => stopOf(attempt) ?? []),
    })),
  };
}

/** What a run tells of its scenarios: nothing of one that somebody stopped. */
export function toldIn({ summary }: PastRun): readonly ScenarioSummary[] {
  return (summary?.scenarios ?? []).filter(({ verdict, stops }) => {
    const last = stops.at(-1);
    return verdict !== 'broken' || last?.kind !== undefined || !wasStopped(last?.message ?? '');
  });
}

const LONGEST_MESSAGE = 300;

/** Where an attempt stopped, cleanups apart: at the step that failed or was cut short, or before any. */
export function stopOf(
  attempt: Pick<AttemptReport, 'verdict' | 'failure' | 'steps'>,
): Stop | undefined {
  if (attempt.failure) return why(attempt.failure);
  const stopped = stoppedAt(attempt);
  if (!stopped) return undefined;
  const where = { phase: stopped.phase, step: stopped.id };
  return stopped.status === 'failed'
    ? { ...where, ...why(stopped.failure) }
    : { ...where, message: clipped(stopped.because, LONGEST_MESSAGE) };
}

function why({ kind, message }: Failure): Pick<Stop, 'kind' | 'message'> {
  return { kind, message: clipped(message, LONGEST_MESSAGE) };
}
