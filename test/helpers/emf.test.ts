import { describe, expect, test } from 'vitest';
import { datapointsIn } from './cloudwatch/emf.ts';

const directive = {
  Namespace: 'GovernanceCanary',
  Dimensions: [['service', 'Trigger']],
  Metrics: [{ Name: 'Failed', Unit: 'Count' }],
};
const Timestamp = 1_769_860_800_000;

function aLine(root: object = {}, changes: object = {}, metadata: object = {}): string {
  return JSON.stringify({
    _aws: { Timestamp, CloudWatchMetrics: [{ ...directive, ...changes }], ...metadata },
    service: 'canary',
    Trigger: 'schedule',
    Failed: 1,
    ...root,
  });
}
const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);
const rooted = (names: readonly string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));

describe('log lines become datapoints', () => {
  test('with namespace, name, dimensions, value, time and unit', () => {
    expect(datapointsIn([aLine()])).toEqual([
      {
        namespace: 'GovernanceCanary',
        name: 'Failed',
        dimensions: { service: 'canary', Trigger: 'schedule' },
        value: 1,
        timestampMs: Timestamp,
        unit: 'Count',
      },
    ]);
  });

  test('one for every dimension set and every value', () => {
    const line = aLine({ Failed: [1, 2] }, { Dimensions: [['service'], []] });
    expect(datapointsIn([line]).map(({ dimensions, value }) => [dimensions, value])).toEqual([
      [{ service: 'canary' }, 1],
      [{ service: 'canary' }, 2],
      [{}, 1],
      [{}, 2],
    ]);
  });

  test('of every directive and metric of a line', () => {
    const second = { ...directive, Metrics: [{ Name: 'Failed' }, { Name: 'Flaky' }] };
    const line = aLine({ Flaky: 3 }, {}, { CloudWatchMetrics: [directive, second] });
    const found = datapointsIn([line]).map(({ name, unit }) => `${name} ${unit}`);
    expect(found).toEqual(['Failed Count', 'Failed None', 'Flaky None']);
  });

  test.each([
    ['text', 'START RequestId: 1'],
    ['another log line', '{"level":"INFO","message":"a step passed"}'],
    ['a number', '7'],
    ['null', 'null'],
    ['metadata of something else', '{"_aws":{"Timestamp":1}}'],
  ])('and %s is passed over', (_, line) => {
    expect(datapointsIn([line])).toEqual([]);
  });

  test('at the limits: 30 dimensions, 100 metrics, 100 values', () => {
    const dimensions = aLine(rooted(keys(30), 'v'), { Dimensions: [keys(30)] });
    const Metrics = keys(100).map((Name) => ({ Name }));
    const metrics = aLine(rooted(keys(100), 1), { Metrics });
    const values = aLine({ Failed: keys(100).map(() => 1) });
    expect(datapointsIn([dimensions, metrics, values])).toHaveLength(201);
  });
});

describe('what CloudWatch would drop in silence is refused:', () => {
  test.each([
    ['a dimension that is missing', aLine({ Trigger: undefined }), 'dimension Trigger'],
    ['a dimension that is a number', aLine({ Trigger: 1 }), 'dimension Trigger'],
    ['an empty dimension', aLine({ Trigger: '' }), 'dimension Trigger'],
    ['a dimension of 1025 characters', aLine({ Trigger: 'x'.repeat(1025) }), 'dimension Trigger'],
    [
      '31 dimensions',
      aLine(rooted(keys(31), 'v'), { Dimensions: [keys(31)] }),
      'at CloudWatchMetrics[0].Dimensions',
    ],
    ['no dimension set', aLine({}, { Dimensions: [] }), 'at CloudWatchMetrics[0].Dimensions'],
    [
      'a flat list of dimensions',
      aLine({}, { Dimensions: ['service'] }),
      'at CloudWatchMetrics[0].Dimensions',
    ],
    ['a metric that is missing', aLine({ Failed: undefined }), 'metric Failed'],
    ['a metric that is text', aLine({ Failed: '1' }), 'metric Failed'],
    ['a metric that is null', aLine({ Failed: null }), 'metric Failed'],
    ['text among values', aLine({ Failed: [1, '2'] }), 'metric Failed'],
    ['101 values', aLine({ Failed: keys(101).map(() => 1) }), 'metric Failed'],
    [
      '101 metrics',
      aLine(rooted(keys(101), 1), { Metrics: keys(101).map((Name) => ({ Name })) }),
      'at CloudWatchMetrics[0].Metrics',
    ],
    [
      'a nested metric',
      aLine({ 'a.b': undefined, a: { b: 1 } }, { Metrics: [{ Name: 'a.b' }] }),
      'a.b',
    ],
    ['no namespace', aLine({}, { Namespace: undefined }), 'at CloudWatchMetrics[0].Namespace'],
    ['an empty namespace', aLine({}, { Namespace: '' }), 'at CloudWatchMetrics[0].Namespace'],
    [
      'an unknown unit',
      aLine({}, { Metrics: [{ Name: 'Failed', Unit: 'seconds' }] }),
      'at CloudWatchMetrics[0].Metrics[0].Unit',
    ],
    [
      'another resolution',
      aLine({}, { Metrics: [{ Name: 'Failed', StorageResolution: 5 }] }),
      'at CloudWatchMetrics[0].Metrics[0].StorageResolution',
    ],
    ['no timestamp', aLine({}, {}, { Timestamp: undefined }), 'at Timestamp'],
    ['a timestamp in seconds', aLine({}, {}, { Timestamp: 1_769_860_800 }), 'milliseconds'],
    ['a timestamp as text', aLine({}, {}, { Timestamp: '2026-01-31' }), 'at Timestamp'],
    [
      'directives that are no array',
      aLine({}, {}, { CloudWatchMetrics: {} }),
      'at CloudWatchMetrics',
    ],
    ['text before the document', `INFO ${aLine()}`, 'alone'],
    ['a line of over 1 MB', aLine({ note: 'x'.repeat(1024 * 1024) }), '1 MB'],
  ])('%s', (_, line, problem) => {
    expect(() => datapointsIn([line])).toThrow(problem);
  });

  test.each(['Seconds', 'Milliseconds', 'Count', 'Count/Second', 'Gigabits/Second', 'None'])(
    'but not the unit %s',
    (Unit) => {
      const line = aLine({}, { Metrics: [{ Name: 'Failed', Unit }] });
      expect(datapointsIn([line])[0]?.unit).toBe(Unit);
    },
  );
});
