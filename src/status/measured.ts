import type { Asking } from '../aws/asking.ts';
import type { CloudWatch, Point, SeriesQuery } from '../aws/cloudwatch.ts';
import { type MetricName, metric, NAMESPACE, serviceOf } from '../telemetry/metrics.ts';

/** What was measured in the last day, in slots of half an hour. */
export interface Measured {
  readonly heartbeatAt: number | undefined;
  /** When the first slot begins. */
  readonly from: number;
  readonly slotMs: number;
  readonly scenarios: readonly MeasuredScenario[];
  /** In how many of the slots there was one. */
  readonly counts: Readonly<Record<'broken' | 'flaky' | 'leaked', number>>;
}

export interface MeasuredScenario {
  readonly name: string;
  /** Of each slot the mean duration, in ms; nothing where there was no run. */
  readonly durations: readonly (number | undefined)[];
  /** Of each slot, whether a run failed in it. */
  readonly failed: readonly boolean[];
}

export const DAY_MS = 24 * 60 * 60_000;
const SLOTS = 48;
const SLOT_MS = DAY_MS / SLOTS;

/**
 * One request: a series costs $0.01 per thousand that are asked for.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export async function measured(
  cloudwatch: CloudWatch,
  stage: string,
  names: readonly string[],
  now: number,
  how: Asking,
): Promise<Measured> {
  // CloudWatch rounds a start down to its period: whole slots, or the first would be half a slot.
  const to = Math.ceil(now / SLOT_MS) * SLOT_MS;
  const from = to - DAY_MS;
  const query = (
    name: MetricName,
    rest: Partial<SeriesQuery> = {},
    scenario?: string,
  ): SeriesQuery => ({
    namespace: NAMESPACE,
    metric: name,
    dimensions: {
      service: serviceOf(stage),
      ...(scenario !== undefined && { Scenario: scenario }),
      Trigger: 'schedule',
    },
    statistic: 'Maximum',
    periodSeconds: SLOT_MS / 1000,
    ...rest,
  });
  const perRun = ['broken', 'flaky', 'leaked'] as const;
  const [heartbeat = [], ...series] = await cloudwatch.points(
    [
      query(metric.runCompleted, { periodSeconds: 60 }),
      ...perRun.map((name) => query(metric[name])),
      ...names.flatMap((name) => [
        query(metric.duration, { statistic: 'Average' }, name),
        query(metric.failed, {}, name),
      ]),
    ],
    { from, to },
    how,
  );
  const slotted = (points: readonly Point[] = []) =>
    Array.from({ length: SLOTS }, (_, slot) => {
      const start = from + slot * SLOT_MS;
      return points.find(({ at }) => at >= start && at < start + SLOT_MS)?.value;
    });
  const slots = (index: number) => (series[index] ?? []).filter(({ value }) => value > 0).length;
  return {
    from,
    slotMs: SLOT_MS,
    heartbeatAt: heartbeat.at(-1)?.at,
    counts: { broken: slots(0), flaky: slots(1), leaked: slots(2) },
    scenarios: names.map((name, i) => ({
      name,
      durations: slotted(series[perRun.length + 2 * i]),
      failed: slotted(series[perRun.length + 2 * i + 1]).map((value) => (value ?? 0) > 0),
    })),
  };
}
