import { describe, expect, test } from 'vitest';
import { timeline } from './cloudwatch/alarm.ts';
import { aDatapoint, anAlarm, minutes } from './cloudwatch/builders.ts';
import { parseExpression } from './cloudwatch/metric-math.ts';
import type { AlarmProperties } from './cloudwatch/properties.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const SERIES: Readonly<Record<string, readonly (number | undefined)[]>> = {
  metric1: [30, 20, 0, 0],
  metric2: [20, undefined, 20, undefined],
};

function evaluated(expression: string, series = SERIES) {
  const evaluate = parseExpression(expression);
  const length = Math.max(...Object.values(series).map((values) => values.length));
  return Array.from({ length }, (_, at) => evaluate((id) => series[id]?.[at]));
}

describe('expressions', () => {
  test.each([
    ['metric1 + 1', [31, 21, 1, 1]],
    ['metric1 - metric2', [10, 20, -20, 0]],
    ['2 * metric1 / 4', [15, 10, 0, 0]],
    ['10 - metric1 - 5', [-25, -15, 5, 5]],
    ['2 + metric1 * 2', [62, 42, 2, 2]],
    ['(2 + metric1) * 2', [64, 44, 4, 4]],
    ['-metric1 * 0.5', [-15, -10, -0, -0]],
  ])('%s', (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });

  test.each([
    ['(metric1 < metric2)', [0, 0, 1, 0]],
    ['(metric1 >= 30)', [1, 0, 0, 0]],
    ['(metric1 > 15 AND metric2 > 15)', [1, 0, 0, 0]],
  ])("AWS's example: %s", (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });

  test.each([
    ['metric1 == 30', [1, 0, 0, 0]],
    ['metric1 != 30', [0, 1, 1, 1]],
    ['metric1 <= 20', [0, 1, 1, 1]],
    ['metric1 > 25 || metric1 < 1', [1, 0, 1, 1]],
    ['metric1 > 25 OR metric1 < 1 && metric1 > 0', [1, 0, 0, 0]],
  ])('compare: %s', (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });

  test('a missing datapoint beside another series is 0, beside a number it is missing', () => {
    expect(evaluated('metric2 + metric1')).toEqual([50, 20, 20, 0]);
    expect(evaluated('metric2 + 1')).toEqual([21, undefined, 21, undefined]);
    expect(evaluated('-metric2')).toEqual([-20, undefined, -20, undefined]);
    expect(evaluated('metric2 + metric2')).toEqual([40, undefined, 40, undefined]);
  });

  test('a division by zero drops the datapoint', () => {
    expect(evaluated('metric1 / metric2')).toEqual([1.5, undefined, 0, undefined]);
  });

  test('FILL gives missing datapoints a value, or that of another series', () => {
    expect(evaluated('FILL(metric2, 0)')).toEqual([20, 0, 20, 0]);
    expect(evaluated('FILL(metric2, metric1) - 1')).toEqual([19, 19, 19, -1]);
  });

  const none = undefined;
  const conditional = {
    metric1: [1, 1, 0, 0, none],
    metric2: [30, none, 0, 0, 30],
    metric3: [0, 0, 20, none, 20],
  };
  test.each([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, none, none]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, none, none]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, none]],
    ['IF(metric1, 5)', [5, 5, none, none, none]],
    ['IF(1, metric2, metric3)', [30, none, 0, 0, 30]],
    ['IF(0, metric2, metric3)', [0, 0, 20, none, 20]],
  ])("AWS's tables of IF: %s", (expression, expected) => {
    expect(evaluated(expression, conditional)).toEqual(expected);
  });

  test.each([
    ['metric1 +', 'the end'],
    ['(metric1', ')'],
    ['metric1 metric2', 'the end'],
    ['metric1 % 2', 'Cannot read'],
    ['FILL(metric1, REPEAT)', '('],
    ['FILL(metric1)', 'not simulated'],
    ['SUM(metric1)', 'not simulated'],
    ['IF(metric1)', 'not simulated'],
  ])('%s is refused', (expression, problem) => {
    expect(() => evaluated(expression)).toThrow(problem);
  });

  test('a mere number is no time series', () => {
    expect(() => evaluated('1 + 1')).toThrow('time series');
  });
});

describe('an alarm on an expression', () => {
  const metric = (Id: string, MetricName: string, Period = 60) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period, Stat: 'Sum' as const },
  });
  const difference = [
    { Id: 'left', Expression: 'found - removed' },
    metric('found', 'LeftoversFound'),
    metric('removed', 'LeftoversRemoved'),
  ];
  function states(Metrics: AlarmProperties['Metrics'], points: ReturnType<typeof aDatapoint>[]) {
    const { Threshold, ComparisonOperator, AlarmName, EvaluationPeriods } = anAlarm();
    const alarm = { Threshold, ComparisonOperator, AlarmName, EvaluationPeriods, Metrics };
    const span = { fromMs: minutes(0), toMs: minutes(2) };
    return timeline(alarm, points, span).map(({ state }) => state);
  }

  test('judges what the expression gives', () => {
    const found = aDatapoint({ name: 'LeftoversFound', value: 3 });
    const removed = aDatapoint({ name: 'LeftoversRemoved', value: 2 });
    expect(states(difference, [found, removed])).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
    expect(states(difference, [found, removed, removed])).toEqual(['INSUFFICIENT_DATA', 'OK']);
  });

  test('may use another expression, wherever it stands', () => {
    const twice = [{ Id: 'twice', Expression: 'left * 2' }, ...difference].map((query) =>
      query.Id === 'left' ? { ...query, ReturnData: false } : query,
    );
    const found = aDatapoint({ name: 'LeftoversFound', value: 3 });
    expect(states(twice, [found])).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  });

  test.each([
    ['nothing returns data', [metric('a', 'A')], 'Exactly one'],
    ['two return data', [...difference, { Id: 'b', Expression: 'found' }], 'Exactly one'],
    ['periods differ', [...difference, metric('b', 'B', 300)], 'one period'],
    ['a metric is unknown', [{ Id: 'a', Expression: 'b' }, metric('c', 'C')], 'lack b'],
    ['it refers to itself', [{ Id: 'a', Expression: 'a' }, metric('c', 'C')], 'itself'],
    ['an entry is neither', [...difference, { Id: 'b', ReturnData: false }], 'neither'],
  ])('is refused when %s', (_, metrics, problem) => {
    expect(() => states(metrics, [])).toThrow(problem);
  });
});
