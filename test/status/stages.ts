import { scenarios } from '../../src/scenarios/index.ts';
import { alarmsFor } from '../../src/telemetry/alarms.ts';
import { functionNamesOf } from '../../src/telemetry/function-alarms.ts';
import { serviceOf } from '../../src/telemetry/metrics.ts';
import type { StoredAlarm } from '../helpers/cloudwatch/answers.ts';
import type { CloudWatchEndpoint } from '../helpers/cloudwatch/endpoint.ts';

const MINUTE = 60_000;

/** All the alarms that a stage is deployed with, each of them OK for three hours. */
export function alarmsOf(stage: string, now: number, scheduleEnabled = true): StoredAlarm[] {
  return alarmsFor({
    stage,
    scenarios,
    intervalMinutes: 5,
    scheduleEnabled,
    runbookBase: 'https://x',
    ...functionNamesOf(stage, { codeDeploy: false, fanOut: false }),
  }).map(({ name, type, properties }) => ({
    name,
    composite: type === 'AWS::CloudWatch::CompositeAlarm',
    state: 'OK',
    since: now - 180 * MINUTE,
    reason: 'all is well',
    actionsEnabled: properties.ActionsEnabled,
    ...('Period' in properties && {
      period: properties.Period,
      periods: properties.EvaluationPeriods,
    }),
  }));
}

/** A stage that is well: its alarms, a heartbeat a minute ago, durations all day. */
export function deployed(cloudwatch: CloudWatchEndpoint, now: number, stage = 'dev'): void {
  cloudwatch.alarms.push(...alarmsOf(stage, now));
  cloudwatch.points = ({ metric, dimensions, period, from, to }) => {
    if (dimensions.service !== serviceOf(stage)) return [];
    if (metric === 'RunCompleted') return [{ at: now - 61_000, value: 1 }];
    if (metric !== 'Duration') return [];
    const slots = Math.floor((to - from) / (period * 1000));
    return Array.from({ length: slots }, (_, i) => ({
      at: from + i * period * 1000,
      value: 100 + i,
    }));
  };
}

export function alarm(cloudwatch: CloudWatchEndpoint, name: string): StoredAlarm {
  const found = cloudwatch.alarms.find((one) => one.name === name);
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
}
