import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { planLifecycle } from '../../src/reference/plan-lifecycle.ts';
import type { Store } from '../../src/reference/store.ts';
import { startAccount } from './account.ts';
import { planRow, request, siblingOf } from './plans.ts';

const noonMs = Date.parse('2026-01-31T12:00:00.000Z');
const account = await startAccount();
afterAll(account.stop);

const targetOn = (store: Store) => {
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const handle = planLifecycle({ store, now: () => noonMs });
  return {
    logged,
    ask: async (...args: Parameters<typeof request>) => {
      const { statusCode, body } = await handle(request(...args), { log });
      return { statusCode, body: JSON.parse(body) };
    },
  };
};
const { ask } = targetOn(account.store);
// Version 7: 48 bits of milliseconds lead, here those of noon.
const UUID_OF_NOON = /^019c13ec-9e00-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const RESUME = 'POST /plans/{planId}/resume';

const eventTypesOf = async (planId: string) =>
  (await account.ledgerRows(planId)).map((row) => row.event_type);

describe('a resume of a PAUSED plan', () => {
  test('answers 200 with the plan id', async () => {
    const plan = await account.put(planRow());

    expect(await ask(RESUME, plan)).toEqual({
      statusCode: 200,
      body: { success: true, plan_id: plan.plan_id },
    });
  });

  test('looks for conflicts, validates, sets ACTIVE and says so, in this order', async () => {
    const plan = await account.put(planRow());
    const steps: string[] = [];
    const traced: Store = {
      ...account.store,
      activePlans: (...args) => {
        steps.push('activePlans');
        return account.store.activePlans(...args);
      },
      setStatus: (ref, status, at) => {
        steps.push(`setStatus ${status}`);
        return account.store.setStatus(ref, status, at);
      },
      append: async (entry) => {
        const detail = entry.data.validator ?? entry.data.aggregate ?? '';
        await account.store.append(entry);
        if (detail === 'freshness') await sleep(20); // whoever does not wait, overtakes here
        steps.push(`append ${entry.event_type} ${detail}`.trim());
      },
    };

    await targetOn(traced).ask(RESUME, plan);

    expect(steps).toEqual([
      'activePlans',
      'append VALIDATOR_RUN freshness',
      'append VALIDATOR_RUN grounding',
      'append VALIDATOR_RUN contradiction',
      'append VALIDATOR_RUN compliance',
      'append VALIDATOR_RUN_SUMMARY ALLOW',
      'setStatus ACTIVE',
      'append PLAN_RESUMED',
    ]);
  });

  test('moves the plan in both indexes and leaves the rest of its row alone', async () => {
    const plan = await account.put(planRow());

    await ask(RESUME, plan);

    const at = '2026-01-31T12:00:00.000Z';
    expect(await account.rowOf(plan)).toEqual({
      ...plan,
      plan_status: 'ACTIVE',
      updated_at: at,
      gsi1pk: `TENANT#${plan.tenant_id}#STATUS#ACTIVE`,
      gsi1sk: at,
      gsi2pk: `TENANT#${plan.tenant_id}`,
      gsi2sk: `ACCOUNT#${plan.account_id}#${at}`,
    });
  });

  test('writes entries under the plan and under its tenant', async () => {
    const plan = await account.put(planRow());

    await ask(RESUME, plan);

    const [first] = await account.ledgerRows(plan.plan_id);
    const timestamp = '2026-01-31T12:00:00.000Z';
    expect(first).toEqual({
      pk: `PLAN#${plan.plan_id}`,
      sk: `EVENT#${timestamp}#${first?.entry_id}`,
      gsi1pk: `TENANT#${plan.tenant_id}`,
      gsi1sk: `PLAN#${plan.plan_id}#${timestamp}`,
      entry_id: expect.stringMatching(UUID_OF_NOON),
      plan_id: plan.plan_id,
      tenant_id: plan.tenant_id,
      account_id: plan.account_id,
      event_type: 'VALIDATOR_RUN',
      timestamp,
      data: { validator: 'freshness', result: 'ALLOW', reason: expect.any(String) },
    });
  });

  test('keeps the order of its entries though they share one millisecond', async () => {
    const plan = await account.put(planRow());

    await ask(RESUME, plan);

    const entries = await account.ledgerRows(plan.plan_id);
    expect(new Set(entries.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(entries.map(({ event_type, data }) => data.validator ?? event_type)).toEqual([
      'freshness',
      'grounding',
      'contradiction',
      'compliance',
      'VALIDATOR_RUN_SUMMARY',
      'PLAN_RESUMED',
    ]);
  });

  test('goes ahead on a warning, and the summary says WARN', async () => {
    const plan = await account.put(planRow({ steps: [] }));

    expect((await ask(RESUME, plan)).statusCode).toBe(200);

    const entries = await account.ledgerRows(plan.plan_id);
    expect(entries[4]?.data).toEqual({ aggregate: 'WARN' });
  });

  test('is not in conflict with itself, though a lagging index still calls it ACTIVE', async () => {
    const plan = await account.put(planRow());
    const lagging: Store = { ...account.store, activePlans: async () => [plan] };

    expect((await targetOn(lagging).ask(RESUME, plan)).statusCode).toBe(200);
  });

  test('does not bring back a plan that was deleted meanwhile', async () => {
    const plan = await account.put(planRow());
    const deletedMeanwhile: Store = {
      ...account.store,
      setStatus: async (...args) => {
        await account.remove(plan);
        return account.store.setStatus(...args);
      },
    };

    const { statusCode } = await targetOn(deletedMeanwhile).ask(RESUME, plan);

    expect(statusCode).toBe(500);
    expect(await account.rowOf(plan)).toBeUndefined();
    expect(await eventTypesOf(plan.plan_id)).not.toContain('PLAN_RESUMED');
  });
});

describe('a resume is refused', () => {
  test.each(['DRAFT', 'APPROVED', 'ACTIVE', 'COMPLETED', 'ABORTED', 'EXPIRED'] as const)(
    'with 400 and the status when the plan is %s, and writes nothing',
    async (plan_status) => {
      const plan = await account.put(planRow({ plan_status }));

      expect(await ask(RESUME, plan)).toEqual({
        statusCode: 400,
        body: { error: expect.any(String), status: plan_status },
      });
      expect(await account.rowOf(plan)).toEqual(plan);
      expect(await eventTypesOf(plan.plan_id)).toEqual([]);
    },
  );

  test('with 400 the second time, since the first has happened', async () => {
    const plan = await account.put(planRow());
    await ask(RESUME, plan);

    expect(await ask(RESUME, plan)).toMatchObject({ statusCode: 400, body: { status: 'ACTIVE' } });
  });

  test('with 409 and an entry of its own while another plan of the account is ACTIVE', async () => {
    const plan = await account.put(planRow());
    const active = await account.put(siblingOf(plan, { plan_status: 'ACTIVE' }));

    expect(await ask(RESUME, plan)).toEqual({
      statusCode: 409,
      body: {
        error: 'Conflict',
        reasons: [
          { code: 'CONFLICT_ACTIVE_PLAN', message: expect.stringContaining(active.plan_id) },
        ],
      },
    });
    expect(await account.ledgerRows(plan.plan_id)).toMatchObject([
      {
        event_type: 'PLAN_ACTIVATION_REJECTED',
        data: { caller: 'resume', conflicting_plan_ids: [active.plan_id] },
      },
    ]);
    expect(await account.rowOf(plan)).toEqual(plan);
  });

  test('with 409 though the conflict lies beyond the first page of the index', async () => {
    const plan = await account.put(planRow());
    const { tenant_id } = plan;
    const padding = 'x'.repeat(350_000); // a page ends at 1 MB
    for (let others = 0; others < 4; others++) {
      const created_at = '2026-01-01T00:00:00.000Z';
      const other = planRow({ tenant_id, plan_status: 'ACTIVE', padding });
      await account.put({ ...other, gsi1sk: created_at });
    }
    await account.put(siblingOf(plan, { plan_status: 'ACTIVE' }));

    expect((await ask(RESUME, plan)).statusCode).toBe(409);
  });

  test.each([
    ['another account', { tenant_id: 'one-tenant' }],
    ['another tenant', { account_id: 'one-account' }],
    ['another type', { tenant_id: 'typed', account_id: 'typed' }],
  ])('never because of an ACTIVE plan of %s', async (whose, shared) => {
    const plan = await account.put(planRow(shared));
    const plan_type = whose === 'another type' ? 'EXPANSION' : 'RENEWAL_DEFENSE';
    await account.put(planRow({ ...shared, plan_type, plan_status: 'ACTIVE' }));

    expect((await ask(RESUME, plan)).statusCode).toBe(200);
  });

  test('with 403 and the reasons of every validator that blocks; the plan stays PAUSED', async () => {
    const plan = await account.put(
      planRow({ expires_at: '2026-01-31T11:59:59.999Z', plan_type: 'EXPANSION' }),
    );

    expect(await ask(RESUME, plan)).toEqual({
      statusCode: 403,
      body: {
        error: 'ValidatorBlock',
        message: 'Blocked by freshness, compliance',
        validators: [
          { validator: 'freshness', reason: 'The plan expired at 2026-01-31T11:59:59.999Z' },
          { validator: 'compliance', reason: 'Plans of type EXPANSION are not permitted' },
        ],
      },
    });
    const entries = await account.ledgerRows(plan.plan_id);
    expect(entries.map(({ data }) => data.result ?? data.aggregate)).toEqual([
      'BLOCK',
      'ALLOW',
      'ALLOW',
      'BLOCK',
      'BLOCK',
    ]);
    expect(await account.rowOf(plan)).toEqual(plan);
  });
});
