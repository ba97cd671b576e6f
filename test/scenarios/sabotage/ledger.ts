import type { Store } from '../../../src/reference/store.ts';
import {
  answering,
  check,
  entriesBecome,
  GET_LEDGER,
  GET_PLAN,
  LIFECYCLE,
  lying,
  passing,
  type Red,
  resuming,
  rewriting,
  type Sabotage,
  seeding,
} from './sabotage.ts';

const ledger = (
  name: string,
  lie: Parameters<typeof lying>[1],
  red: Sabotage['red'],
): Sabotage => ({ name: `the ledger ${name}`, breaks: lying(LIFECYCLE, lie, GET_LEDGER), red });

const plan = (name: string, lie: Parameters<typeof lying>[1], red: Sabotage['red']): Sabotage => ({
  name: `the plan ${name}`,
  breaks: lying(LIFECYCLE, lie, GET_PLAN),
  red,
});

const hasEntries = (...says: string[]) => seeding(check('ledger-has-entries', ...says));
const isOwn = (...says: string[]) => seeding(check('ledger-is-own', ...says));

/** A target that writes such entries down once more, as an event of this type. */
function twice(which: (entry: Entry) => boolean, event_type?: string) {
  return {
    store: (real: Store): Store => ({
      ...real,
      append: async (entry) => {
        await real.append(entry);
        if (!which(entry)) return;
        const more = { entry_id: `${entry.entry_id}-2`, ...(event_type && { event_type }) };
        await real.append({ ...entry, ...more });
      },
    }),
  };
}
type Entry = Parameters<Store['append']>[0];

/** All scenarios that read a ledger, one of them stricter than the others. */
const typed = (strict: Red, others: Red) => ({ ...seeding(others), 'plan-ledger': strict });

/** What GET /plans/:planId/ledger and GET /plans/:planId can answer. */
export const ledgerSabotage: readonly Sabotage[] = [
  ...[403, 404, 500, 503].map((status) =>
    ledger(
      `answers ${status}`,
      answering(status, { error: 'no' }),
      seeding(check('ledger-answers-200', 'expected statusCode 200', `got ${status}`)),
    ),
  ),
  ledger(
    'is empty, and says why',
    answering(200, { entries: [], error: 'AccessDeniedException' }),
    hasEntries('expected at least 1 entry', 'got none', 'AccessDeniedException'),
  ),
  ledger('has no entries field', answering(200, {}), hasEntries('an array `entries`', '{}')),
  ledger('is null', answering(200, { entries: null }), hasEntries('an array', '{"entries":null}')),
  ledger('is an object', answering(200, { entries: { 0: {} } }), hasEntries('an array')),
  ledger(
    'is text',
    answering(200, { entries: 'PLAN_RESUMED' }),
    hasEntries('an array', 'PLAN_RESUMED'),
  ),
  ledger(
    'is cut off',
    async (honest) => {
      const answer = await honest();
      return { ...answer, body: answer.body.slice(0, -20) };
    },
    hasEntries('an array `entries`', 'event_type'),
  ),
  ledger('comes without a body', () => ({ statusCode: 200 }), hasEntries('an array `entries`')),
  ledger(
    'has a hole in it',
    entriesBecome((entries) => [null, ...entries]),
    typed(check('ledger-has-event-types', 'event_type', 'null'), check('ledger-is-own')),
  ),
  ledger(
    'has an entry that is text',
    entriesBecome((entries) => [...entries, 'PLAN_RESUMED']),
    typed(check('ledger-has-event-types', 'event_type'), check('ledger-is-own')),
  ),
  ledger(
    'loses its event types',
    entriesBecome((entries) => entries.map(({ event_type, ...rest }) => rest)),
    {
      'plan-ledger': check('ledger-has-event-types', 'event_type'),
      'validator-run': check('ledger-has-validator-run', 'VALIDATOR_RUN'),
      'budget-reserve': check('ledger-has-budget-reserve', 'BUDGET_RESERVE'),
    },
  ),
  ledger(
    'has an empty event type',
    entriesBecome(([first, ...rest]) => [{ ...first, event_type: '' }, ...rest]),
    {
      'plan-ledger': check('ledger-has-event-types', 'event_type'),
      'validator-run': check('ledger-has-plan-resumed', 'PLAN_RESUMED'),
      'budget-reserve': check('ledger-has-budget-reserve', 'BUDGET_RESERVE'),
    },
  ),
  ledger(
    'spells its event types otherwise',
    entriesBecome((entries) =>
      entries.map((one) => ({ ...one, event_type: String(one.event_type).toLowerCase() })),
    ),
    {
      'plan-ledger': check('ledger-has-plan-resumed', 'PLAN_RESUMED', 'plan_resumed'),
      'validator-run': check('ledger-has-validator-run', 'validator_run'),
      'budget-reserve': check('ledger-has-budget-reserve', 'budget_reserve'),
    },
  ),
  ledger(
    "holds one of another plan's entries",
    entriesBecome((entries) => [...entries, { ...entries[0], plan_id: 'another' }]),
    isOwn('of this plan, its tenant and its account', 'e2e-p7-ledger-', 'another'),
  ),
  ledger(
    "is another plan's",
    entriesBecome((entries) => entries.map((one) => ({ ...one, plan_id: 'another' }))),
    isOwn('another'),
  ),
  ledger(
    "holds another tenant's entry",
    entriesBecome((entries) => [{ ...entries[0], tenant_id: 'acme' }, ...entries]),
    isOwn('acme'),
  ),
  ledger(
    "holds another account's entry",
    entriesBecome((entries) => [{ ...entries[0], account_id: 'acme' }, ...entries]),
    isOwn('acme'),
  ),
  ledger(
    'answers the oldest entry first',
    entriesBecome((entries) =>
      entries
        .map((one, i) => ({ ...one, timestamp: new Date(Date.now() - i * 1000).toISOString() }))
        .reverse(),
    ),
    { 'plan-ledger': check('ledger-is-newest-first', 'newest entry first') },
  ),
  ledger(
    'has entries without a time',
    entriesBecome((entries) => entries.map(({ timestamp, ...rest }) => rest)),
    isOwn('a timestamp near'),
  ),
  ledger(
    'has entries of another century',
    entriesBecome((entries) =>
      entries.map((one) => ({ ...one, timestamp: '1970-01-01T00:00:00.000Z' })),
    ),
    isOwn('a timestamp near', '1970'),
  ),
  ledger(
    'lists each entry twice',
    entriesBecome((entries) => entries.flatMap((one) => [one, one])),
    isOwn('have an entry_id of its own'),
  ),
  ledger(
    'has entries without an id',
    entriesBecome((entries) => entries.map(({ entry_id, ...rest }) => rest)),
    isOwn('have an entry_id of its own'),
  ),
  {
    name: 'the target appends every entry twice',
    options: twice(() => true),
    red: {
      'plan-ledger': check('ledger-has-plan-resumed', 'one PLAN_RESUMED, got 2'),
      'validator-run': check('every-validator-ran', 'validator freshness, got 2'),
      'budget-reserve': check('ledger-has-budget-reserve', 'one BUDGET_RESERVE, got 2'),
    },
  },
  {
    name: 'the target says that the plan ended, too',
    options: twice(({ event_type }) => event_type === 'PLAN_RESUMED', 'PLAN_ABORTED'),
    red: { 'plan-ledger': check('ledger-has-plan-resumed', 'PLAN_ABORTED') },
  },

  // A wrong answer stays wrong, however right the next one is.
  ledger(
    'is not found where the plan was found before',
    passing(1, answering(404, { error: 'Plan not found' })),
    resuming(check('ledger-answers-200', 'got 404', 'Plan not found')),
  ),
  plan(
    'is lost where it was found before',
    passing(1, answering(404, { error: 'Plan not found' })),
    {
      'plan-ledger': check('plan-answers-200', 'got 404', 'Plan not found'),
      'validator-run': check('plan-is-active', 'to have plan', 'Plan not found'),
    },
  ),
  ...[403, 500, 503].map((status) =>
    ledger(
      `answers ${status} before it is right`,
      passing(2, answering(status, { error: 'no' })),
      seeding(check('ledger-answers-200', `got ${status}`)),
    ),
  ),
  ledger(
    'is text before it is right',
    passing(1, () => 'PLAN_RESUMED'),
    {
      ...seeding(check('ledger-answers-200', 'got nothing', 'PLAN_RESUMED')),
    },
  ),
  ledger(
    "is another tenant's before it is right",
    passing(
      2,
      entriesBecome((entries) => entries.map((one) => ({ ...one, tenant_id: 'acme' }))),
    ),
    isOwn('acme'),
  ),
  ledger(
    'holds a rejection too',
    entriesBecome(([first, ...rest]) => [
      { ...first, event_type: 'PLAN_ACTIVATION_REJECTED', entry_id: 'another' },
      ...(first ? [first] : []),
      ...rest,
    ]),
    {
      'plan-ledger': check('ledger-has-plan-resumed', 'no PLAN_ACTIVATION_REJECTED'),
    },
  ),

  plan('answers 500 before it is right', passing(2, answering(500, { error: 'no' })), {
    'plan-ledger': check('plan-answers-200', 'got 500'),
    'validator-run': check('plan-is-active', 'to have plan'),
  }),
  plan(
    "is another tenant's",
    rewriting(({ plan: real }) => ({ plan: { ...(real as object), tenant_id: 'acme' } })),
    {
      'plan-ledger': check('plan-is-own', 'acme'),
      'validator-run': check('plan-is-active', 'acme'),
    },
  ),
  plan(
    'is aborted before it is right',
    passing(
      2,
      rewriting(({ plan: real }) => ({ plan: { ...(real as object), plan_status: 'ABORTED' } })),
    ),
    resuming(check('plan-is-active', '"ACTIVE"', '"ABORTED"')),
  ),
  plan('is not what is asked for', answering(404, { error: 'Not found' }), {
    'plan-ledger': check('plan-answers-200', 'got 404'),
    'validator-run': check('plan-is-active', 'to have plan', 'Not found'),
  }),
  plan('answers 404', answering(404, { error: 'Plan not found' }), {
    'plan-ledger': check('plan-answers-200', 'got 404'),
    'validator-run': check('plan-is-active', 'to have plan', 'Plan not found'),
  }),
  plan(
    'is another',
    rewriting(({ plan: real }) => ({ plan: { ...(real as object), plan_id: 'b' } })),
    {
      'plan-ledger': check('plan-is-own', 'plan_id', '"b"'),
      'validator-run': check('plan-is-active', 'plan_id', '"b"'),
    },
  ),
  plan(
    'is no text to API Gateway',
    async (honest) => {
      const answer = await honest();
      return { ...answer, body: JSON.parse(answer.body) };
    },
    {
      'plan-ledger': check('plan-is-own', 'to have plan', 'no text but'),
      'validator-run': check('plan-is-active', 'to have plan', 'no text but'),
    },
  ),
  ...(['plan_type', 'objective', 'steps', 'created_at', 'expires_at'] as const).map((name) =>
    plan(
      `has lost its ${name}`,
      rewriting(({ plan: real }) => ({ plan: { ...(real as object), [name]: undefined } })),
      { 'plan-ledger': check('plan-is-own', `${name} as seeded`) },
    ),
  ),
  ...[undefined, 'yesterday', '1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59Z'].map(
    (updated_at) =>
      plan(
        `was updated at ${updated_at}`,
        rewriting(({ plan: real }) => ({ plan: { ...(real as object), updated_at } })),
        { 'plan-ledger': check('plan-is-active', 'updated_at') },
      ),
  ),
  {
    name: 'a resume does not say when it was',
    options: {
      store: (real) => {
        const seeded = new Map<string, string | undefined>();
        return {
          ...real,
          plan: async (ref) => {
            const found = await real.plan(ref);
            if (found && !seeded.has(ref.plan_id)) seeded.set(ref.plan_id, found.updated_at);
            return found && { ...found, updated_at: seeded.get(ref.plan_id) ?? '' };
          },
        };
      },
    },
    red: { 'plan-ledger': check('plan-is-active', 'to be that of PLAN_RESUMED') },
  },
  ...[
    ['a day', (time: string) => time.slice(0, 10)],
    ['a text', (time: string) => new Date(time).toUTCString()],
  ].map(
    ([name, written]): Sabotage => ({
      name: `the time of an entry is ${name}`,
      breaks: lying(
        LIFECYCLE,
        entriesBecome((entries) =>
          entries.map((one) => ({
            ...one,
            timestamp: (written as (time: string) => string)(String(one.timestamp)),
          })),
        ),
        GET_LEDGER,
      ),
      red: isOwn('a timestamp near'),
    }),
  ),
  plan('is missing from the answer', answering(200, {}), {
    'plan-ledger': check('plan-is-own', 'to have plan'),
    'validator-run': check('plan-is-active', 'to have plan'),
  }),
  plan(
    'has a status in another spelling',
    rewriting(({ plan: real }) => ({ plan: { ...(real as object), plan_status: 'active' } })),
    resuming(check('plan-is-active', '"ACTIVE"', '"active"')),
  ),
];
