import type { Datapoint } from './emf.ts';
import type { AlarmProperties, CompositeProperties } from './properties.ts';

/** Midnight, so that minutes and wall clock periods of every length begin here. */
export const START_MS = Date.UTC(2026, 0, 31);
export const minutes = (count: number) => START_MS + count * 60_000;

/** Alarms when one datapoint of a minute is above 0. */
export function anAlarm(properties: Partial<AlarmProperties> = {}): AlarmProperties {
  return {
    AlarmName: 'failing',
    Namespace: 'Test',
    MetricName: 'Failed',
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    ...properties,
  };
}

export function aDatapoint(point: Partial<Datapoint> = {}): Datapoint {
  return {
    namespace: 'Test',
    name: 'Failed',
    dimensions: {},
    value: 1,
    timestampMs: START_MS,
    unit: 'None',
    ...point,
  };
}

export function aComposite(properties: Partial<CompositeProperties> = {}): CompositeProperties {
  return {
    AlarmName: 'paging',
    AlarmRule: 'ALARM(failing)',
    AlarmActions: ['page'],
    OKActions: ['resolve'],
    ...properties,
  };
}
