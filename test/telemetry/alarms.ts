import { scenarios } from '../../src/scenarios/index.ts';
import type { Alarm } from '../../src/telemetry/alarm.ts';
import { type AlarmOptions, alarmResources, alarmsFor } from '../../src/telemetry/alarms.ts';
import { functionNamesOf } from '../../src/telemetry/function-alarms.ts';
import { alarmsIn } from '../helpers/cloudwatch/template.ts';

export const TOPICS = { paging: 'arn:paging', notices: 'arn:notices' };

/** A stage as it is deployed, unless told otherwise. */
export function optionsFor(stage: string, rest: Partial<AlarmOptions> = {}): AlarmOptions {
  return {
    stage,
    intervalMinutes: 5,
    scheduleEnabled: true,
    scenarios,
    runbookBase: 'https://example.com/README.md',
    ...functionNamesOf(stage, { codeDeploy: false, fanOut: false }),
    ...rest,
  };
}

/** As CloudFormation would make them. */
export function deployed(rest: Partial<AlarmOptions> = {}) {
  const Resources = alarmResources(alarmsFor(optionsFor('prod', rest)), TOPICS);
  return alarmsIn({ Resources });
}

/** The series a metric alarm watches, itself or by its expression; none of a composite's. */
export function watchedBy(alarm: Alarm) {
  if (alarm.type === 'AWS::CloudWatch::CompositeAlarm') return [];
  const { properties } = alarm;
  const watched =
    'Metrics' in properties
      ? properties.Metrics.flatMap((query) =>
          'MetricStat' in query ? [query.MetricStat.Metric] : [],
        )
      : [properties];
  return watched.map(({ Namespace, MetricName, Dimensions }) => {
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
    return { namespace: Namespace, name: MetricName, dimensions };
  });
}
