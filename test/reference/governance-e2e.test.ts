import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { governanceE2E } from '../../src/reference/governance-e2e.ts';
import { startAccount } from './account.ts';

const noonMs = Date.parse('2026-01-31T12:00:00.000Z');
const dayMs = 24 * 60 * 60 * 1000;
const account = await startAccount();
afterAll(account.stop);

const clock = { ms: noonMs };
const handle = governanceE2E({ store: account.store, now: () => clock.ms });

const ask = async (event: unknown) => {
  const { statusCode, body } = await handle(event);
  return { statusCode, body: JSON.parse(body) };
};

const reservation = (changes: Record<string, unknown> = {}) => ({
  action: 'budget_reserve',
  plan_id: `plan-${randomUUID()}`,
  tenant_id: 'tenant',
  account_id: 'account',
  ...changes,
});
const inBody = (fields: object) => ({ body: JSON.stringify(fields) });

describe('the four fields are found', () => {
  test.each([
    ['at the top level', (fields: object) => fields],
    ['in the body, a JSON string', inBody],
    ['in both places at once', (fields: object) => ({ ...fields, ...inBody(fields) })],
    ['at the top level beside an empty body', (fields: object) => ({ ...fields, body: null })],
  ])('%s', async (_where, place) => {
    const asked = reservation();

    expect(await ask(place(asked))).toEqual({
      statusCode: 200,
      body: {
        result: 'ALLOW',
        details: { cost_class: 'EXPENSIVE', units_used: 1, soft_cap: 40, hard_cap: 50 },
      },
    });
    expect(await account.ledgerRows(asked.plan_id)).toHaveLength(1);
  });

  test('in the body first, as the deployed function only looks there', async () => {
    const asked = reservation();

    expect((await ask({ ...asked, ...inBody({}) })).statusCode).toBe(400);
  });
});

describe('a request is refused with 400 and leaves no entry', () => {
  const fine = reservation();
  test.each([
    ['nothing at all', {}],
    ['no object', 'budget_reserve'],
    ['no event', null],
    ['bad JSON', { ...fine, body: '{ "action": ' }],
    ['an empty body', { ...fine, body: '' }],
    ['a body that is no object', { body: '"budget_reserve"' }],
    ['a body that is not a string', { body: fine }],
    ['another action', { ...fine, action: 'budget_refund' }],
    ['no plan_id', { ...fine, plan_id: undefined }],
    ['no tenant_id', inBody({ ...fine, tenant_id: undefined })],
    ['a plan_id that is no string', { ...fine, plan_id: 7 }],
  ])('for %s', async (_what, event) => {
    expect(await ask(event)).toEqual({ statusCode: 400, body: { error: expect.any(String) } });
    expect(await account.ledgerRows(fine.plan_id)).toEqual([]);
  });
});

test('an account may be missing, and the reservation is still made', async () => {
  const asked = reservation({ account_id: undefined });

  expect((await ask(inBody(asked))).statusCode).toBe(200);
  expect((await ask(inBody(asked))).body.details.units_used).toBe(2);
  expect(await account.ledgerRows(asked.plan_id)).toMatchObject([
    { event_type: 'BUDGET_RESERVE', tenant_id: 'tenant', account_id: '' },
    { event_type: 'BUDGET_RESERVE', tenant_id: 'tenant', account_id: '' },
  ]);
});

test('a reservation is one entry in the ledger of the plan, tenant and account', async () => {
  const asked = reservation();

  await ask(asked);

  const timestamp = '2026-01-31T12:00:00.000Z';
  expect(await account.ledgerRows(asked.plan_id)).toMatchObject([
    {
      plan_id: asked.plan_id,
      tenant_id: 'tenant',
      account_id: 'account',
      event_type: 'BUDGET_RESERVE',
      timestamp,
      gsi1pk: 'TENANT#tenant',
      gsi1sk: `PLAN#${asked.plan_id}#${timestamp}`,
      data: { result: 'ALLOW', cost_class: 'EXPENSIVE', units_used: 1 },
    },
  ]);
});

describe('units are counted', () => {
  const reserveTimes = async (asked: object, times: number) => {
    const answers = [];
    for (let unit = 1; unit <= times; unit++) answers.push(await ask(asked));
    return answers;
  };

  test('up to 40 without a word, up to 50 with a warning, and no further', async () => {
    const asked = reservation();

    const answers = await reserveTimes(asked, 52);

    const results = answers.map(({ body }) => body.result);
    expect(results.slice(0, 40)).toEqual(Array(40).fill('ALLOW'));
    expect(results.slice(40, 50)).toEqual(Array(10).fill('WARN'));
    expect(results.slice(50)).toEqual(['BLOCK', 'BLOCK']);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(52).fill(200));
    expect(answers[40]?.body).toMatchObject({ reason: 'Above the soft cap of 40' });
    expect(answers[51]?.body).toMatchObject({
      reason: 'Above the hard cap of 50',
      details: { units_used: 50 },
    });

    const entries = await account.ledgerRows(asked.plan_id);
    const written = entries.map(({ event_type }) => event_type);
    expect(written).toEqual([
      ...Array(40).fill('BUDGET_RESERVE'),
      ...Array(10).fill('BUDGET_WARN'),
      'BUDGET_BLOCK',
      'BUDGET_BLOCK',
    ]);
  });

  test('per UTC day', async () => {
    const asked = reservation();
    await reserveTimes(asked, 2);

    clock.ms = noonMs + dayMs;
    const { body } = await ask(asked);
    clock.ms = noonMs;

    expect(body.details.units_used).toBe(1);
  });

  test.each(['plan_id', 'tenant_id', 'account_id'])('per %s', async (field) => {
    const asked = reservation();
    await reserveTimes(asked, 2);

    const { body } = await ask({ ...asked, [field]: `other-${randomUUID()}` });

    expect(body.details.units_used).toBe(1);
  });

  test('and other entries of the same ledger are not', async () => {
    const asked = reservation();
    await account.store.append({
      ...asked,
      entry_id: randomUUID(),
      event_type: 'PLAN_RESUMED',
      timestamp: new Date(noonMs).toISOString(),
      data: {},
    });

    expect((await ask(asked)).body.details.units_used).toBe(1);
  });
});

test('without a table it answers 500 and says what is missing', async () => {
  const { statusCode, body } = await governanceE2E({ store: undefined })(reservation());

  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toEqual({ error: 'Service not configured' });
});

test('a crash inside answers 500, keeps its reason for the log', async () => {
  const logged: string[] = [];
  const append = () => Promise.reject(new Error('the ledger is on fire'));
  const store = { ...account.store, append };

  const { statusCode, body } = await governanceE2E({ store })(reservation(), {
    log: (line) => void logged.push(line),
  });

  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toEqual({ error: 'Internal server error' });
  expect(logged).toEqual([expect.stringContaining('the ledger is on fire')]);
});
