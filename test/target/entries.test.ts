import { describe, expect, test } from 'vitest';
import {
  belongsTo,
  entriesOf,
  entry,
  hasEventType,
  isTrailOf,
  newestFirst,
  precedes,
} from '../../src/target/entries.ts';
import { answer, aPlan, at } from '../helpers/target.ts';

const ledger = (...entries: unknown[]) => entriesOf(answer({ entries }));

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
        VALIDATOR_RUN: '2026-01-31T12:00:03.000Z',
        PLAN_RESUMED: '2026-01-31T12:00:01.000Z',
      },
    });
  });

  test('can be asked of more entries than fit on a stack', () => {
    const entries = new Array(300_000).fill(at(1, 'VALIDATOR_RUN'));

    expect(precedes(ran, resumed, { ok: true, value: [at(2), ...entries] }).ok).toBe(true);
  });
});

describe('a trail', () => {
  const plan = aPlan();
  const { plan_id, tenant_id, account_id, created_at } = plan;
  const own = { plan_id, tenant_id, account_id, event_type: 'PLAN_RESUMED' };
  const one = { ...own, entry_id: 'a', timestamp: created_at };
  const days = (n: number) => new Date(Date.parse(created_at) + n * 24 * 3_600_000).toISOString();

  test.each([
    ['of nothing', []],
    ['of one', [one]],
    ['of several', [one, { ...one, entry_id: 'b' }]],
    ['by a clock that is a week off', [{ ...one, timestamp: days(-7) }]],
  ])('%s can be believed', (_what, entries) => {
    expect(isTrailOf(plan, ledger(...entries)).ok).toBe(true);
  });

  test.each([
    ["with another's entry", [one, { ...one, entry_id: 'b', account_id: 'acme' }], 'acme'],
    ['with an entry twice', [one, { ...one, event_type: 'VALIDATOR_RUN' }], '1 of 2 have'],
    ['without ids', [{ ...one, entry_id: undefined }], 'entry_id'],
    ['with an empty id', [{ ...one, entry_id: '' }], '"entry_id":""'],
    ['without times', [{ ...one, timestamp: undefined }], 'timestamp'],
    ['of 1970', [{ ...one, timestamp: '1970-01-01T00:00:00Z' }], '1970'],
    ['of 2199', [{ ...one, timestamp: '2199-01-01T00:00:00Z' }], '2199'],
  ])('%s cannot', (_what, entries, says) => {
    const check = isTrailOf(plan, ledger(...entries));
    expect(check.ok).toBe(false);
    expect(JSON.stringify(check)).toContain(says);
  });

  test('is looked through at once, however long it is', () => {
    const entries = Array.from({ length: 200_000 }, (_, i) => ({ ...one, entry_id: `${i}` }));
    const started = performance.now();
    expect(isTrailOf(plan, ledger(...entries.slice(0, 100))).ok).toBe(true);
    expect(isTrailOf(plan, entriesOf(answer({ entries }))).ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
