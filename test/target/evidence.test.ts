import { describe, expect, test } from 'vitest';
import { type Check, every, some } from '../../src/engine/checks.ts';
import {
  belongsTo,
  entriesOf,
  entry,
  hasEventType,
  isTrailOf,
  newestFirst,
  precedes,
} from '../../src/target/entries.ts';
import {
  inBody,
  isOwn,
  isStill,
  isUpdated,
  ledgerIsIn,
  planIsIn,
  wasInTable,
} from '../../src/target/evidence.ts';
import type { Answer } from '../../src/target/lambdas.ts';
import { hostileValues } from '../helpers/hostile.ts';
import { answer, aPlan, at } from '../helpers/target.ts';

describe('a field in the body', () => {
  test('is found by its path, null included', () => {
    const body = answer({ plan: { plan_status: 'ACTIVE', owner: null } });

    expect(inBody(body, 'plan', 'plan_status')).toEqual({ ok: true, value: 'ACTIVE' });
    expect(inBody(body, 'plan', 'owner')).toEqual({ ok: true, value: null });
  });

  test.each([[{ plan: {} }], [{ plan: null }], [{}], [[]], ['text'], [undefined]])(
    'is said to be missing in %j',
    (body) => {
      expect(inBody(answer(body), 'plan', 'plan_status')).toEqual({
        ok: false,
        message: 'expected the body to have plan.plan_status',
        expected: 'a body with plan.plan_status',
        actual: body ?? null,
      });
    },
  );
});

/** Everything that a hostile value can take the place of. */
function disguises(value: unknown): Answer[] {
  const own = { event_type: value, timestamp: value, data: value, plan_id: value };
  return [
    answer(value, value),
    answer({ entries: value, plan: value }),
    answer({ entries: [value, { event_type: 'VALIDATOR_RUN', data: value }], plan: [value] }),
    answer({ entries: [own, { event_type: 'VALIDATOR_RUN', data: { validator: value } }] }),
    answer({
      entries: [{ event_type: 'VALIDATOR_RUN', timestamp: value }, at(1)],
      plan: { plan_status: value },
    }),
  ];
}

test.each(hostileValues)('no evidence throws or passes by chance: %s', (_name, value) => {
  const ran = entry('VALIDATOR_RUN', { validator: 'freshness' });
  for (const hostile of disguises(value)) {
    const entries = entriesOf(hostile);
    const checks: Check[] = [
      entries,
      inBody(hostile, 'plan', 'plan_status'),
      newestFirst(entries),
      precedes(entry('VALIDATOR_RUN'), entry('PLAN_RESUMED'), entries),
      every(entries, hasEventType),
      every(entries, belongsTo(aPlan())),
      isTrailOf(aPlan(), entries),
      isStill(inBody(hostile, 'plan'), aPlan()),
      isUpdated(hostile, aPlan(), entry('PLAN_RESUMED'), entries),
      wasInTable({ row: value, sentOnce: true }, aPlan(), 'ACTIVE'),
      some(entries, ran),
    ];

    for (const check of checks) {
      expect(typeof check.ok).toBe('boolean');
      if (!check.ok) expect(check.message).toMatch(/^expected /);
    }
    expect(some(entries, ran).ok).toBe(false);
  }
});

describe('asking again', () => {
  const plan = aPlan();
  const { plan_id, tenant_id, account_id } = plan;
  const own = { plan_id, tenant_id, account_id, event_type: 'PLAN_RESUMED' };
  const wanted = [entry('PLAN_RESUMED')];

  test.each([
    ['it is empty', answer({ entries: [] })],
    ['some of it is missing', answer({ entries: [{ ...own, event_type: 'VALIDATOR_RUN' }] })],
  ])('for a ledger may help while %s', (_what, late) => {
    expect(ledgerIsIn(late, plan, wanted)).toBe(false);
  });

  test.each([
    ['all of it is there', answer({ entries: [own] })],
    ['it answers anything else', answer({ entries: [] }, 500)],
    ['it has no entries', answer({})],
    ['its plan is not found', answer({ error: 'Plan not found' }, 404)],
    ["one is another tenant's", answer({ entries: [{ ...own, tenant_id: 'acme' }] })],
    ['one has no event type', answer({ entries: [{ ...own, event_type: '' }] })],
  ])('for a ledger hides what is wrong once %s', (_what, settled) => {
    expect(ledgerIsIn(settled, plan, wanted)).toBe(true);
  });

  test.each([
    ['is as it was seeded', answer({ plan }), false],
    ['is not found', answer({ error: 'Plan not found' }, 404), true],
    ['is ACTIVE', answer({ plan: { ...plan, plan_status: 'ACTIVE' } }), true],
    ['is something else', answer({ plan: { ...plan, plan_status: 'ABORTED' } }), true],
    ['is another', answer({ plan: { ...plan, account_id: 'acme' } }), true],
    ['fails', answer({ error: 'no' }, 500), true],
  ])('for a plan that %s', (_what, after, settled) => {
    expect(planIsIn(after, plan)).toBe(settled);
  });
});

test('a plan is its own by its id, its tenant and its account', () => {
  const plan = aPlan();
  expect(isOwn({ ok: true, value: plan }, plan).ok).toBe(true);
  for (const owner of ['plan_id', 'tenant_id', 'account_id']) {
    const other = isOwn({ ok: true, value: { ...plan, [owner]: 'acme' } }, plan);
    expect(other).toMatchObject({ ok: false, actual: { [owner]: 'acme' } });
  }
  const none = inBody(answer({}), 'plan');
  expect(isOwn(none, plan)).toMatchObject({ message: 'expected the body to have plan' });
});

describe('a plan that was resumed', () => {
  const plan = aPlan();
  const [step] = plan.steps;
  const resumed = { ...plan, plan_status: 'ACTIVE', gsi1pk: 'other', updated_at: 'later' };

  test.each([
    ['its status changed', resumed],
    ['it lives longer', { ...resumed, expires_at: '2027-01-31T12:00:00.000Z' }],
    ['it gained a field', { ...resumed, resumed_by: 'x', steps: [{ ...step, started_at: 'x' }] }],
  ])('is still what was seeded when %s', (_what, seen) => {
    expect(isStill({ ok: true, value: seen }, plan)).toMatchObject({ ok: true });
  });

  test.each([
    ['another type', { ...resumed, plan_type: 'EXPANSION' }, { plan_type: 'EXPANSION' }],
    ['another beginning', { ...resumed, created_at: 'x' }, { created_at: 'x' }],
    ['no end', { ...resumed, expires_at: null }, { expires_at: null }],
    ['an end that is none', { ...resumed, expires_at: 'never' }, { expires_at: 'never' }],
    [
      'an end before its beginning',
      { ...resumed, expires_at: plan.created_at },
      { expires_at: plan.created_at },
    ],
    ['no objective', { ...resumed, objective: undefined }, { objective: undefined }],
    ['no steps', { ...resumed, steps: [] }, { steps: [] }],
    ['one step more', { ...resumed, steps: [step, step] }, { steps: [step, step] }],
    [
      'another step',
      { ...resumed, steps: [{ ...step, step_id: 's2' }] },
      { steps: [{ ...step, step_id: 's2' }] },
    ],
  ])('is not with %s', (_what, seen, actual) => {
    expect(isStill({ ok: true, value: seen }, plan)).toMatchObject({ ok: false, actual });
    const none = inBody(answer({}), 'plan');
    expect(isStill(none, plan)).toMatchObject({ message: 'expected the body to have plan' });
  });
});

describe('the update of a plan', () => {
  const plan = aPlan();
  const planResumed = entry('PLAN_RESUMED');
  const when = '2026-01-31T12:00:30.000Z';
  const entries = entriesOf(
    answer({ entries: [{ event_type: 'PLAN_RESUMED', timestamp: when }, { event_type: 'OTHER' }] }),
  );
  const updated = (updated_at: unknown) =>
    isUpdated(answer({ plan: { ...plan, updated_at } }), plan, planResumed, entries);

  test.each([
    when,
    '2026-01-31T12:00:30.001Z',
    '2026-01-31T12:01:30Z',
    '2026-01-31T14:59:30+03:00',
  ])('is told by the time %s', (at) => expect(updated(at)).toEqual({ ok: true }));

  test.each([
    '2026-01-31T12:01:30.001Z',
    '1970-01-01T00:00:00.000Z',
    '2026-01-31',
    'Sat, 31 Jan 2026 12:00:30 GMT',
    plan.updated_at,
    Date.parse(when),
    null,
  ])('is not told by %j', (at) => {
    expect(updated(at)).toEqual({
      ok: false,
      message: "expected the plan's updated_at to be that of PLAN_RESUMED, got another",
      expected: { updated_at: when },
      actual: { updated_at: at },
    });
  });

  test('has no time where there is no entry that tells of it, or no ledger', () => {
    const after = answer({ plan: { ...plan, updated_at: when } });

    expect(isUpdated(after, plan, entry('PLAN_PAUSED'), entries)).toMatchObject({
      expected: { updated_at: null },
    });
    expect(isUpdated(after, plan, planResumed, entriesOf(answer({}))).ok).toBe(false);
    expect(isUpdated(answer({}), plan, planResumed, entries).ok).toBe(false);
  });
});

describe('the row that a delete took', () => {
  const plan = aPlan();
  const active = {
    ...plan,
    plan_status: 'ACTIVE',
    gsi1pk: `TENANT#${plan.tenant_id}#STATUS#ACTIVE`,
    gsi1sk: 'later',
    updated_at: 'later',
  };
  const taken = (row: unknown, sentOnce = true) => wasInTable({ row, sentOnce }, plan, 'ACTIVE');

  test('is the plan, in the status and the indexes that are expected', () => {
    expect(taken(active)).toEqual({ ok: true });
    expect(wasInTable({ row: plan, sentOnce: true }, plan, 'PAUSED')).toEqual({ ok: true });
  });

  test('tells as much where it was handed back to a second delete; none is what the first has left', () => {
    expect(taken(active, false)).toEqual({ ok: true });
    expect(taken(plan, false)).toMatchObject({ ok: false });
    expect(taken(undefined, false)).toEqual({ ok: true });
  });

  test.each([
    ['is not there', undefined, 'expected the plan in its table, got no row'],
    ['is half a row', { plan_status: 'ACTIVE' }, 'expected the plan that was asked for'],
    ['is another plan', { ...active, steps: [] }, "expected the plan's steps as seeded"],
    ['is still PAUSED', plan, 'expected the row\'s plan_status to be "ACTIVE"'],
    [
      'is PAUSED in its index',
      { ...active, gsi1pk: plan.gsi1pk },
      "expected the row's gsi1pk to be",
    ],
    ['is in no index', { ...active, gsi1pk: undefined }, "expected the row's gsi1pk to be"],
    ['is of no tenant', { ...active, gsi2pk: 'x' }, "expected the row's gsi2pk to be"],
  ])('tells when it %s', (_what, row, message) => {
    expect(taken(row)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});
