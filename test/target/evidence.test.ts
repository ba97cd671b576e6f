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
import { inBody, isOwn, isStill, ledgerIsIn, planIsIn } from '../../src/target/evidence.ts';
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
      isStill(hostile, aPlan()),
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
  expect(isOwn(answer({ plan }), plan).ok).toBe(true);
  for (const owner of ['plan_id', 'tenant_id', 'account_id']) {
    const other = isOwn(answer({ plan: { ...plan, [owner]: 'acme' } }), plan);
    expect(other).toMatchObject({ ok: false, actual: { [owner]: 'acme' } });
  }
  expect(isOwn(answer({}), plan)).toMatchObject({ message: 'expected the body to have plan' });
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
    expect(isStill(answer({ plan: seen }), plan)).toMatchObject({ ok: true });
  });

  test.each([
    ['another type', { ...resumed, plan_type: 'EXPANSION' }, { plan_type: 'EXPANSION' }],
    ['another beginning', { ...resumed, created_at: 'x' }, { created_at: 'x' }],
    ['no end', { ...resumed, expires_at: null }, { expires_at: null }],
    ['no objective', { ...resumed, objective: undefined }, { objective: undefined }],
    ['no steps', { ...resumed, steps: [] }, { steps: [] }],
    ['one step more', { ...resumed, steps: [step, step] }, { steps: [step, step] }],
    [
      'another step',
      { ...resumed, steps: [{ ...step, step_id: 's2' }] },
      { steps: [{ ...step, step_id: 's2' }] },
    ],
  ])('is not with %s', (_what, seen, actual) => {
    const check = isStill(answer({ plan: seen }), plan);
    expect(check).toMatchObject({ ok: false, actual });
    expect(isStill(answer({}), plan)).toMatchObject({ message: 'expected the body to have plan' });
  });
});
