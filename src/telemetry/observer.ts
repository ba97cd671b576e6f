import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { RunObserver, RunRequest, ScenarioName, StepResult } from '../engine/run.ts';
import {
  type MetricSet,
  runMetrics,
  type StepMetrics,
  scenarioMetrics,
  stepMetrics,
} from './metrics.ts';
import {
  identity,
  type LogRecord,
  type Progress,
  runRecord,
  scenarioRecord,
  stepRecord,
} from './records.ts';

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
      current = { request, progress: new Map() };
    },
    stepFinished(name, step) {
      const { request, progress } = run();
      progress.set(name, progressed(progress.get(name), step));
      log(stepRecord(request, name, step, progress.get(name) ?? FIRST));
    },
    scenarioRetried: (failed, attempt) => void run().progress.set(failed.name, { attempt }),
    scenarioFinished(report) {
      const { request } = run();
      log(scenarioRecord(request, report));
      emit(metrics, scenarioMetrics(report, request.trigger), request);
      // Of the attempt that counts: a flaky pass is a pass, for its steps too.
      for (const step of report.steps) {
        emit(metrics, stepMetrics(report.name, step, options.stepMetrics), request);
      }
    },
    runFinished(report) {
      const { request } = run();
      log(runRecord(request, report));
      emit(metrics, runMetrics(report), request);
    },
  };
}

interface Current {
  readonly request: RunRequest;
  readonly progress: Map<ScenarioName, Progress>;
}

const FIRST: Progress = { attempt: 1 };

function progressed(before: Progress = FIRST, { phase, notes }: StepResult): Progress {
  return phase === 'verify' ? before : { ...before, asked: notes };
}

/**
 * EMF could carry several dimension sets in one blob, but only for the same values: what has
 * dimensions of its own needs a blob of its own, and Powertools one publish each.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function emit(metrics: Metrics, { dimensions, values }: MetricSet, request: RunRequest): void {
  if (values.length === 0) return;
  // Beside the values, in the blob alone: to a dimension it would be a metric of its own, at a price.
  for (const [key, value] of Object.entries(identity(request))) metrics.addMetadata(key, value);
  metrics.addDimensions({ ...dimensions });
  for (const { name, unit, value } of values) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}
