import { blame } from '../engine/failure.ts';
import type {
  Failure,
  RunReport,
  ScenarioName,
  ScenarioReport,
  StepResult,
} from '../engine/report.ts';
import { failedStep, type RunRequest, wholeRun } from '../engine/run.ts';
import { triggerDimension } from './metrics.ts';

/** A log line before Powertools adds to it: its level, its sentence, what can be searched for. */
export interface LogRecord {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Which attempt at a scenario, and what it has last asked of the target. */
export interface Progress {
  readonly attempt: number;
  /** The notes of its last request: function, request id, log tail. */
  readonly asked?: StepResult['notes'];
}

export function stepRecord(
  run: RunRequest,
  scenario: ScenarioName,
  step: StepResult,
  { attempt, asked }: Progress,
): LogRecord {
  const { phase, id, title, status, durationMs, calls } = step;
  const failed = status === 'failed';
  // What was verified is what was last asked: a check has no request of its own.
  const target = failed ? asked : whereAsked(step);
  return {
    level: failed ? levelOfStep(phase, step.failure) : 'info',
    message: `${scenario}: ${phase} ${id} ${status}`,
    fields: {
      record: 'step',
      ...about(run),
      scenario,
      attempt,
      phase,
      step: id,
      title,
      status,
      durationMs,
      calls,
      ...(status === 'skipped' && { because: step.because }),
      ...(failed && { failure: step.failure }),
      ...(target && { target }),
    },
  };
}

/** Of a step that asked something and passed: enough to find it in the target's log, and its plan. */
function whereAsked({ calls, notes }: StepResult): StepResult['notes'] | undefined {
  if (calls === 0) return undefined;
  const names = ['function', 'table', 'requestId', 'plan'].filter((name) => name in notes);
  return Object.fromEntries(names.map((name) => [name, notes[name]]));
}

export function scenarioRecord(run: RunRequest, report: ScenarioReport): LogRecord {
  const { name, verdict, flaky, leaked, durationMs, attempts, failure, steps } = report;
  const stoppedAt = failedStep(steps);
  const marks = [flaky && 'flaky', leaked && 'leaked'].filter(Boolean);
  return {
    level: levelOf(verdict, flaky || leaked),
    message: `${name} ${[verdict, ...marks].join(', ')}`,
    fields: {
      record: 'scenario',
      ...about(run),
      scenario: name,
      verdict,
      flaky,
      leaked,
      attempts: attempts.length + 1,
      durationMs,
      ...(stoppedAt && { step: stoppedAt.id }),
      ...(failure && { failure }),
    },
  };
}

export function runRecord(run: RunRequest, report: RunReport): LogRecord {
  const { verdict, startedAt, durationMs, version, scenarios } = report;
  const names = (is: (scenario: ScenarioReport) => boolean) =>
    scenarios.filter(is).map(({ name }) => name);
  const flaky = names((scenario) => scenario.flaky);
  const leaked = names((scenario) => scenario.leaked);
  return {
    level: levelOf(verdict, flaky.length + leaked.length > 0),
    message: `run ${verdict}`,
    fields: {
      record: 'run',
      ...about(run),
      verdict,
      startedAt,
      durationMs,
      version,
      triggeredBy: report.trigger,
      scenarios: scenarios.length,
      failed: names((scenario) => scenario.verdict === 'failed'),
      broken: names((scenario) => scenario.verdict === 'broken'),
      flaky,
      leaked,
    },
  };
}

function about(run: RunRequest) {
  return { ...identity(run), trigger: triggerDimension(run.trigger) };
}

/**
 * Which run it is, or is a part of, and which deployment it judges where it judges one: to be searched
 * for.
 */
export function identity({ id, trigger }: RunRequest): Readonly<Record<string, string>> {
  return { runId: wholeRun(id), ...(trigger.kind === 'deploy' && { deployId: trigger.deployId }) };
}

/** The target's failures are errors. Ours warn: whoever reads the log of errors cares for the target. */
function levelOf(verdict: RunReport['verdict'], marked: boolean): LogRecord['level'] {
  if (verdict === 'failed') return 'error';
  return verdict === 'broken' || marked ? 'warn' : 'info';
}

function levelOfStep(phase: StepResult['phase'], failure: Failure): LogRecord['level'] {
  return phase !== 'cleanup' && blame(failure) === 'target' ? 'error' : 'warn';
}
