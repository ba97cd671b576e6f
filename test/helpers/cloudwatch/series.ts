import type { Datapoint } from './emf.ts';
import { type Lookup, parseExpression } from './metric-math.ts';
import type { AlarmProperties, MetricQuery, Statistic } from './properties.ts';

export interface Period {
  readonly startMs: number;
  readonly endMs: number;
  /** When CloudWatch looks; what has not been delivered by then is not there. */
  readonly nowMs: number;
}

/** The one value an alarm sees of a period; `undefined` where there is no datapoint. */
export type Series = (period: Period) => number | undefined;

interface Source {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: ReadonlyMap<string, string>;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
}

const STATISTIC: Readonly<Record<Statistic, (values: readonly number[]) => number>> = {
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** The period and the series of an alarm on one metric, or on one expression over several. */
export function watched(
  alarm: AlarmProperties,
  datapoints: readonly Datapoint[],
  deliveryMs: number,
): { periodMs: number; series: Series } {
  if (alarm.Metrics) return expression(alarm.Metrics, datapoints, deliveryMs);
  const { Namespace, MetricName, Statistic, Period } = alarm;
  if (!Namespace || !MetricName || !Statistic || !Period) {
    throw new Error(`${alarm.AlarmName} lacks a namespace, metric, statistic or period`);
  }
  const source = sourceOf({ ...alarm, Namespace, MetricName }, Statistic, alarm.Unit);
  return { periodMs: Period * 1000, series: metricSeries(source, datapoints, deliveryMs) };
}

function expression(
  queries: readonly MetricQuery[],
  datapoints: readonly Datapoint[],
  deliveryMs: number,
): { periodMs: number; series: Series } {
  const returned = queries.filter(({ ReturnData }) => ReturnData ?? true);
  const periods = new Set(queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  const [[result, ...others], [period, ...unequal]] = [returned, [...periods]];
  if (!result || others.length > 0) throw new Error('Exactly one of Metrics must return data');
  if (!period || unequal.length > 0) throw new Error('Metrics must share one period');

  const parsed = new Map(
    queries.map((query) => [query.Id, partOf(query, datapoints, deliveryMs)] as const),
  );
  /** `path` is how we came here: a chain of expressions must not come back to where it was. */
  const read = (id: string, at: Period, path: readonly string[]): number | undefined => {
    const part = parsed.get(id);
    if (!part || path.includes(id)) throw new Error(`Metrics lack ${id}, or it refers to itself`);
    return part(at, (other) => read(other, at, [...path, id]));
  };
  return { periodMs: period * 1000, series: (at) => read(result.Id, at, []) };
}

type Part = (at: Period, lookup: Lookup) => number | undefined;

function partOf(
  { Id, MetricStat, Expression }: MetricQuery,
  datapoints: readonly Datapoint[],
  deliveryMs: number,
): Part {
  if (MetricStat) {
    const source = sourceOf(MetricStat.Metric, MetricStat.Stat, MetricStat.Unit);
    return metricSeries(source, datapoints, deliveryMs);
  }
  if (!Expression) throw new Error(`${Id} is neither a metric nor an expression`);
  const evaluate = parseExpression(Expression);
  return (_at, lookup) => evaluate(lookup);
}

function sourceOf(
  metric: { Namespace: string; MetricName: string; Dimensions?: AlarmProperties['Dimensions'] },
  statistic: Statistic,
  unit: string | undefined,
): Source {
  const dimensions = new Map(metric.Dimensions?.map(({ Name, Value }) => [Name, Value]));
  return { namespace: metric.Namespace, name: metric.MetricName, dimensions, statistic, unit };
}

function metricSeries(source: Source, datapoints: readonly Datapoint[], delivery: number): Series {
  const points = datapoints
    .filter((point) => isOf(source, point))
    .sort((a, b) => a.timestampMs - b.timestampMs);
  return ({ startMs, endMs, nowMs }) => {
    const values = points
      .slice(firstFrom(points, startMs), firstFrom(points, endMs))
      .filter(({ timestampMs }) => timestampMs + delivery <= nowMs)
      .map(({ value }) => value);
    return values.length === 0 ? undefined : STATISTIC[source.statistic](values);
  };
}

/** Days of minutes are evaluated over and over: sought by halving. */
function firstFrom(points: readonly Datapoint[], ms: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.timestampMs ?? ms) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A metric is its namespace, name and the exact set of its dimensions: fewer is another metric. */
function isOf({ namespace, name, dimensions, unit }: Source, point: Datapoint): boolean {
  const keys = Object.keys(point.dimensions);
  return (
    point.namespace === namespace &&
    point.name === name &&
    keys.length === dimensions.size &&
    keys.every((key) => dimensions.get(key) === point.dimensions[key]) &&
    (unit === undefined || point.unit === unit)
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
