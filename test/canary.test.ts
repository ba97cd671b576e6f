import { expect, test, vi } from 'vitest';
import { runCanary, runOnce } from '../src/canary.ts';
import { scenarioName } from '../src/engine/run.ts';
import { type LocalAccountOptions, startLocalAccount } from '../src/local/account.ts';
import { LOCAL_SETTINGS } from '../src/local/settings.ts';
import { scenarios } from '../src/scenarios/index.ts';
import { socketClock } from './helpers/account.ts';
import { eventually } from './helpers/clock.ts';
import { aRequest, statuses } from './helpers/toys.ts';
import { rowsOf } from './scenarios/rows.ts';

const options = {
  bodyMs: 60_000,
  concurrency: 4,
  version: '1.2.3',
  observerFailed: (error: unknown) => {
    throw error;
  },
};

async function inAccount<T>(
  given: LocalAccountOptions,
  work: (account: Awaited<ReturnType<typeof startLocalAccount>>) => Promise<T>,
): Promise<T> {
  const account = await startLocalAccount(given);
  try {
    return await work(account);
  } finally {
    await account.close();
  }
}

test('a run in an account reports what ran, for whom and by which canary', async () => {
  const report = await inAccount({}, (account) =>
    runCanary(aRequest(), { ...options, account, env: account.env }),
  );

  expect(report).toMatchObject({ id: 'run-1', version: '1.2.3', verdict: 'passed' });
  expect(report.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
});

test('what is done after a run is not done after its duplicate', async () => {
  const afterwards = vi.fn(async () => {});
  const request = aRequest({ select: [scenarioName('outcomes-capture')] });

  const outcomes = await inAccount({}, async (account) => {
    const given = { ...options, account, env: account.env, fromEvent: true, afterwards };
    return [await runOnce(request, given), await runOnce(request, given)];
  });

  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ran', 'duplicate']);
  expect(afterwards).toHaveBeenCalledTimes(1);
});

test('without settings everything is broken, nothing skipped over, and nothing is asked', async () => {
  const intercept = vi.fn();

  const report = await inAccount({ intercept }, (account) =>
    runCanary(aRequest({ retries: 3 }), { ...options, account, env: {} }),
  );

  expect(report.verdict).toBe('broken');
  for (const scenario of report.scenarios) {
    expect(scenario).toMatchObject({ verdict: 'broken', leaked: false, attempts: [] });
    expect(scenario.failure).toMatchObject({
      kind: 'settings',
      missing: expect.arrayContaining(['AWS_REGION']),
    });
  }
  expect(intercept).not.toHaveBeenCalled();
});

test('an interrupt that cuts off the first seed, which was written, leaves no row behind', async () => {
  const clock = socketClock();
  const stop = new AbortController();
  // The row is written, its answer awaited in vain.
  const intercept: LocalAccountOptions['intercept'] = ({ operation, target }) =>
    operation === 'PutItem' && target === LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME
      ? { kind: 'delay', ms: 60_000 }
      : undefined;

  await inAccount({ intercept }, async (account) => {
    const running = runCanary(aRequest({ select: scenarios.slice(0, 1).map(({ name }) => name) }), {
      ...options,
      account,
      env: account.env,
      clock,
      interrupted: stop.signal,
    });
    await eventually(async () => (await rowsOf(account)).length === 1);
    stop.abort(new Error('SIGINT'));
    clock.pass(2_000);

    const [report] = (await running).scenarios;
    expect(statuses(report?.steps ?? [])).toMatchObject({
      'seed-plan': 'skipped',
      'delete-plan': 'passed',
    });
    expect(report).toMatchObject({ verdict: 'broken', leaked: false });
    expect(await rowsOf(account)).toEqual([]);
  });
});
