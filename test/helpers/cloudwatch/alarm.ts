import type { Datapoint } from './emf.ts';
import { judge, type Mark, type MOutOfN } from './missing-data.ts';
import type { AlarmProperties } from './properties.ts';
import { type Series, watched } from './series.ts';
import type { AlarmState, Span, StateChange } from './states.ts';

export interface AlarmSpan extends Span {
  /**
   * How long after its timestamp a datapoint can be seen. AWS promises nothing here; logs with
   * embedded metrics take seconds to a minute or two.
   */
  readonly deliveryMs?: number;
  /**
   * How many periods the evaluation range is longer than the evaluation periods. AWS publishes no
   * number: its examples use 5 periods for 3. Others have measured 6 of a minute each for 1 of 1.
   */
  readonly extraPeriods?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const BREACHES: Readonly<
  Record<AlarmProperties['ComparisonOperator'], (value: number, threshold: number) => boolean>
> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * The states of a metric alarm, as CloudWatch would set them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function timeline(
  alarm: AlarmProperties,
  datapoints: readonly Datapoint[],
  { fromMs, toMs, deliveryMs = 0, extraPeriods = 2 }: AlarmSpan,
): StateChange[] {
  const { periodMs, series } = watched(alarm, datapoints, deliveryMs);
  const rule = ruleOf(alarm, periodMs);
  const range = evaluationRange(alarm, rule, periodMs, extraPeriods);

  let state: AlarmState = 'INSUFFICIENT_DATA';
  const changes: StateChange[] = [{ atMs: fromMs, state }];
  const everyMs = evaluatedEvery(periodMs, periodMs * rule.evaluationPeriods);
  // A new alarm is not yet evaluated at the very moment of its creation.
  const firstMs = (Math.floor(fromMs / everyMs) + 1) * everyMs;
  for (let atMs = firstMs; atMs <= toMs; atMs += everyMs) {
    const next = judge(marks(alarm, series, range(atMs), atMs), rule, state);
    if (next !== state) changes.push({ atMs, state: next });
    state = next;
  }
  return changes;
}

function ruleOf(alarm: AlarmProperties, periodMs: number): MOutOfN {
  const evaluationPeriods = alarm.EvaluationPeriods;
  const datapointsToAlarm = alarm.DatapointsToAlarm ?? evaluationPeriods;
  if (!(1 <= datapointsToAlarm && datapointsToAlarm <= evaluationPeriods)) {
    throw new Error(
      `${alarm.AlarmName}: ${datapointsToAlarm} of ${evaluationPeriods} can never be`,
    );
  }
  if (![10_000, 20_000, 30_000].includes(periodMs) && periodMs % MINUTE_MS !== 0) {
    throw new Error(`${alarm.AlarmName}: a period is 10, 20, 30 s or whole minutes`);
  }
  // "Alarms that evaluate metrics in the AWS/DynamoDB namespace default to ignore missing data."
  const fallback = alarm.Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing';
  const treatMissingData = alarm.TreatMissingData ?? fallback;
  return { datapointsToAlarm, evaluationPeriods, treatMissingData };
}

function evaluatedEvery(periodMs: number, intervalMs: number): number {
  if (intervalMs > DAY_MS) return HOUR_MS;
  return periodMs < MINUTE_MS ? 10_000 : MINUTE_MS;
}

type Range = readonly { readonly startMs: number; readonly endMs: number }[];

/**
 * The periods an evaluation looks at, oldest first. They slide: a five-minute alarm looks at
 * minutes 1 to 5, a minute later at 2 to 6. Only a WallClockWindow lies on the clock; it is
 * "Period multiplied by Evaluation Periods" long, so that nothing is fetched from farther back.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
function evaluationRange(
  { AlarmName, EvaluationWindow = { SlidingWindow: {} } }: AlarmProperties,
  { evaluationPeriods }: MOutOfN,
  periodMs: number,
  extraPeriods: number,
): (atMs: number) => Range {
  const onTheClock = 'WallClockWindow' in EvaluationWindow;
  if (onTheClock && ![MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, DAY_MS].includes(periodMs)) {
    throw new Error(
      `${AlarmName}: wall clock windows are simulated for 1 and 5 min, 1 h and 1 day`,
    );
  }
  const length = evaluationPeriods + (onTheClock ? 0 : extraPeriods);
  return (atMs) => {
    const endMs = onTheClock ? Math.floor(atMs / periodMs) * periodMs : atMs;
    return Array.from({ length }, (_, index) => {
      const startMs = endMs - (length - index) * periodMs;
      return { startMs, endMs: startMs + periodMs };
    });
  };
}

function marks(alarm: AlarmProperties, series: Series, range: Range, nowMs: number): Mark[] {
  return range.map((period) => {
    const value = series({ ...period, nowMs });
    if (value === undefined) return '-';
    return BREACHES[alarm.ComparisonOperator](value, alarm.Threshold) ? 'X' : '0';
  });
}
