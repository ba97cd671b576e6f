import { scenarios } from '../scenarios/index.ts';
import type { Alarm } from '../telemetry/alarm.ts';
import { alarmsFor } from '../telemetry/alarms.ts';
import { serviceOf } from '../telemetry/metrics.ts';

export type KnownAlarm = Pick<Alarm, 'name' | 'article' | 'pages'>;

const INTERVALS = [1, 5, 15] as const;
const RULES = ['schedule', 'stack', 'deployment', 'codedeploy'];

/**
 * Every alarm that a stage may have, by its name; how it was deployed is not known here, and makes
 * no other difference to a name.
 */
export function knownAlarms(stage: string): ReadonlyMap<string, KnownAlarm> {
  const service = serviceOf(stage);
  const alarms = INTERVALS.flatMap((intervalMinutes) =>
    alarmsFor({
      ...{ stage, scenarios, intervalMinutes, scheduleEnabled: true, runbookBase: '' },
      functionName: service,
      deadLetterQueueName: `${service}-undelivered`,
      ruleNames: RULES.map((rule) => `${service}-${rule}`),
    }),
  );
  return new Map(alarms.map((alarm) => [alarm.name, alarm]));
}
