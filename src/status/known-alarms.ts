import { INTERVALS, type Interval } from '../limits.ts';
import { scenarios } from '../scenarios/index.ts';
import type { Alarm } from '../telemetry/alarm.ts';
import { alarmsFor } from '../telemetry/alarms.ts';
import { functionNamesOf } from '../telemetry/function-alarms.ts';

export type KnownAlarm = Pick<Alarm, 'name' | 'article' | 'pages'>;

const optionsOf = (stage: string, intervalMinutes: Interval, scheduleEnabled: boolean) => ({
  stage,
  scenarios,
  intervalMinutes,
  scheduleEnabled,
  runbookBase: '',
  ...functionNamesOf(stage, { codeDeploy: true, fanOut: true }),
});

/**
 * Every alarm that a stage may have, by its name; how it was deployed is not known here, and makes
 * no other difference to a name.
 */
export function knownAlarms(stage: string): ReadonlyMap<string, KnownAlarm> {
  const alarms = INTERVALS.flatMap((minutes) => alarmsFor(optionsOf(stage, minutes, true)));
  return new Map(alarms.map((alarm) => [alarm.name, alarm]));
}

/** Those that page and that every stage has, whether its schedule is on or off. */
export function neededAlarms(stage: string): readonly string[] {
  return alarmsFor(optionsOf(stage, INTERVALS[0], false))
    .filter(({ pages }) => pages === 'page')
    .map(({ name }) => name);
}
