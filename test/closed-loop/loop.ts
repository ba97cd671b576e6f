import { readFileSync } from 'node:fs';
import { type Datapoint, datapointsIn } from '../helpers/cloudwatch/emf.ts';
import { type AccountHistory, simulate } from '../helpers/cloudwatch/simulate.ts';
import { stateAt } from '../helpers/cloudwatch/states.ts';
import type { DeclaredAlarms } from '../helpers/cloudwatch/template.ts';

export const MINUTE = 60_000;
/** When the simulated stack was deployed. */
export const T0 = Date.parse('2026-11-22T12:00:00Z');

/** A sample event, as if it happened now, so that it is not stale. */
export function eventNow(name: string): Record<string, unknown> {
  const event = JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));
  return { ...event, id: crypto.randomUUID(), time: new Date().toISOString() };
}

/** The metrics of one run, to be put wherever on the time line. */
export type RunMetrics = readonly Datapoint[];

export const metricsOf = ({ lines }: { readonly lines: readonly string[] }): RunMetrics =>
  datapointsIn(lines);

export const at = (minute: number, run: RunMetrics): RunMetrics =>
  // Twenty seconds into its minute: a schedule is not to the second.
  run.map((point) => ({ ...point, timestampMs: T0 + minute * MINUTE + 20_000 }));

/** Runs on schedule: `counts` of each, one interval apart, from `fromMinute` on. */
export function onTheClock(
  interval: number,
  fromMinute: number,
  ...counts: readonly (readonly [number, RunMetrics])[]
): Datapoint[] {
  const runs = counts.flatMap(([count, run]) => Array.from({ length: count }, () => run));
  return runs.flatMap((run, i) => at(fromMinute + i * interval, run));
}

export interface Watching {
  /** Minutes since the deployment. */
  readonly from: number;
  readonly to: number;
}

export function watch(
  declared: DeclaredAlarms,
  datapoints: readonly Datapoint[],
  toMinute: number,
): AccountHistory {
  return simulate(declared, datapoints, { fromMs: T0, toMs: T0 + toMinute * MINUTE });
}

/** The alarms that were in ALARM at some moment, without the stage's prefix. */
export function rang(history: AccountHistory, { from, to }: Watching): string[] {
  const [fromMs, toMs] = [T0 + from * MINUTE, T0 + to * MINUTE];
  return Object.entries(history.changes)
    .filter(
      ([, changes]) =>
        stateAt(changes, fromMs) === 'ALARM' ||
        changes.some(({ atMs, state }) => state === 'ALARM' && atMs >= fromMs && atMs <= toMs),
    )
    .map(([name]) => short(name))
    .sort();
}

/** The alarms that are in ALARM at that minute. */
export const ringing = (history: AccountHistory, minute: number) =>
  rang(history, { from: minute, to: minute });

/**
 * What was sent to a topic, and for which alarm. That a composite is OK when it is created is told
 * too, once, when its wait period is over
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html):
 * left out here, since it comes with every deployment of a first stack and says nothing.
 */
export function sent({ actions }: AccountHistory, topic: string): string[] {
  const told = actions.filter(({ action }) => action.includes(topic));
  return told
    .filter(({ alarm, state }, index) => {
      const first = told.findIndex((other) => other.alarm === alarm) === index;
      return !(first && state === 'OK');
    })
    .map(({ alarm, state }) => `${short(alarm)} ${state}`);
}

export const short = (name: string) => name.replace(/^governance-canary-[^-]+-/, '');
