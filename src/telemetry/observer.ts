import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { ScenarioName, StepResult } from '../engine/report.ts';
import type { RunObserver, RunRequest } from '../engine/run.ts';
import type { StepMetrics } from '../limits.ts';
import { emit } from './emit.ts';
import { runMetrics, scenarioMetrics, stepMetrics } from './metrics.ts';
import {
  identity,
  type LogRecord,
  type Progress,
  runRecord,
  scenarioRecord,
  stepRecord,
} from './records.ts';
import { redacted } from './redact.ts';

export interface TelemetryOptions {
  readonly logger: Logger;
  /** Nobody else adds to them while a run is on. */
  readonly metrics: Metrics;
  readonly stepMetrics: StepMetrics;
}

/**
 * One log line per step, scenario and run, and their metrics. It hears one run at a time. Each line
 * is written when its event happens, so that a run that is killed has told what it knew.
 */
export function telemetryObserver(options: TelemetryOptions): RunObserver {
  const { logger, metrics } = options;
  const log = ({ level, message, fields }: LogRecord) => logger[level](message, fields);
  let current: Current | undefined;
  const run = () => {
    if (!current) throw new TypeError('expected runStarted before anything else of a run');
    return current;
  };
  return {
    runStarted(request) {
      current = { request, about: aboutMetricsOf(request), progress: new Map() };
    },
    stepFinished(name, step) {
      const { request, progress } = run();
      const now = progressed(progress.get(name), step);
      progress.set(name, now);
      log(stepRecord(request, name, step, now));
    },
    scenarioRetried: (failed, attempt) => void run().progress.set(failed.name, { attempt }),
    scenarioFinished(report) {
      const { request, about } = run();
      log(scenarioRecord(request, report));
      emit(metrics, scenarioMetrics(report, request.trigger), about);
      // Of the attempt that counts: a flaky pass is a pass, for its steps too.
      for (const step of report.steps) {
        emit(metrics, stepMetrics(report.name, step, options.stepMetrics), about);
      }
    },
    runFinished(report) {
      const { request, about } = run();
      log(runRecord(request, report));
      emit(metrics, runMetrics(report), about);
    },
  };
}

type Identity = ReturnType<typeof identity>;

/** Once a run, since Powertools redacts no metric as it does each line. */
function aboutMetricsOf(request: RunRequest): Identity {
  return redacted(identity(request)) as Identity;
}

interface Current {
  readonly request: RunRequest;
  /** Beside all of its metrics. */
  readonly about: Identity;
  readonly progress: Map<ScenarioName, Progress>;
}

const FIRST: Progress = { attempt: 1 };

function progressed(before: Progress = FIRST, { phase, status, notes }: StepResult): Progress {
  // A delete that passed says nothing of what is verified after it.
  const silent = phase === 'verify' || (phase === 'cleanup' && status === 'passed');
  return silent ? before : { ...before, asked: notes };
}
