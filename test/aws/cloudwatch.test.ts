import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CloudWatch, openCloudWatch, type SeriesQuery } from '../../src/aws/cloudwatch.ts';
import type { Fault } from '../../src/local/intercept.ts';
import { REGION, socketClock } from '../helpers/account.ts';
import { eventually, type FakeClock } from '../helpers/clock.ts';
import { refusal, type StoredAlarm } from '../helpers/cloudwatch/answers.ts';
import {
  type CloudWatchEndpoint,
  startCloudWatchEndpoint,
} from '../helpers/cloudwatch/endpoint.ts';

let endpoint: CloudWatchEndpoint;
let cloudwatch: CloudWatch;
let clock: FakeClock;
beforeEach(async () => {
  endpoint = await startCloudWatchEndpoint();
  for (const [name, value] of Object.entries(endpoint.env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_MAX_ATTEMPTS', '5');
  cloudwatch = openCloudWatch(REGION);
  clock = socketClock();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  cloudwatch.close();
  await endpoint.close();
});

const asked = (interrupted = new AbortController().signal) => ({
  clock,
  allowedMs: 20_000,
  interrupted,
});
const alarms = (prefix = '') => cloudwatch.alarms(prefix, asked());

const stored = (name: string, rest: Partial<StoredAlarm> = {}): StoredAlarm => ({
  name,
  composite: false,
  state: 'OK',
  since: 60_000,
  reason: 'fine',
  actionsEnabled: true,
  ...rest,
});

describe('alarms', () => {
  test('are told of with their state, and how far back a metric alarm looks', async () => {
    endpoint.alarms.push(
      stored('metric', { period: 60, periods: 5, state: 'ALARM' }),
      stored('composite', { composite: true, actionsEnabled: false }),
    );

    const common = { since: 60_000, reason: 'fine' };
    expect(await alarms()).toEqual([
      { ...common, name: 'metric', state: 'ALARM', actionsEnabled: true, windowMs: 300_000 },
      { ...common, name: 'composite', state: 'OK', actionsEnabled: false, windowMs: undefined },
    ]);
  });

  test('act, unless it is said that they do not', async () => {
    endpoint.alarms.push(stored('silent-on-it', { actionsEnabled: undefined }));

    expect(await alarms()).toMatchObject([{ actionsEnabled: true }]);
  });

  test('are all there, of both types and of every page, if their name begins so', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `ours-${n}`);
    endpoint.alarms.push(
      stored('theirs'),
      ...names.map((name, n) => stored(name, { composite: n % 2 === 1 })),
    );

    const found = await alarms('ours-');

    expect(found.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});

const query = (metric: string): SeriesQuery => ({
  namespace: 'n',
  metric,
  dimensions: { service: 's', Trigger: 't' },
  statistic: 'Maximum',
  periodSeconds: 60,
});
const span = { from: 60_000, to: 600_000 };
const points = (...metrics: string[]) => cloudwatch.points(metrics.map(query), span, asked());

describe('points', () => {
  test('are asked for as they were wanted', async () => {
    const wanted: unknown[] = [];
    endpoint.points = (one) => {
      wanted.push(one);
      return [];
    };

    expect(await points('m')).toEqual([[]]);
    expect(wanted).toEqual([
      {
        namespace: 'n',
        metric: 'm',
        dimensions: { service: 's', Trigger: 't' },
        statistic: 'Maximum',
        period: 60,
        ...span,
      },
    ]);
  });

  test('of more metrics than one request may name are each where it was asked for', async () => {
    const metrics = Array.from({ length: 501 }, (_, n) => String(n));
    endpoint.points = ({ metric }) => [{ at: 60_000, value: Number(metric) }];

    const found = await points(...metrics);

    expect(found).toEqual(metrics.map((metric) => [{ at: 60_000, value: Number(metric) }]));
    expect(endpoint.asked).toHaveLength(2);
  });

  test('that are on several pages are put together', async () => {
    const all = [1, 2, 3, 4, 5].map((n) => ({ at: n * 60_000, value: n }));
    endpoint.points = () => all;
    endpoint.pointsPerPage = 3;

    expect(await points('a', 'b')).toEqual([all, all]);
  });

  test.each([
    ['InternalError', 'target'],
    ['Forbidden', 'access'],
  ])('of a metric that is left out (%s) are not taken for none', async (StatusCode, kind) => {
    const left = { Id: 'q1', Label: 'b', StatusCode, Messages: [{ Code: 'x', Value: 'not you' }] };
    const told = { Id: 'q0', Label: 'a', StatusCode: 'Complete', Timestamps: [60], Values: [1] };
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    const body = { MetricDataResults: [told, left] };
    endpoint.fault = () => ({ kind: 'answer', status: 200, headers, body });

    await expect(points('a', 'b')).rejects.toMatchObject({
      failure: {
        kind,
        message: `GetMetricData on n: expected the points of b, got ${StatusCode}: not you`,
      },
    });
    endpoint.fault = () => ({
      kind: 'answer',
      status: 200,
      headers,
      body: { MetricDataResults: [told, { ...told, Id: 'q1', StatusCode: 'PartialData' }] },
    });
    expect(await points('a', 'b')).toEqual([
      [{ at: 60_000, value: 1 }],
      [{ at: 60_000, value: 1 }],
    ]);
  });
});

describe.each([
  ['DescribeAlarms', 'ours-', () => alarms('ours-')],
  ['GetMetricData', 'n', () => points('m')],
] as const)('%s', (operation, target, ask) => {
  const failed = refusal('InternalServiceFault', 'not now', 500);

  test.each<[string, Fault]>([
    ['throttled', refusal('ThrottlingException', 'Rate exceeded')],
    ['failed by CloudWatch', failed],
    ['cut off', { kind: 'lose-answer' }],
  ])('that is %s is sent again', async (_how, fault) => {
    endpoint.fault = () => (endpoint.asked.length === 1 ? fault : undefined);

    await expect(ask()).resolves.toBeDefined();

    expect(endpoint.asked).toEqual([operation, operation]);
  });

  test.each<[string, string, number, Fault]>([
    ['failed', 'target', 4, failed],
    ['cut off', 'timeout', 4, { kind: 'reset' }],
    ['denied', 'access', 1, refusal('AccessDenied', 'no')],
  ])('that is %s for good fails as %s after %i requests', async (_how, kind, requests, fault) => {
    endpoint.fault = () => fault;

    await expect(ask()).rejects.toMatchObject({
      failure: { kind, message: expect.stringContaining(`${operation} on ${target}: expected`) },
    });

    expect(endpoint.asked).toHaveLength(requests);
  });

  test('that is never answered is given up, and named', async () => {
    endpoint.fault = () => ({ kind: 'hang' });
    const failure = ask().catch((error: unknown) => error);
    await eventually(() => endpoint.asked.length === 1);

    clock.pass(20_000);

    expect(await failure).toMatchObject({
      failure: {
        kind: 'timeout',
        message: `${operation} on ${target}: expected an answer within 20 s, got none`,
      },
    });
  });
});

test('whoever is interrupted waits for no answer', async () => {
  endpoint.fault = () => ({ kind: 'hang' });
  const stop = new AbortController();
  const failure = cloudwatch.alarms('', asked(stop.signal)).catch((error: unknown) => error);
  await eventually(() => endpoint.asked.length === 1);

  stop.abort(new Error('SIGINT'));

  expect(await failure).toEqual(new Error('SIGINT'));
});
