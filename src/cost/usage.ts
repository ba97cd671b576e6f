import type { StepMetrics } from '../limits.ts';
import type { Alarm } from '../telemetry/alarm.ts';
import { alarmsFor } from '../telemetry/alarms.ts';
import { dashboardBody } from '../telemetry/dashboard.ts';
import { functionNamesOf } from '../telemetry/function-alarms.ts';
import { type Series, seriesOf, type WatchedScenario } from '../telemetry/series.ts';
import { type CostSettings, deployedPart, runsOf, STAGE } from './settings.ts';
import { type Work, workOf } from './work.ts';

/** What a month of runs uses of AWS, whoever starts them. */
export interface Usage {
  readonly runs: number;
  /** Of one of them. */
  readonly work: Work;
  /** In metrics that are sent all month. */
  readonly metrics: { readonly ofRuns: number; readonly ofSteps: number };
  /** Metrics that alarms watch: one that compares two is charged for as two. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboardMetrics: number;
  readonly logGb: number;
}

export function usageOf(scenarios: readonly WatchedScenario[], settings: CostSettings): Usage {
  const { stepMetrics, intervalMinutes, scheduleEnabled } = settings;
  const runs = runsOf(settings);
  const work = workOf(scenarios.length, settings);
  const common = {
    stage: STAGE,
    scenarios,
    intervalMinutes,
    scheduleEnabled,
    runbookBase: 'README.md',
  };
  const names = functionNamesOf(common.stage, {
    codeDeploy: settings.codeDeploy,
    fanOut: settings.fanOut !== 'false',
  });
  const alarms = alarmsFor({ ...common, ...names });
  const body = dashboardBody({ ...common, alarms, stepMetrics, logGroupName: names.functionName });
  const composites = alarms.filter(({ type }) => type === 'AWS::CloudWatch::CompositeAlarm');
  return {
    runs,
    work,
    metrics: metricsOf(seriesOf(scenarios, stepMetrics), settings),
    alarmMetrics: alarms.reduce((sum, alarm) => sum + metricsWatchedBy(alarm), 0),
    compositeAlarms: composites.length,
    dashboardMetrics: metricsOn(body),
    logGb: (runs * bytesOfARun(scenarios, stepMetrics, work.invocations)) / 1e9,
  };
}

function metricsWatchedBy({ type, properties }: Alarm): number {
  if (type === 'AWS::CloudWatch::CompositeAlarm') return 0;
  return 'Metrics' in properties
    ? properties.Metrics.filter((query) => 'MetricStat' in query).length
    : 1;
}

/**
 * What is sent on schedule is sent in every hour, what follows deployments in theirs. Steps that fail
 * are taken for none, and so are runs that somebody asks for.
 */
function metricsOf(series: readonly Series[], settings: CostSettings): Usage['metrics'] {
  const of = (which: (series: Series) => boolean) => series.filter(which).length;
  const ofTrigger = (trigger: string) => of(({ dimensions }) => dimensions.Trigger === trigger);
  const ofStep = ({ dimensions }: Series) => 'Step' in dimensions;
  // Those of a sweep have no trigger: there is one after every scheduled run.
  const ofSweeps = of((one) => !('Trigger' in one.dimensions) && !ofStep(one));
  const onTheClock = settings.scheduleEnabled ? 1 : 0;
  const deployed = deployedPart(settings);
  return {
    ofRuns: (ofTrigger('schedule') + ofSweeps) * onTheClock + ofTrigger('deploy') * deployed,
    ofSteps: settings.stepMetrics === 'all' ? of(ofStep) * Math.max(onTheClock, deployed) : 0,
  };
}

/** CloudWatch Logs adds as much to each line. */
const EVENT_BYTES = 26;
/** Of a green run, as measured: a log line, a line of metrics. A test holds them to a real run. */
const LINE_BYTES = 650;
const BLOB_BYTES = 330;
/** START, END and REPORT of Lambda itself, of each invocation. */
const PLATFORM_BYTES = 400;

/** @param invocations of the canary: past one, the first only says that it has handed the run over */
export function bytesOfARun(
  scenarios: readonly WatchedScenario[],
  mode: StepMetrics,
  invocations = 1,
): number {
  const steps = scenarios.flatMap((scenario) => scenario.steps).length;
  const lines = 1 + scenarios.length + steps + (invocations > 1 ? 1 : 0);
  const blobs = 1 + scenarios.length + (mode === 'all' ? steps : 0);
  const ofOurs = lines * (LINE_BYTES + EVENT_BYTES) + blobs * (BLOB_BYTES + EVENT_BYTES);
  return ofOurs + invocations * PLATFORM_BYTES;
}

function metricsOn(body: string): number {
  const { widgets } = JSON.parse(body) as {
    widgets: readonly { readonly properties: { readonly metrics?: readonly unknown[] } }[];
  };
  return widgets.flatMap(({ properties }) => properties.metrics ?? []).length;
}
