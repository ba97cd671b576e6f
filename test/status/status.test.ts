import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CloudWatch, openCloudWatch } from '../../src/aws/cloudwatch.ts';
import type { RunStore } from '../../src/engine/run-store.ts';
import { statusOf } from '../../src/status/status.ts';
import { REGION, socketClock } from '../helpers/account.ts';
import { FAKE_START, fakeClock } from '../helpers/clock.ts';
import {
  type CloudWatchEndpoint,
  startCloudWatchEndpoint,
} from '../helpers/cloudwatch/endpoint.ts';
import { alarm, alarmsOf, deployed } from './stages.ts';

const cloudwatch = { alarms: async () => [], points: async () => [], close() {} };
const status = (recent: RunStore['recent'], interrupted = new AbortController().signal) =>
  statusOf('dev', { cloudwatch, store: { recent } }, FAKE_START, {
    clock: fakeClock({ upToMs: 0 }),
    allowedMs: 20_000,
    interrupted,
  });

test('a runs table that cannot be asked costs the last runs, and nothing else', async () => {
  const seen = await status(() => Promise.reject(new Error('no table')));

  expect(seen).toMatchObject({ stage: 'dev', runs: [], runsUnknown: 'no table' });
});

test('whoever is interrupted does not wait for the runs table', async () => {
  const stop = new AbortController();
  const seen = status(() => new Promise(() => {}), stop.signal);

  stop.abort(new Error('SIGINT'));

  await expect(seen).rejects.toThrow('SIGINT');
});

describe('of a stage that is deployed', () => {
  let endpoint: CloudWatchEndpoint;
  let open: CloudWatch;
  beforeEach(async () => {
    endpoint = await startCloudWatchEndpoint();
    for (const [name, value] of Object.entries(endpoint.env)) vi.stubEnv(name, value);
    open = openCloudWatch(REGION);
    deployed(endpoint, FAKE_START);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    open.close();
    await endpoint.close();
  });
  const seen = (now = FAKE_START) =>
    statusOf('dev', { cloudwatch: open, store: undefined }, now, {
      clock: socketClock(),
      allowedMs: 20_000,
      interrupted: new AbortController().signal,
    });

  test.each([
    ['ALARM', true],
    ['OK', false],
    ['INSUFFICIENT_DATA', false],
  ] as const)('an alarm on maintenance that is in %s: %j', async (state, maintenance) => {
    alarm(endpoint, 'governance-canary-dev-maintenance').state = state;

    expect(await seen()).toMatchObject({ maintenance });
  });

  test('the last heartbeat is known to the minute', async () => {
    const at = FAKE_START - 10 * 60_000;
    endpoint.points = ({ metric, period }) =>
      metric === 'RunCompleted'
        ? [at - 60 * 60_000, at].map((one) => ({ at: one - (one % (period * 1000)), value: 1 }))
        : [];

    expect(await seen()).toMatchObject({ heartbeat: { at }, health: { verdict: 'well' } });
  });

  test('what was measured stands in the half hour in which it was, and under its own name', async () => {
    const slot = 30 * 60_000;
    const now = FAKE_START + slot / 3;
    const end = FAKE_START + slot;
    endpoint.points = ({ metric, dimensions, statistic }) => {
      if (metric === 'Flaky')
        return [1, 0].map((value, i) => ({ at: end - (3 + i) * slot, value }));
      const mine = dimensions.Scenario === 'plan-ledger';
      if (metric === 'Failed' && mine) return [{ at: end - 18 * slot, value: 1 }];
      if (metric === 'Duration' && mine && statistic === 'Average')
        return [2, 1].map((ago) => ({ at: end - ago * slot, value: 250 }));
      return [];
    };

    const { measured } = await seen(now);

    expect(measured?.counts).toEqual({ broken: 0, flaky: 1, leaked: 0 });
    const one = measured?.scenarios.find(({ name }) => name === 'plan-ledger');
    expect(one?.failed.flatMap((failed, i) => (failed ? [i] : []))).toEqual([30]);
    expect(one?.durations.flatMap((ms, i) => (ms === undefined ? [] : [[i, ms]]))).toEqual([
      [46, 250],
      [47, 250],
    ]);
  });

  test('without a schedule, no alarm on it is missed', async () => {
    endpoint.alarms.splice(0, Infinity, ...alarmsOf('dev', FAKE_START, false));

    expect(await seen()).toMatchObject({
      heartbeat: { expected: false },
      health: { verdict: 'well', because: [] },
    });
  });
});
