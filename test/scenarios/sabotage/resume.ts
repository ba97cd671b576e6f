import { planLifecycle } from '../../../src/reference/plan-lifecycle.ts';
import {
  answering,
  appending,
  check,
  entriesBecome,
  GET_LEDGER,
  LIFECYCLE,
  lying,
  RESUME,
  resuming,
  rewriting,
  type Sabotage,
} from './sabotage.ts';

const refused = (status: number, body: object, ...says: string[]): Sabotage => ({
  name: `resume answers ${status} ${JSON.stringify(body)}`,
  breaks: lying(LIFECYCLE, answering(status, body), RESUME),
  red: resuming(check('resume-answers-200', 'expected statusCode 200', `got ${status}`, ...says)),
});

const answered = (name: string, lie: () => unknown, red: Sabotage['red']): Sabotage => ({
  name: `resume answers ${name}`,
  breaks: lying(LIFECYCLE, lie, RESUME),
  red,
});

const lost = (eventType: string, like: (data: object) => boolean = () => true) =>
  appending((entry) => (entry.event_type === eventType && like(entry.data) ? undefined : entry));

const validators = ['freshness', 'grounding', 'contradiction', 'compliance'];

/** What a resume can answer, and what it can leave undone. */
export const resumeSabotage: readonly Sabotage[] = [
  refused(202, { success: true }),
  refused(204, {}),
  refused(400, { error: 'Only a PAUSED plan can be resumed', status: 'ACTIVE' }, 'ACTIVE'),
  refused(401, { error: 'Unauthorized' }, 'Unauthorized'),
  refused(403, { error: 'ValidatorBlock', validators: [{ validator: 'freshness' }] }, 'freshness'),
  refused(404, { error: 'Plan not found' }, 'Plan not found'),
  refused(409, { error: 'Conflict', reasons: [{ code: 'CONFLICT_ACTIVE_PLAN' }] }, 'CONFLICT'),
  refused(500, { error: 'Internal server error' }, 'Internal server error'),
  refused(503, { error: 'Service not configured' }, 'not configured'),
  {
    name: 'resume answers 200 and no success',
    breaks: lying(
      LIFECYCLE,
      rewriting((body) => ({ ...body, success: false })),
      RESUME,
    ),
    red: { 'plan-ledger': check('resume-is-own', 'success', 'true', 'false') },
  },
  {
    name: 'the validators say BLOCK before they say ALLOW',
    breaks: lying(
      LIFECYCLE,
      entriesBecome((entries) =>
        entries.flatMap((one) =>
          one.event_type === 'VALIDATOR_RUN_SUMMARY'
            ? [one, { ...one, entry_id: 'another', data: { aggregate: 'BLOCK' } }]
            : [one],
        ),
      ),
      GET_LEDGER,
    ),
    red: { 'validator-run': check('summary-lets-through', 'no VALIDATOR_RUN_SUMMARY', 'BLOCK') },
  },
  ...['ERROR', 'SKIPPED'].map(
    (result): Sabotage => ({
      name: `a validator ends with ${result}, and the plan is let through`,
      options: appending((entry) =>
        entry.event_type === 'VALIDATOR_RUN'
          ? { ...entry, data: { ...entry.data, result } }
          : entry,
      ),
      red: {
        'validator-run': check('summary-lets-through', 'no VALIDATOR_RUN with result', result),
      },
    }),
  ),
  answered(
    'a status that is text',
    answering('200', { success: true }),
    resuming(check('resume-answers-200', 'got "200"')),
  ),
  answered(
    'without a statusCode',
    () => ({ body: '{}' }),
    resuming(check('resume-answers-200', 'got nothing')),
  ),
  answered('null', () => null, resuming(check('resume-answers-200', 'got nothing'))),
  answered(
    'an array',
    () => [{ statusCode: 200 }],
    resuming(check('resume-answers-200', 'got nothing', '[{"statusCode":200}]')),
  ),
  answered(
    'plain text',
    () => 'resumed',
    resuming(check('resume-answers-200', 'got nothing', 'resumed')),
  ),
  {
    name: 'resume answers a body that is not JSON',
    breaks: lying(
      LIFECYCLE,
      async (honest) => ({ ...(await honest()), body: '<html>OK</html>' }),
      RESUME,
    ),
    red: { 'plan-ledger': check('resume-is-own', 'plan_id', '<html>OK</html>') },
  },
  {
    name: 'resume answers for another plan',
    breaks: lying(
      LIFECYCLE,
      rewriting(() => ({ success: true, plan_id: 'other' })),
      RESUME,
    ),
    red: { 'plan-ledger': check('resume-is-own', 'plan_id', '"other"') },
  },
  {
    name: 'the API has no tables configured',
    breaks: ({ functions }) =>
      void functions.set(LIFECYCLE, { handler: planLifecycle({ store: undefined }) as never }),
    red: {
      ...resuming(check('resume-answers-200', 'got 503', 'Service not configured')),
      'budget-reserve': check('ledger-answers-200', 'got 503'),
    },
  },
  {
    name: 'resume answers 200 and does nothing',
    breaks: lying(LIFECYCLE, (_, plan_id) => answering(200, { success: true, plan_id })(), RESUME),
    red: resuming(check('ledger-has-entries', 'expected at least 1 entry', 'got none')),
  },
  {
    name: 'the status write of a resume is lost',
    options: { store: (real) => ({ ...real, setStatus: async () => {} }) },
    red: resuming(check('plan-is-active', 'expected plan_status to be "ACTIVE"', 'got "PAUSED"')),
  },
  {
    name: 'a resume writes the wrong status',
    options: {
      store: (real) => ({
        ...real,
        setStatus: (ref, _, at) => real.setStatus(ref, 'COMPLETED', at),
      }),
    },
    red: resuming(check('plan-is-active', 'got "COMPLETED"')),
  },
  {
    name: 'PLAN_RESUMED is lost',
    options: lost('PLAN_RESUMED'),
    red: resuming(check('ledger-has-plan-resumed', 'expected PLAN_RESUMED', 'VALIDATOR_RUN')),
  },
  ...validators.map(
    (validator): Sabotage => ({
      name: `the entry of the ${validator} validator is lost`,
      options: lost('VALIDATOR_RUN', (data) => 'validator' in data && data.validator === validator),
      red: {
        'validator-run': check(
          'every-validator-ran',
          `expected VALIDATOR_RUN with validator ${validator}`,
        ),
      },
    }),
  ),
  {
    name: 'the validators run and no summary closes them',
    options: lost('VALIDATOR_RUN_SUMMARY'),
    red: { 'validator-run': check('summary-lets-through', 'expected VALIDATOR_RUN_SUMMARY') },
  },
  {
    name: 'the validator gateway is bypassed',
    options: appending((entry) => (entry.event_type.startsWith('VALIDATOR') ? undefined : entry)),
    red: { 'validator-run': check('ledger-has-validator-run', 'VALIDATOR_RUN', 'PLAN_RESUMED') },
  },
  {
    name: 'a plan is resumed though the validators block it',
    options: appending((entry) =>
      entry.event_type === 'VALIDATOR_RUN_SUMMARY'
        ? { ...entry, data: { aggregate: 'BLOCK' } }
        : entry,
    ),
    red: { 'validator-run': check('summary-lets-through', 'ALLOW or WARN', 'BLOCK') },
  },
  {
    name: 'a plan is resumed though one of the validators blocks it',
    options: appending((entry) =>
      'validator' in entry.data && entry.data.validator === 'compliance'
        ? { ...entry, data: { ...entry.data, result: 'BLOCK' } }
        : entry,
    ),
    red: { 'validator-run': check('summary-lets-through', 'no VALIDATOR_RUN with result BLOCK') },
  },
  ...['VALIDATOR_RUN', 'VALIDATOR_RUN_SUMMARY'].map(
    (event_type): Sabotage => ({
      name: `the validators leave each ${event_type} twice`,
      options: {
        store: (real) => ({
          ...real,
          append: async (entry) => {
            await real.append(entry);
            if (entry.event_type === event_type)
              await real.append({ ...entry, entry_id: `${entry.entry_id}-2` });
          },
        }),
      },
      red: {
        'validator-run': check(
          event_type === 'VALIDATOR_RUN' ? 'every-validator-ran' : 'summary-lets-through',
          `one ${event_type}`,
          'got 2',
        ),
      },
    }),
  ),
  {
    name: 'the summary comes before the validators',
    options: appending((entry) =>
      entry.event_type === 'VALIDATOR_RUN_SUMMARY'
        ? { ...entry, timestamp: new Date(Date.parse(entry.timestamp) - 5_000).toISOString() }
        : entry,
    ),
    red: { 'validator-run': check('validated-before-resumed', 'before VALIDATOR_RUN_SUMMARY') },
  },
  {
    name: 'the validators run after the plan was resumed',
    options: appending((entry) =>
      entry.event_type.startsWith('VALIDATOR')
        ? { ...entry, timestamp: new Date(Date.parse(entry.timestamp) + 5_000).toISOString() }
        : entry,
    ),
    red: { 'validator-run': check('validated-before-resumed', 'before PLAN_RESUMED') },
  },
  {
    name: 'the target may not write its ledger',
    options: {
      store: (real) => ({
        ...real,
        append: async () => Promise.reject(new Error('AccessDeniedException')),
      }),
    },
    red: {
      ...resuming(check('resume-answers-200', 'got 500')),
      'budget-reserve': check('reserve-answers-200', 'got 500'),
    },
  },
  {
    name: 'the target cannot read its plans',
    options: {
      store: (real) => ({ ...real, plan: async () => Promise.reject(new Error('gone')) }),
    },
    red: {
      ...resuming(check('resume-answers-200', 'got 500')),
      'budget-reserve': check('ledger-answers-200', 'got 500'),
    },
  },
  {
    name: 'the target finds no plan',
    options: { store: (real) => ({ ...real, plan: async () => undefined }) },
    red: {
      ...resuming(check('resume-answers-200', 'got 404')),
      'budget-reserve': check('ledger-answers-200', 'got 404'),
    },
  },
  {
    name: 'the seeded plan is answered for but not stored',
    options: {
      intercept: ({ service, operation, target }) =>
        service === 'dynamodb' && operation === 'PutItem' && target.includes('revenue-plans')
          ? { kind: 'answer', status: 200, headers: {}, body: {} }
          : undefined,
    },
    red: {
      ...resuming(check('resume-answers-200', 'got 404')),
      'budget-reserve': check('ledger-answers-200', 'got 404'),
    },
  },
];
