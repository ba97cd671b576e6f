import { describe, expect, test } from 'vitest';
import { type AlarmSpan, timeline } from './cloudwatch/alarm.ts';
import { aDatapoint, anAlarm, minutes } from './cloudwatch/builders.ts';
import type { AlarmProperties } from './cloudwatch/properties.ts';
import { stateAt } from './cloudwatch/states.ts';

/** A datapoint in the middle of each minute of `values`, which may be empty. */
function everyMinute(...values: readonly (number | undefined)[]) {
  return values.flatMap((value, minute) =>
    value === undefined ? [] : [aDatapoint({ value, timestampMs: minutes(minute + 0.5) })],
  );
}

/** "minute state, minute state ...": after its creation. */
function history(
  properties: Partial<AlarmProperties>,
  datapoints: ReturnType<typeof everyMinute>,
  span: Partial<AlarmSpan> = {},
): string {
  const alarm = anAlarm(properties);
  return timeline(alarm, datapoints, { fromMs: minutes(0), toMs: minutes(30), ...span })
    .slice(1)
    .map(({ atMs, state }) => `${(atMs - minutes(0)) / 60_000} ${state}`)
    .join(', ');
}

describe('an alarm', () => {
  test('starts with insufficient data and stays there without any', () => {
    const span = { fromMs: minutes(0), toMs: minutes(5) };
    const changes = [{ atMs: minutes(0), state: 'INSUFFICIENT_DATA' }];
    expect(timeline(anAlarm(), [], span)).toEqual(changes);
  });

  test('is evaluated at the end of every minute', () => {
    const values = everyMinute(0, 1, 0, 1);
    expect(history({}, values, { toMs: minutes(4) })).toBe('1 OK, 2 ALARM, 3 OK, 4 ALARM');
  });

  test('created within a minute is first evaluated at its end', () => {
    const span = { fromMs: minutes(0.3), toMs: minutes(1) };
    expect(history({}, everyMinute(0), span)).toBe('1 OK');
  });

  test('uses datapoints from before it was created', () => {
    expect(history({}, everyMinute(1), { fromMs: minutes(1), toMs: minutes(2) })).toBe('2 ALARM');
  });

  test('needs M of N breaching datapoints, not in a row', () => {
    const values = everyMinute(0, 1, 0, 1, 0, 0);
    const rule = { EvaluationPeriods: 3, DatapointsToAlarm: 2 };
    expect(history(rule, values, { toMs: minutes(6) })).toBe('1 OK, 4 ALARM, 5 OK');
  });

  test('needs N of N when DatapointsToAlarm is left out', () => {
    const values = everyMinute(0, 1, 1, 1, 0);
    expect(history({ EvaluationPeriods: 3 }, values, { toMs: minutes(5) })).toBe(
      '1 OK, 4 ALARM, 5 OK',
    );
  });

  test('does not mind the order in which datapoints come', () => {
    const values = everyMinute(0, 1, 0, 1).reverse();
    expect(history({}, values, { toMs: minutes(4) })).toBe('1 OK, 2 ALARM, 3 OK, 4 ALARM');
  });

  test('knows nothing of what has not been delivered', () => {
    const span = { toMs: minutes(4), deliveryMs: 90_000 };
    expect(history({}, everyMinute(0, 1), span)).toBe('2 OK, 3 ALARM');
  });

  test('on a window of over a day is evaluated once an hour, on the hour', () => {
    const daily = { Period: 86_400, EvaluationPeriods: 2, DatapointsToAlarm: 1 };
    expect(history(daily, everyMinute(0, 0, 1), { toMs: minutes(200) })).toBe('60 ALARM');
  });

  test('of ten seconds is evaluated every ten seconds', () => {
    const span = { toMs: minutes(0.5) };
    const late = aDatapoint({ timestampMs: minutes(0) + 15_000 });
    expect(history({ Period: 10 }, [late], span)).toBe(`${20 / 60} ALARM`);
  });
});

describe('periods', () => {
  const fiveMinutes = { Period: 300, TreatMissingData: 'notBreaching' } as const;

  test('slide: minutes 1 to 5, a minute later 2 to 6', () => {
    const values = everyMinute(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    expect(history(fiveMinutes, values, { toMs: minutes(12) })).toBe('1 OK, 6 ALARM, 11 OK');
  });

  test('of a wall clock window lie on the clock and are judged when complete', () => {
    const EvaluationWindow = { WallClockWindow: {} };
    const values = everyMinute(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    const span = { toMs: minutes(16) };
    expect(history({ ...fiveMinutes, EvaluationWindow }, values, span)).toBe(
      '1 OK, 10 ALARM, 15 OK',
    );
  });

  test('of a wall clock window are not replaced by older ones when empty', () => {
    const clock = { ...fiveMinutes, EvaluationWindow: { WallClockWindow: {} } };
    expect(history(clock, everyMinute(1))).toBe('1 OK, 5 ALARM, 10 OK');
  });

  test('hold their beginning, not their end', () => {
    const onTheMinute = [aDatapoint({ timestampMs: minutes(1) })];
    expect(history({}, onTheMinute, { toMs: minutes(2) })).toBe('2 ALARM');
  });
});

describe('the evaluation range', () => {
  const silent = {
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  } as const;

  test('lets a good datapoint stand in for missing ones until it has left the range', () => {
    expect(history(silent, everyMinute(1), { toMs: minutes(9) })).toBe('1 OK, 4 ALARM');
    const rule = { ...silent, EvaluationPeriods: 3 };
    expect(history(rule, everyMinute(1), { toMs: minutes(9) })).toBe('1 OK, 6 ALARM');
  });

  test('is as long as the caller assumes', () => {
    expect(history(silent, everyMinute(1), { extraPeriods: 0 })).toBe('1 OK, 2 ALARM');
    expect(history(silent, everyMinute(1), { extraPeriods: 5 })).toBe('1 OK, 7 ALARM');
  });

  test('keeps a single failure in ALARM, though missing data does not breach', () => {
    const rule = { TreatMissingData: 'notBreaching' } as const;
    expect(history(rule, everyMinute(0, 1))).toBe('1 OK, 2 ALARM, 5 OK');
  });
});

describe('missing data', () => {
  test.each([
    ['missing', '1 ALARM, 4 INSUFFICIENT_DATA'],
    ['ignore', '1 ALARM'],
    ['notBreaching', '1 ALARM, 4 OK'],
    ['breaching', '1 ALARM'],
  ] as const)('treated as %s', (TreatMissingData, expected) => {
    expect(history({ TreatMissingData }, everyMinute(1))).toBe(expected);
  });

  test('is missing unless said otherwise, and ignored for DynamoDB', () => {
    expect(history({}, everyMinute(1))).toBe('1 ALARM, 4 INSUFFICIENT_DATA');
    const Namespace = 'AWS/DynamoDB';
    const point = aDatapoint({ namespace: Namespace });
    expect(history({ Namespace }, [point])).toBe('1 ALARM');
  });

  test('that is ignored keeps the state until a datapoint says otherwise', () => {
    const values = everyMinute(1, ...Array.from({ length: 15 }, () => undefined), 0);
    expect(history({ TreatMissingData: 'ignore' }, values)).toBe('1 ALARM, 17 OK');
  });
});

describe('the metric', () => {
  const labelled = { Dimensions: [{ Name: 'Trigger', Value: 'schedule' }] };

  test('is the one with exactly these dimensions', () => {
    const other = aDatapoint({ dimensions: { Trigger: 'manual' } });
    const more = aDatapoint({ dimensions: { Trigger: 'schedule', Step: 'seed' } });
    const none = aDatapoint();
    expect(history(labelled, [other, more, none])).toBe('');
    const same = aDatapoint({ dimensions: { Trigger: 'schedule' } });
    expect(history(labelled, [same], { toMs: minutes(1) })).toBe('1 ALARM');
  });

  test.each([
    ['namespace', aDatapoint({ namespace: 'Other' })],
    ['name', aDatapoint({ name: 'Other' })],
  ])('has this %s', (_, point) => {
    expect(history({}, [point])).toBe('');
  });

  test('has this unit, if one is named', () => {
    const point = aDatapoint({ unit: 'Count' });
    expect(history({ Unit: 'Count' }, [point], { toMs: minutes(1) })).toBe('1 ALARM');
    expect(history({ Unit: 'Seconds' }, [point])).toBe('');
  });

  test.each([
    ['Sum', 9],
    ['Average', 3],
    ['Minimum', 1],
    ['Maximum', 6],
    ['SampleCount', 3],
  ] as const)('as %s', (Statistic, value) => {
    const points = [2, 1, 6].map((each) => aDatapoint({ value: each }));
    const span = { toMs: minutes(1) };
    expect(history({ Statistic, Threshold: value - 0.01 }, points, span)).toBe('1 ALARM');
    expect(history({ Statistic, Threshold: value }, points, span)).toBe('1 OK');
  });

  test.each([
    ['GreaterThanThreshold', '1 OK, 3 ALARM'],
    ['GreaterThanOrEqualToThreshold', '1 OK, 2 ALARM'],
    ['LessThanThreshold', '1 ALARM, 2 OK'],
    ['LessThanOrEqualToThreshold', '1 ALARM, 3 OK'],
  ] as const)('compared by %s', (ComparisonOperator, expected) => {
    const rule = { ComparisonOperator, Threshold: 2 };
    expect(history(rule, everyMinute(1, 2, 3), { toMs: minutes(3) })).toBe(expected);
  });
});

describe('an alarm that cannot be is refused:', () => {
  test.each([
    ['3 of 2', { EvaluationPeriods: 2, DatapointsToAlarm: 3 }, 'can never be'],
    ['0 of 2', { EvaluationPeriods: 2, DatapointsToAlarm: 0 }, 'can never be'],
    ['a period of 90 seconds', { Period: 90 }, 'whole minutes'],
    ['no metric', { MetricName: undefined }, 'lacks'],
    [
      'a wall clock of 10 minutes',
      { Period: 600, EvaluationWindow: { WallClockWindow: {} } },
      'wall',
    ],
  ] satisfies [string, Partial<AlarmProperties>, string][])('%s', (_, properties, problem) => {
    expect(() => history(properties, [])).toThrow(problem);
  });
});

test('the state at a moment is the last one before it, and none before there was an alarm', () => {
  const span = { fromMs: minutes(0), toMs: minutes(5) };
  const changes = timeline(anAlarm(), everyMinute(0, 1), span);
  const at = [-1, 0, 1, 1.9, 2].map((minute) => stateAt(changes, minutes(minute)));
  expect(at).toEqual([undefined, 'INSUFFICIENT_DATA', 'OK', 'OK', 'ALARM']);
});
