import { describe, expect, test } from 'vitest';
import { type Check, every, some } from '../../src/engine/checks.ts';
import {
  belongsTo,
  entriesOf,
  entry,
  hasEventType,
  inBody,
  isOwn,
  ledgerIsIn,
  newestFirst,
  planIsIn,
  precedes,
} from '../../src/target/evidence.ts';
import type { Answer } from '../../src/target/lambdas.ts';
import { hostileValues } from '../helpers/hostile.ts';
import { aPlan } from '../helpers/target.ts';

const answer = (body: unknown, statusCode: unknown = 200): Answer => ({ statusCode, body });
const ledger = (...entries: unknown[]) => entriesOf(answer({ entries }));
const at = (second: number, event_type = 'PLAN_RESUMED') => ({
  event_type,
  timestamp: `2026-01-31T12:00:0${second}.000Z`,
});

describe('the entries of a ledger', () => {
  test('are a list in the body', () => {
    expect(ledger(1, 2)).toEqual({ ok: true, value: [1, 2] });
  });

  test.each([
    ['an object', { entries: {} }],
    ['a text', '{"entries":['],
    ['a list', [{ entries: [] }]],
    ['nothing', null],
    ['missing', { items: [] }],
  ])('are said to be missing where the body is %s', (_what, body) => {
    expect(entriesOf(answer(body))).toEqual({
      ok: false,
      message: 'expected the ledger to answer a JSON body with an array `entries`',
      expected: { entries: ['…'] },
      actual: body,
    });
  });
});

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

describe('an entry', () => {
  test.each([
    [{ event_type: 'PLAN_RESUMED' }, true],
    [{ event_type: '' }, false],
    [{ event_type: 7 }, false],
    [{}, false],
    [null, false],
  ])('%j has an event type: %s', (item, expected) => {
    expect(hasEventType.test(item)).toBe(expected);
  });

  test.each([
    ['PLAN_RESUMED', true],
    ['plan_resumed', false],
    ['PLAN_RESUMED ', false],
    [['PLAN_RESUMED'], false],
    [undefined, false],
  ])('of event type %j is PLAN_RESUMED: %s', (event_type, expected) => {
    expect(entry('PLAN_RESUMED').test({ event_type })).toBe(expected);
  });

  test.each([
    [{ aggregate: 'WARN' }, true],
    [{ aggregate: 'BLOCK' }, false],
    [{ aggregate: ['WARN'] }, false],
    [{}, false],
    [null, false],
  ])('with data %j lets the plan through: %s', (data, expected) => {
    const rule = entry(['VALIDATOR_RUN_SUMMARY'], { aggregate: ['ALLOW', 'WARN'] });

    expect(rule.test({ event_type: 'VALIDATOR_RUN_SUMMARY', data })).toBe(expected);
    expect(rule.expected).toBe('VALIDATOR_RUN_SUMMARY with aggregate ALLOW or WARN');
  });

  test('of the right type shows its data, any other its type, what has none itself', () => {
    const rule = entry('VALIDATOR_RUN', { validator: 'freshness' });

    expect(
      rule.show({ event_type: 'VALIDATOR_RUN', data: { validator: 'grounding' }, x: 1 }),
    ).toEqual({
      event_type: 'VALIDATOR_RUN',
      data: { validator: 'grounding' },
    });
    expect(rule.show({ event_type: 'PLAN_RESUMED', data: 1 })).toBe('PLAN_RESUMED');
    expect(rule.show({ odd: 1 })).toEqual({ odd: 1 });
  });

  test.each(['plan_id', 'tenant_id', 'account_id'] as const)(
    'belongs to a plan unless its %s is another',
    (owner) => {
      const plan = aPlan();
      const rule = belongsTo(plan);
      const { plan_id, tenant_id, account_id } = plan;
      const own = { plan_id, tenant_id, account_id };

      expect(rule.test({ ...own, event_type: 'X' })).toBe(true);
      expect(rule.test({ ...own, [owner]: 'another' })).toBe(false);
      expect(rule.test({ ...own, [owner]: undefined })).toBe(false);
      expect(rule.show({ ...own, [owner]: undefined, x: 1 })).toEqual({ ...own, [owner]: null });
    },
  );
});

describe('newest first', () => {
  test.each([
    ['newest first', true, [at(3), at(2), at(1)]],
    ['the same moment', true, [at(2), at(2)]],
    ['one alone', true, [at(1)]],
    ['none', true, []],
    ['oldest first', false, [at(1), at(2)]],
    ['one out of line', false, [at(3), at(1), at(2)]],
    ['one alone without a time', false, [{}]],
    ['no time at the start', false, [{ timestamp: null }, at(1)]],
    ['no time in between', false, [at(3), { timestamp: 'noon' }, at(1)]],
    ['no time at the end', false, [at(3), {}]],
  ])('entries (%s) are in order: %s', (_what, expected, entries) => {
    expect(newestFirst(ledger(...entries)).ok).toBe(expected);
  });

  test('compares moments, not texts', () => {
    const [early, late] = ['2026-01-31T12:00:00+02:00', '2026-01-31T11:00:00Z'];

    expect(newestFirst(ledger({ timestamp: late }, { timestamp: early })).ok).toBe(true);
    expect(newestFirst(ledger({ timestamp: early }, { timestamp: late })).ok).toBe(false);
  });
});

describe('what precedes', () => {
  const [ran, resumed] = [entry('VALIDATOR_RUN'), entry('PLAN_RESUMED')];
  const order = (...entries: unknown[]) => precedes(ran, resumed, ledger(...entries));

  test.each([
    ['all before', true, [at(3), at(2, 'VALIDATOR_RUN'), at(1, 'VALIDATOR_RUN')]],
    ['the same moment', true, [at(2), at(2, 'VALIDATOR_RUN')]],
    ['whatever order they are listed in', true, [at(1, 'VALIDATOR_RUN'), at(2)]],
    ['one more of them after', true, [at(2), at(3, 'VALIDATOR_RUN'), at(1, 'VALIDATOR_RUN')]],
    ['all after', false, [at(2), at(3, 'VALIDATOR_RUN'), at(4, 'VALIDATOR_RUN')]],
    ['a time missing', false, [at(2), { event_type: 'VALIDATOR_RUN' }]],
  ])('is so (%s): %s', (_what, expected, entries) => {
    expect(order(...entries).ok).toBe(expected);
  });

  test('says which moments it compared', () => {
    expect(order(at(1), at(3, 'VALIDATOR_RUN'))).toEqual({
      ok: false,
      message: 'expected VALIDATOR_RUN before PLAN_RESUMED',
      expected: 'VALIDATOR_RUN before PLAN_RESUMED',
      actual: {
        VALIDATOR_RUN: Date.parse('2026-01-31T12:00:03.000Z'),
        PLAN_RESUMED: Date.parse('2026-01-31T12:00:01.000Z'),
      },
    });
  });

  test('can be asked of more entries than fit on a stack', () => {
    const entries = new Array(300_000).fill(at(1, 'VALIDATOR_RUN'));

    expect(precedes(ran, resumed, { ok: true, value: [at(2), ...entries] }).ok).toBe(true);
  });
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
    ['its plan is not seen yet', answer({ error: 'Plan not found' }, 404)],
  ])('for a ledger may help while %s', (_what, late) => {
    expect(ledgerIsIn(late, plan, wanted)).toBe(false);
  });

  test.each([
    ['all of it is there', answer({ entries: [own] })],
    ['it answers anything else', answer({ entries: [] }, 500)],
    ['it has no entries', answer({})],
    ["one is another tenant's", answer({ entries: [{ ...own, tenant_id: 'acme' }] })],
    ['one has no event type', answer({ entries: [{ ...own, event_type: '' }] })],
  ])('for a ledger hides what is wrong once %s', (_what, settled) => {
    expect(ledgerIsIn(settled, plan, wanted)).toBe(true);
  });

  test.each([
    ['is as it was seeded', answer({ plan }), false],
    ['is not seen yet', answer({ error: 'Plan not found' }, 404), false],
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
