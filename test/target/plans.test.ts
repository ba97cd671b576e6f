import { DeleteCommand, GetCommand, NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { denied, internalError, throttled } from '../../src/local/faults.ts';
import type { Call, Fault, Intercept } from '../../src/local/intercept.ts';
import { type Plan, pausedPlan } from '../../src/target/plans.ts';
import { type BreakableAccount, startBreakableAccount } from '../helpers/account.ts';
import { aPlan, expectAskedAllTheTime, inStep } from '../helpers/target.ts';
import { aRun } from '../helpers/toys.ts';

let breakable: BreakableAccount;
beforeAll(async () => {
  breakable = await startBreakableAccount();
});
beforeEach(() => breakable.mend());
afterAll(() => breakable.close());

const put = (plan: Plan) => inStep(breakable.account, ({ plans }) => plans.put(plan));
const remove = (plan: Plan) => inStep(breakable.account, ({ plans }) => plans.delete(plan));

async function row({ pk, sk }: Plan): Promise<Record<string, unknown> | undefined> {
  const got = await breakable.account.dynamodb.send(
    new GetCommand({ TableName: 'plans', Key: { pk, sk }, ConsistentRead: true }),
  );
  return got.Item;
}
async function rowBecomes(plan: Plan, change: object): Promise<void> {
  const Item = { ...plan, ...change };
  await breakable.account.dynamodb.send(new PutCommand({ TableName: 'plans', Item }));
  breakable.calls.length = 0;
}
/** Breaks the writes, never the look at what they did. */
const atWrites = (faults: Iterable<Fault | ((call: Call) => Fault) | undefined>): Intercept => {
  const inTurn = [...faults];
  return (call) => {
    if (call.operation === 'GetItem') return undefined;
    const fault = inTurn.shift();
    return typeof fault === 'function' ? fault(call) : fault;
  };
};
const forGood = (fault: Fault | ((call: Call) => Fault)) => atWrites(new Array(99).fill(fault));

test('a seeded plan is what the target expects of a PAUSED one', () => {
  const plan = pausedPlan(
    aRun({
      startedAt: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
      nonce: '1769860800123-a1b2c3',
      settings: { CANARY_TENANT_ID: 'e2e-p7-ledger-tenant' },
    }),
  );

  expect(plan).toEqual({
    pk: 'TENANT#e2e-p7-ledger-tenant#ACCOUNT#e2e-p7-ledger-account-1769860800123-a1b2c3',
    sk: 'PLAN#e2e-p7-ledger-1769860800123-a1b2c3',
    gsi1pk: 'TENANT#e2e-p7-ledger-tenant#STATUS#PAUSED',
    gsi1sk: '2026-01-31T12:00:00.123Z',
    gsi2pk: 'TENANT#e2e-p7-ledger-tenant',
    gsi2sk: 'ACCOUNT#e2e-p7-ledger-account-1769860800123-a1b2c3#2026-01-31T12:00:00.123Z',
    plan_id: 'e2e-p7-ledger-1769860800123-a1b2c3',
    plan_type: 'RENEWAL_DEFENSE',
    tenant_id: 'e2e-p7-ledger-tenant',
    account_id: 'e2e-p7-ledger-account-1769860800123-a1b2c3',
    objective: expect.stringMatching(/\S/),
    plan_status: 'PAUSED',
    steps: [{ step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 }],
    expires_at: '2026-03-02T12:00:00.123Z',
    created_at: '2026-01-31T12:00:00.123Z',
    updated_at: '2026-01-31T12:00:00.123Z',
  });
});

test('two attempts never share a plan or an account', () => {
  const [one, two] = [aPlan(), aPlan()];

  expect(one.plan_id).not.toBe(two.plan_id);
  expect(one.account_id).not.toBe(two.account_id);
  expect(one.pk).not.toBe(two.pk);
});

test('a plan without a tenant is refused', () => {
  expect(() => pausedPlan(aRun())).toThrow('CANARY_TENANT_ID');
});

describe('put', () => {
  test('writes the plan, whole and in one call', async () => {
    const plan = aPlan();

    const result = await put(plan);

    expect(result).toMatchObject({ status: 'passed', calls: 1, notes: { table: 'plans' } });
    expect(await row(plan)).toEqual(plan);
  });

  test('can be done twice: the second finds what the first one left', async () => {
    const plan = aPlan();
    await put(plan);

    expect(await put(plan)).toMatchObject({ status: 'passed' });
    expect(await row(plan)).toEqual(plan);
  });

  test('whose answer was lost is done again, and passes', async () => {
    const plan = aPlan();
    breakable.breakWith(atWrites([{ kind: 'lose-answer' }]));

    const result = await put(plan);

    expect(result).toMatchObject({ status: 'passed', calls: 2 });
    expect(await row(plan)).toEqual(plan);
  });

  test.each([
    ['another plan', { plan_id: 'a-customer' }],
    ['the same id at another time', { created_at: '2020-01-01T00:00:00.000Z' }],
    ['what was resumed meanwhile', { plan_status: 'ACTIVE' }],
  ])('never overwrites %s under its key', async (_whose, change) => {
    const plan = aPlan();
    await rowBecomes(plan, change);

    const result = await put(plan);

    expect(result).toMatchObject({
      status: 'failed',
      calls: 1,
      failure: {
        kind: 'check',
        message: expect.stringMatching(/^PutItem on plans: .*found another's$/),
      },
    });
    expect(await row(plan)).toEqual({ ...plan, ...change });
  });
});

describe('delete', () => {
  test('removes the plan, in one call', async () => {
    const plan = aPlan();
    await put(plan);

    expect(await remove(plan)).toMatchObject({ status: 'passed', calls: 1 });
    expect(await row(plan)).toBeUndefined();
  });

  test('hands back the row as it was', async () => {
    const plan = aPlan();
    await rowBecomes(plan, { plan_status: 'ACTIVE', more: { than: [1, 'a plan'] } });

    expect((await remove(plan)).answer).toEqual({
      row: { ...plan, plan_status: 'ACTIVE', more: { than: [1, 'a plan'] } },
      sentOnce: true,
    });
    expect((await remove(plan)).answer).toEqual({ row: undefined, sentOnce: true });
  });

  test('hands back also what no number here can hold', async () => {
    const plan = aPlan();
    const numbers = ['12345678901234567890123', '1234567890123456789.5'];
    await rowBecomes(plan, { numbers: numbers.map((value) => NumberValue.from(value)) });

    expect((await remove(plan)).answer).toMatchObject({
      row: { numbers: numbers.map(Number) },
      sentOnce: true,
    });
  });

  test('removes it whatever the target has made of it since', async () => {
    const plan = aPlan();
    await rowBecomes(plan, { plan_status: 'ACTIVE', created_at: 'rewritten', more: 1 });

    expect(await remove(plan)).toMatchObject({ status: 'passed' });
    expect(await row(plan)).toBeUndefined();
  });

  test('of what is not there is clean', async () => {
    expect(await remove(aPlan())).toMatchObject({ status: 'passed', calls: 1 });
  });

  test('whose answer was lost is done again, and passes', async () => {
    const plan = aPlan();
    await put(plan);
    breakable.breakWith(atWrites([{ kind: 'lose-answer' }]));

    expect(await remove(plan)).toMatchObject({
      status: 'passed',
      calls: 2,
      answer: { row: undefined, sentOnce: false },
    });
    expect(await row(plan)).toBeUndefined();
  });

  test('removes what an update after the cleanup has made of its row', async () => {
    const { pk, sk } = aPlan();
    await breakable.account.dynamodb.send(
      new PutCommand({ TableName: 'plans', Item: { pk, sk, plan_status: 'ACTIVE' } }),
    );

    expect(await remove(aPlan())).toMatchObject({ status: 'passed' });
    expect(await row(aPlan())).toBeUndefined();
  });

  test.each([
    ['another plan', { plan_id: 'a-customer' }],
    ['another tenant’s', { tenant_id: 'a-customer' }],
  ])('never removes %s under its key', async (_whose, change) => {
    const plan = aPlan();
    await rowBecomes(plan, change);

    const result = await remove(plan);

    expect(result).toMatchObject({
      status: 'failed',
      calls: 1,
      failure: {
        kind: 'check',
        message: expect.stringMatching(/^DeleteItem on plans: .*found another's$/),
      },
    });
    expect(await row(plan)).toEqual({ ...plan, ...change });
    await breakable.account.dynamodb.send(
      new DeleteCommand({ TableName: 'plans', Key: { pk: plan.pk, sk: plan.sk } }),
    );
  });
});

describe.each([
  ['put', put],
  ['delete', remove],
])('%s', (_name, write) => {
  test.each([
    ['throttled three times', [throttled, throttled, throttled]],
    ['failed by DynamoDB', [internalError]],
    ['cut off before it was done', [{ kind: 'reset' }, { kind: 'reset' }]],
  ] as const)(
    'that is %s is sent until it is done, and every call counts',
    async (_how, faults) => {
      breakable.breakWith(atWrites(faults));

      const result = await write(aPlan());

      expect(result).toMatchObject({ status: 'passed', calls: faults.length + 1 });
      expect(breakable.calls).toHaveLength(faults.length + 1);
    },
  );

  test('that is throttled is sent as long as there is time', async () => {
    breakable.breakWith(forGood(throttled));

    expectAskedAllTheTime(await write(aPlan()));
  });

  test('that is denied fails as access after one call', async () => {
    breakable.breakWith(forGood(denied));

    expect(await write(aPlan())).toMatchObject({
      status: 'failed',
      calls: 1,
      failure: { kind: 'access' },
    });
    expect(breakable.calls).toHaveLength(1);
  });
});

const forLong = [
  ['failed by DynamoDB', 'target', internalError],
  ['cut off', 'timeout', { kind: 'reset' }],
] as const satisfies readonly [string, string, Fault | ((call: Call) => Fault)][];

test.each(forLong)('a put that is %s for good is given up after four calls', async (...one) => {
  const [, kind, fault] = one;
  breakable.breakWith(forGood(fault));

  expect(await put(aPlan())).toMatchObject({ status: 'failed', calls: 4, failure: { kind } });
  expect(breakable.calls).toHaveLength(4);
});

test.each(forLong)('a delete that is %s is done as long as there is time', async (...one) => {
  const [, kind, fault] = one;
  breakable.breakWith(forGood(fault));

  expectAskedAllTheTime(await remove(aPlan()), kind);
});
