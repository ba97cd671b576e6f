import type { FanOut, Interval, StepMetrics } from '../limits.ts';

/** What the bill depends on. */
export interface CostSettings {
  readonly intervalMinutes: Interval;
  readonly stepMetrics: StepMetrics;
  readonly tracing: boolean;
  /** Of a run, as Lambda bills it. */
  readonly durationMs: number;
  /** Runs after deployments, a month. */
  readonly deployments: number;
  readonly logRetentionDays: number;
  readonly scheduleEnabled: boolean;
  /** Whether a CodeDeploy application is followed, too. */
  readonly codeDeploy: boolean;
  readonly sweepLedger: boolean;
  readonly fanOut: FanOut;
}

/** As serverless.yml has them; a run takes 2 s where the target's Lambdas are started for it. */
export const DEFAULTS: CostSettings = {
  intervalMinutes: 5,
  stepMetrics: 'all',
  tracing: false,
  durationMs: 2_000,
  deployments: 30,
  logRetentionDays: 30,
  scheduleEnabled: true,
  codeDeploy: false,
  sweepLedger: false,
  fanOut: 'false',
};

/** Any: it costs nothing. */
export const STAGE = 'prod';

/** Of the function in serverless.yml. */
export const MEMORY_MB = 512;

/** A month as AWS's own calculator has it. */
const HOURS = 730;

/** A run stays in the runs table for 90 days. */
export const keptMonths = (90 * 24) / HOURS;

export function runsOf({ scheduleEnabled, intervalMinutes, deployments }: CostSettings): number {
  return (scheduleEnabled ? (HOURS * 60) / intervalMinutes : 0) + deployments;
}

/** The part of a month in which something is sent that comes with deployments: an hour each. */
export function deployedPart({ deployments }: CostSettings): number {
  return Math.min(deployments, HOURS) / HOURS;
}
