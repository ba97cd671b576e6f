import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, describe, expect, test } from 'vitest';
import { planLifecycle } from '../../src/reference/plan-lifecycle.ts';
import { startAccount } from './account.ts';
import { contextOf, planRow, request, siblingOf } from './plans.ts';

const account = await startAccount();
afterAll(account.stop);

const handle = planLifecycle({ store: account.store });
const send = async (event: APIGatewayProxyEvent) => {
  const { statusCode, body } = await handle(event);
  return { statusCode, body: JSON.parse(body) };
};
const ask = (...args: Parameters<typeof request>) => send(request(...args));

const SHOW = 'GET /plans/{planId}';
const LEDGER = 'GET /plans/{planId}/ledger';
const RESUME = 'POST /plans/{planId}/resume';
const onePlanRoutes = [
  SHOW,
  LEDGER,
  RESUME,
  'POST /plans/{planId}/approve',
  'POST /plans/{planId}/pause',
  'POST /plans/{planId}/abort',
];

describe('a caller', () => {
  const plan = planRow();
  const event = request(SHOW, plan);

  test.each<[string, Partial<APIGatewayProxyEvent>]>([
    ['no tenant claim', { requestContext: contextOf({}) }],
    ['an empty tenant claim', { requestContext: contextOf({ 'custom:tenant_id': '' }) }],
    ['a tenant claim that is no string', { requestContext: contextOf({ 'custom:tenant_id': 1 }) }],
    ['no authorizer', { requestContext: contextOf() }],
    ['no account', { queryStringParameters: {} }],
    ['no query at all', { queryStringParameters: null }],
  ])('with %s is answered 401', async (_what, change) => {
    await account.put(plan);

    expect(await send({ ...event, ...change })).toEqual({
      statusCode: 401,
      body: { error: 'Unauthorized' },
    });
  });

  test.each(onePlanRoutes)('of another tenant or account finds nothing: %s', async (route) => {
    const mine = await account.put(planRow());
    const notFound = { statusCode: 404, body: { error: 'Plan not found' } };

    expect(await ask(route, { ...mine, tenant_id: 'stranger' })).toEqual(notFound);
    expect(await ask(route, { ...mine, account_id: 'another' })).toEqual(notFound);
    expect(await ask(route, { ...mine, plan_id: 'no-such-plan' })).toEqual(notFound);
    expect(await account.rowOf(mine)).toEqual(mine);
    expect(await account.ledgerRows(mine.plan_id)).toEqual([]);
  });
});

describe('a request is routed', () => {
  test('by resource and method alone', async () => {
    const plan = await account.put(planRow());

    const { statusCode } = await send({ ...request(SHOW, plan), path: '/' });

    expect(statusCode).toBe(200);
  });

  test.each(onePlanRoutes)('by path and method alone: %s', async (route) => {
    const plan = await account.put(planRow());
    const { resource: _, pathParameters: __, ...event } = request(route, plan);

    const byPath = await send(event as APIGatewayProxyEvent);
    const byProxy = await send({ ...request(route, plan), resource: '/{proxy+}' });

    expect(byPath.statusCode).not.toBe(404);
    expect(byProxy.statusCode).not.toBe(404);
  });

  test.each([
    ['DELETE', '/plans/p1'],
    ['GET', '/plans/p1/resume'],
    ['POST', '/plans/p1/explode'],
    ['POST', '/plans/p1/resume/again'],
    ['GET', '/plans/'],
    ['GET', '/'],
  ])('to 404 with its path when nobody knows %s %s', async (httpMethod, path) => {
    const event = { ...request(SHOW, planRow()), httpMethod, path, resource: '/{proxy+}' };

    expect(await send(event)).toEqual({ statusCode: 404, body: { error: 'Not found', path } });
  });
});

describe('GET /plans/{planId}', () => {
  test('shows the plan as JSON, without the keys of its row', async () => {
    const row = await account.put(planRow());
    const { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk, ...plan } = row;

    const { statusCode, headers, body } = await handle(request(SHOW, row));

    expect(statusCode).toBe(200);
    expect(headers).toEqual({ 'Content-Type': 'application/json' });
    expect(JSON.parse(body)).toEqual({ plan });
  });
});

describe('GET /plans', () => {
  const idsIn = ({ body }: { body: { plans: { plan_id: string }[] } }) =>
    body.plans.map(({ plan_id }) => plan_id);

  test('lists the ACTIVE and PAUSED plans of one account, and of no other', async () => {
    const paused = await account.put(planRow({ plan_id: 'a' }));
    await account.put(siblingOf(paused, { plan_id: 'b', plan_status: 'ACTIVE' }));
    await account.put(siblingOf(paused, { plan_id: 'c', plan_status: 'ABORTED' }));
    await account.put(planRow({ tenant_id: paused.tenant_id }));

    const answer = await ask('GET /plans', paused);

    expect(answer.statusCode).toBe(200);
    expect(idsIn(answer)).toEqual(['a', 'b']);
  });

  test('lists the statuses it is asked for, and no more plans than the limit', async () => {
    const draft = await account.put(planRow({ plan_id: 'a', plan_status: 'DRAFT' }));
    await account.put(siblingOf(draft, { plan_id: 'b', plan_status: 'ABORTED' }));
    await account.put(siblingOf(draft, { plan_id: 'c', plan_status: 'ACTIVE' }));

    const both = await ask('GET /plans', draft, { status: 'DRAFT, ABORTED' });
    const one = await ask('GET /plans', draft, { status: 'DRAFT,ABORTED', limit: '1' });

    expect(idsIn(both)).toEqual(['a', 'b']);
    expect(idsIn(one)).toEqual(['a']);
  });
});

describe('GET /plans/{planId}/ledger', () => {
  const fill = async (plan: ReturnType<typeof planRow>, count: number) => {
    const { plan_id, tenant_id, account_id } = plan;
    const whose = { plan_id, tenant_id, account_id, event_type: 'STEP_DONE', data: {} };
    for (let second = 0; second < count; second++) {
      const timestamp = new Date(Date.UTC(2026, 0, 31, 8, 0, second)).toISOString();
      await account.store.append({ ...whose, entry_id: `e${second}`, timestamp });
    }
  };
  const idsIn = ({ body }: { body: { entries: { entry_id: string }[] } }) =>
    body.entries.map(({ entry_id }) => entry_id);

  test('is empty for a plan to which nothing has happened', async () => {
    const plan = await account.put(planRow());

    expect(await ask(LEDGER, plan)).toEqual({ statusCode: 200, body: { entries: [] } });
  });

  test('shows entries newest first, without the keys of their rows', async () => {
    const plan = await account.put(planRow());
    await fill(plan, 3);

    const answer = await ask(LEDGER, plan);

    expect(idsIn(answer)).toEqual(['e2', 'e1', 'e0']);
    expect(answer.body.entries[0]).toEqual({
      entry_id: 'e2',
      plan_id: plan.plan_id,
      tenant_id: plan.tenant_id,
      account_id: plan.account_id,
      event_type: 'STEP_DONE',
      timestamp: '2026-01-31T08:00:02.000Z',
      data: {},
    });
  });

  test('shows 50, or as many as the limit says', async () => {
    const plan = await account.put(planRow());
    await fill(plan, 52);

    expect(idsIn(await ask(LEDGER, plan))).toHaveLength(50);
    expect(idsIn(await ask(LEDGER, plan, { limit: '2' }))).toEqual(['e51', 'e50']);
    expect(idsIn(await ask(LEDGER, plan, { limit: '60' }))).toHaveLength(52);
    for (const limit of ['0', '-1', '1.5', 'all', '']) {
      expect(idsIn(await ask(LEDGER, plan, { limit }))).toHaveLength(50);
    }
  });

  test('shows nothing of a plan of the same id that another tenant has', async () => {
    const mine = await account.put(planRow());
    const theirs = await account.put(planRow({ plan_id: mine.plan_id }));
    await fill(theirs, 1);

    expect(idsIn(await ask(LEDGER, mine))).toEqual([]);
    expect(idsIn(await ask(LEDGER, theirs))).toEqual(['e0']);
  });

  test('answers 404 once the plan is gone, though its entries stay', async () => {
    const plan = await account.put(planRow());
    await ask(RESUME, plan);
    await account.remove(plan);

    expect((await ask(LEDGER, plan)).statusCode).toBe(404);
    expect(await account.ledgerRows(plan.plan_id)).toHaveLength(6);
  });
});

describe('approve, pause and abort', () => {
  const statuses = [
    'DRAFT',
    'APPROVED',
    'ACTIVE',
    'PAUSED',
    'COMPLETED',
    'ABORTED',
    'EXPIRED',
  ] as const;
  const moves = [
    { verb: 'approve', from: ['DRAFT'], to: 'APPROVED', event: 'PLAN_APPROVED' },
    { verb: 'pause', from: ['ACTIVE'], to: 'PAUSED', event: 'PLAN_PAUSED' },
    {
      verb: 'abort',
      from: ['DRAFT', 'APPROVED', 'ACTIVE', 'PAUSED'],
      to: 'ABORTED',
      event: 'PLAN_ABORTED',
    },
  ];
  const cases = moves.flatMap((move) => statuses.map((status) => ({ ...move, status })));

  test.each(cases.filter(({ from, status }) => from.includes(status)))(
    '$verb makes $status $to, in the indexes too, and appends $event',
    async ({ verb, status, to, event }) => {
      const plan = await account.put(planRow({ plan_status: status }));

      expect(await ask(`POST /plans/{planId}/${verb}`, plan)).toEqual({
        statusCode: 200,
        body: { success: true, plan_id: plan.plan_id },
      });

      const after = await account.rowOf(plan);
      expect(after).toMatchObject({
        plan_status: to,
        gsi1pk: `TENANT#${plan.tenant_id}#STATUS#${to}`,
        gsi1sk: after?.updated_at,
        gsi2sk: `ACCOUNT#${plan.account_id}#${after?.updated_at}`,
      });
      expect(after?.updated_at).not.toBe(plan.updated_at);
      expect(await account.ledgerRows(plan.plan_id)).toMatchObject([{ event_type: event }]);
    },
  );

  test.each(cases.filter(({ from, status }) => !from.includes(status)))(
    '$verb of a plan that is $status answers 400 and changes nothing',
    async ({ verb, status }) => {
      const plan = await account.put(planRow({ plan_status: status }));

      expect(await ask(`POST /plans/{planId}/${verb}`, plan)).toEqual({
        statusCode: 400,
        body: { error: expect.any(String), status },
      });
      expect(await account.rowOf(plan)).toEqual(plan);
      expect(await account.ledgerRows(plan.plan_id)).toEqual([]);
    },
  );
});

test('without tables every route answers 503', async () => {
  const unconfigured = planLifecycle({ store: undefined });
  for (const route of ['GET /plans', ...onePlanRoutes]) {
    const { statusCode, body } = await unconfigured(request(route, planRow()));

    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toEqual({ error: 'Service not configured' });
  }
});

test('a crash inside answers 500, and only the log is told why', async () => {
  const logged: string[] = [];
  const broken = planLifecycle({
    store: {
      ...account.store,
      plan: async () => {
        await sleep(1); // a rejection that comes later must be caught all the same
        throw new Error('the table is on fire');
      },
    },
  });

  const { statusCode, body } = await broken(request(SHOW, planRow()), {
    log: (line) => void logged.push(line),
  });

  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toEqual({ error: 'Internal server error' });
  expect(logged).toEqual([expect.stringContaining('the table is on fire')]);
});
