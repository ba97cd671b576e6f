import { expect, test, vi } from 'vitest';
import { inAccount, type Opened } from '../src/wiring.ts';

const AWS_REGION = 'us-east-1';
const RUNS_TABLE_NAME = 'runs';

test.each([
  ['there is a table for them', { AWS_REGION, RUNS_TABLE_NAME }, true],
  ['none is named', { AWS_REGION }, false],
  ['no region is, in which it would be', { RUNS_TABLE_NAME }, false],
])('whether runs are remembered where %s', async (_where, env, remembered) => {
  const store = await inAccount({ env }, async (opened) => opened.store);

  expect(store !== undefined).toBe(remembered);
});

test.each([
  ['done', async () => {}],
  ['given up', () => Promise.reject(new Error('no more'))],
])('an account is closed when the work in it is %s', async (_how, end) => {
  const closed: unknown[] = [];
  const work = async ({ account }: Opened) => {
    closed.push(vi.spyOn(account, 'close'));
    await end();
  };

  await inAccount({ env: {} }, work).catch(() => {});

  expect(closed).toHaveLength(1);
  expect(closed[0]).toHaveBeenCalledTimes(1);
});
