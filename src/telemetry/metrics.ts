import type { RunReport, ScenarioReport, StepResult, Trigger } from '../engine/report.ts';
import type { StepHeading } from '../engine/run.ts';
import type { SweepReport } from '../engine/sweeper.ts';
import type { StepMetrics } from '../limits.ts';

/**
 * The metric half of the catalogue: what a run, a scenario and a step emit. Names and dimensions are
 * contracts that alarms, dashboards and people rely on; `series.ts` lists all that come of them.
 */
export const NAMESPACE = 'GovernanceCanary';

export const metric = {
  /** The heartbeat: always 1. */
  runCompleted: 'RunCompleted',
  runDuration: 'RunDuration',
  /** How many scenarios were. */
  broken: 'Broken',
  flaky: 'Flaky',
  leaked: 'Leaked',
  /** 0 or 1. */
  failed: 'Failed',
  duration: 'Duration',
  /** 0 or 1. */
  stepFailed: 'StepFailed',
  stepDuration: 'StepDuration',
  /** Cleanups of runs that died, or did not finish clean, that a sweep did again; and those that passed. */
  leftoversFound: 'LeftoversFound',
  leftoversRemoved: 'LeftoversRemoved',
  /** Put by a person who works on the target, never by a run: see `maintenance` among the alarms. */
  maintenance: 'Maintenance',
} as const;
export type MetricName = (typeof metric)[keyof typeof metric];

/** Each stage is a service of its own: the name of its function, and a dimension of every metric. */
export function serviceOf(stage: string): string {
  return `governance-canary-${stage}`;
}

export type TriggerDimension = 'schedule' | 'deploy' | 'manual';

/** Who asked, as coarsely as alarms need it: a stack event tells of a deployment too. */
export function triggerDimension({ kind }: Trigger): TriggerDimension {
  return kind === 'stack' ? 'deploy' : kind;
}

export type Dimensions = Readonly<Record<string, string>>;

export interface MetricValue {
  readonly name: MetricName;
  readonly unit: 'Count' | 'Milliseconds';
  readonly value: number;
}

/** Values that share their dimensions. Run ids, times and free text are never among those. */
export interface MetricSet {
  readonly dimensions: Dimensions;
  readonly values: readonly MetricValue[];
}

/** Zeros too: an alarm cannot tell a metric that is never sent from one that was forgotten. */
export function runMetrics({ trigger, durationMs, scenarios }: RunReport): MetricSet {
  const howMany = (is: (scenario: ScenarioReport) => boolean) => scenarios.filter(is).length;
  return {
    dimensions: { Trigger: triggerDimension(trigger) },
    values: [
      count(metric.runCompleted, 1),
      milliseconds(metric.runDuration, durationMs),
      count(
        metric.broken,
        howMany(({ verdict }) => verdict === 'broken'),
      ),
      count(
        metric.flaky,
        howMany(({ flaky }) => flaky),
      ),
      count(
        metric.leaked,
        howMany(({ leaked }) => leaked),
      ),
    ],
  };
}

/** Zeros too, and without a trigger: what was left behind is nobody's in particular. */
export function sweepMetrics({
  found,
  removed,
}: Pick<SweepReport, 'found' | 'removed'>): MetricSet {
  return {
    dimensions: {},
    values: [count(metric.leftoversFound, found), count(metric.leftoversRemoved, removed)],
  };
}

/** Nothing is known about the target of a broken scenario, so that it says neither 0 nor 1. */
export function scenarioMetrics(scenario: ScenarioReport, trigger: Trigger): MetricSet {
  const { name, verdict, durationMs } = scenario;
  const duration = milliseconds(metric.duration, durationMs);
  const failed = count(metric.failed, verdict === 'failed' ? 1 : 0);
  return {
    dimensions: { Scenario: name, Trigger: triggerDimension(trigger) },
    values: verdict === 'broken' ? [duration] : [failed, duration],
  };
}

/** Nothing is known of a skipped step. */
export function stepMetrics(
  scenario: ScenarioReport['name'],
  step: StepResult,
  mode: StepMetrics,
): MetricSet {
  const { id, status, durationMs } = step;
  const emitted =
    mode === 'all' ? status !== 'skipped' : mode === 'failures' && status === 'failed';
  const failed = count(metric.stepFailed, status === 'failed' ? 1 : 0);
  const duration = milliseconds(metric.stepDuration, durationMs);
  return {
    dimensions: { Scenario: scenario, Step: id },
    values: emitted ? [failed, ...(doesIo(step) ? [duration] : [])] : [],
  };
}

/** A `verify` has no ports: how long it takes says nothing about the target. */
export function doesIo({ phase }: Pick<StepHeading, 'phase'>): boolean {
  return phase !== 'verify';
}

function count(name: MetricName, value: number): MetricValue {
  return { name, unit: 'Count', value };
}

function milliseconds(name: MetricName, value: number): MetricValue {
  return { name, unit: 'Milliseconds', value };
}
