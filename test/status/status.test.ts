import { expect, test } from 'vitest';
import type { RunStore } from '../../src/engine/run-store.ts';
import { statusOf } from '../../src/status/status.ts';
import { FAKE_START, fakeClock } from '../helpers/clock.ts';

const cloudwatch = { alarms: async () => [], points: async () => [], close() {} };
const status = (recent: RunStore['recent'], interrupted = new AbortController().signal) =>
  statusOf('dev', { cloudwatch, store: { recent } }, FAKE_START, {
    ...{ clock: fakeClock({ upToMs: 0 }), allowedMs: 20_000, interrupted },
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
