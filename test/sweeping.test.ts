import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runId } from '../src/engine/run.ts';
import { systemClock } from '../src/engine/time.ts';
import { type LocalAccount, startLocalAccount } from '../src/local/account.ts';
import { denied } from '../src/local/faults.ts';
import type { Call, Fault } from '../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../src/local/settings.ts';
import { type SweepOptions, sweepIn } from '../src/sweeping.ts';
import { inAccount } from '../src/wiring.ts';
import { runOn } from './scenarios/bench.ts';
import { rowsOf } from './scenarios/rows.ts';
import { LEDGER, PLANS } from './scenarios/sabotage/sabotage.ts';

const HOUR = 60 * 60_000;
/** So much later: what is to be swept is over by then. */
const later = (ms: number) => ({ ...systemClock, now: () => Date.now() + ms });

let account: LocalAccount;
let fault: (call: Call) => Fault | undefined = () => undefined;
beforeAll(async () => {
  account = await startLocalAccount({ intercept: (call) => fault(call) });
});
afterAll(() => account.close());

/** Refused at once: what may pass would be waited for. */
const noDelete = (call: Call) =>
  call.operation === 'DeleteItem' && call.target === PLANS ? denied(call) : undefined;

async function swept(ms: number, env = {}, rest: Partial<SweepOptions> = {}) {
  const where = { account, env: { ...account.env, ...env }, clock: later(ms) };
  return await inAccount(where, (opened) =>
    sweepIn(opened, { limitMs: 20_000, most: 10, ...rest }),
  );
}

describe('a run that could not clean up', () => {
  test('leaves nothing after a sweep, and is swept once', async () => {
    fault = noDelete;
    const report = await runOn(account);
    fault = () => undefined;
    expect(report.scenarios.filter(({ leaked }) => leaked)).toHaveLength(3);
    expect(await rowsOf(account)).toHaveLength(3);

    expect(await swept(0), 'too early').toMatchObject({ runs: [] });
    expect(await swept(HOUR)).toMatchObject({ found: 3, removed: 3, ledgerEntries: 0 });
    expect(await rowsOf(account)).toEqual([]);
    expect(await swept(HOUR)).toMatchObject({ found: 0, removed: 0, runs: [] });
  });

  test('is tried again for as long as it cannot be cleaned up', async () => {
    fault = noDelete;
    await runOn(account, { select: ['budget-reserve'] });
    expect(await swept(HOUR)).toMatchObject({ found: 1, removed: 0 });
    expect(await swept(HOUR)).toMatchObject({ found: 1, removed: 0 });
    fault = () => undefined;
    expect(await swept(HOUR)).toMatchObject({ found: 1, removed: 1 });
    expect(await rowsOf(account)).toEqual([]);
  });
});

test.each(['no-such-table', LEDGER])(
  'what was put into a table is taken from there, also when the settings say %s by now',
  async (table) => {
    fault = noDelete;
    await runOn(account, { select: ['budget-reserve'] });
    fault = () => undefined;
    expect(await rowsOf(account)).toHaveLength(1);
    const env = { REVENUE_PLANS_TABLE_NAME: table };
    expect(await swept(HOUR, env)).toMatchObject({ found: 1, removed: 1 });
    expect(await rowsOf(account)).toEqual([]);
  },
);

test('what is found is what was there, and not what a run might have left', async () => {
  fault = ({ operation }) => (operation === 'Invoke' ? { kind: 'reset' } : undefined);
  const report = await runOn(account, { select: ['validator-run', 'budget-reserve'] });
  fault = () => undefined;
  expect(report).toMatchObject({ verdict: 'failed' });
  expect(await rowsOf(account)).toEqual([]);

  expect(await swept(HOUR)).toMatchObject({ runs: [{}], found: 0, removed: 0 });
});

test('a run that passes has nothing to sweep, nor have its neighbours', async () => {
  await Promise.all([runOn(account), runOn(account)]);
  expect(await swept(HOUR)).toMatchObject({ runs: [], found: 0, removed: 0, more: false });
});

test('what somebody keeps is theirs for as long as it is to be, unless it is swept by hand', async () => {
  const debt = { what: 'kept', dueAt: Date.now() + 2 * HOUR } as const;
  await inAccount({ account, env: account.env }, async ({ store }) =>
    store?.begin(
      { id: runId('kept'), trigger: { kind: 'manual', by: 'test' }, requestedAt: 1 },
      { attempts: [], debt, fromEvent: false, claim: '1' },
    ),
  );

  expect(await swept(HOUR)).toMatchObject({ runs: [] });
  expect(await swept(HOUR, {}, { byHand: true })).toMatchObject({ runs: [{ id: 'kept' }] });
});

test('nothing is looked at any more once somebody has stopped it', async () => {
  const interrupted = AbortSignal.abort(new Error('SIGINT'));
  expect(await swept(HOUR, {}, { interrupted })).toMatchObject({ runs: [], more: true });
});

test('without a runs table there is nothing to know', async () => {
  expect(await swept(HOUR, { RUNS_TABLE_NAME: '' })).toBeUndefined();
});

describe('the ledger', () => {
  const entries = async () => (await rowsOf(account, LEDGER)).length;
  const env = { CANARY_SWEEP_LEDGER: 'true' };

  test('keeps its entries, unless they are to be swept: then for a day', async () => {
    const before = await entries();
    await runOn(account, { env });
    expect(await entries()).toBe(before + 13);

    expect(await swept(23 * HOUR, env)).toMatchObject({ runs: [] });
    expect(await swept(25 * HOUR)).toMatchObject({ runs: [] });
    expect(await swept(25 * HOUR, env)).toMatchObject({ ledgerEntries: 13, found: 0, removed: 0 });
    expect(await entries()).toBe(before);
  });

  test('loses no entry that is not the canary’s own', async () => {
    const own = await runOn(account, { select: ['plan-ledger'], env });
    const tenant = { tenant_id: 'tenant-1', pk: 'x' };
    const others = ['customer-plan', '', undefined].map((plan_id) => ({ ...tenant, plan_id }));
    await inAccount({ account, env: account.env }, async ({ store, account: { dynamodb } }) => {
      const Item = { ...tenant, pk: 'PLAN#customer-plan', sk: 'EVENT#1', plan_id: 'customer-plan' };
      await dynamodb.send(new PutCommand({ TableName: LEDGER, Item }));
      for (const [n, plan] of others.entries())
        await store?.begin(
          { id: `stranger-${n}` as never, trigger: own.trigger, requestedAt: 1 },
          {
            attempts: [{ scenario: 'plan-ledger' as never, given: { plan } }],
            debt: { what: 'ledger', dueAt: 1 },
            fromEvent: false,
            claim: `${n}`,
          },
        );
    });
    const before = await entries();

    expect(await swept(HOUR, env)).toMatchObject({
      runs: others.map(() => ({})),
      ledgerEntries: 0,
    });
    expect(await entries()).toBe(before);
  });
});

test('one call before the first seed, and one at the end, is what a run asks of its table', async () => {
  const calls: string[] = [];
  fault = ({ operation, target }) => {
    calls.push(target === LOCAL_SETTINGS.RUNS_TABLE_NAME ? operation : 'target');
    return undefined;
  };
  await runOn(account);
  fault = () => undefined;
  expect(calls[0]).toBe('PutItem');
  expect(calls.at(-1)).toBe('UpdateItem');
  expect(calls.filter((call) => call !== 'target')).toHaveLength(2);
});
