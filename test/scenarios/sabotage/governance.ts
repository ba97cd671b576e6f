import {
  afterReserving,
  answering,
  appending,
  check,
  entriesBecome,
  GET_LEDGER,
  GOVERNANCE,
  LIFECYCLE,
  lying,
  type Red,
  type Sabotage,
  target,
} from './sabotage.ts';

const governance = (name: string, lie: Parameters<typeof lying>[1], red: Red): Sabotage => ({
  name: `the reservation ${name}`,
  breaks: lying(GOVERNANCE, lie),
  red: { 'budget-reserve': red },
});

/** What the governance E2E Lambda can do wrong. */
export const governanceSabotage: readonly Sabotage[] = [
  governance(
    'answers 400',
    answering(400, { error: 'bad' }),
    check('reserve-answers-200', 'got 400', 'bad'),
  ),
  governance(
    'answers 500',
    answering(500, { error: 'Service not configured' }),
    check('reserve-answers-200', 'got 500'),
  ),
  ...['WARN', 'BLOCK'].map((result) =>
    governance(
      `is answered with ${result}`,
      answering(200, { result, reason: 'Above the cap of 50', details: {} }),
      check(
        'reserve-is-allowed',
        ...['expected result to be "ALLOW"', `got "${result}"`, 'Above the cap of 50'],
      ),
    ),
  ),
  governance(
    'answers without details',
    answering(200, { result: 'ALLOW' }),
    check('reserve-is-allowed', 'the body to have details'),
  ),
  governance(
    'answers without a result',
    answering(200, {}),
    check('reserve-is-allowed', 'the body to have result'),
  ),
  governance(
    'answers nothing',
    () => undefined,
    check('reserve-answers-200', 'expected statusCode 200', 'got nothing'),
  ),
  governance(
    'is allowed and not written down',
    answering(200, { result: 'ALLOW', details: {} }),
    check('ledger-has-entries', 'expected at least 1 entry', 'got none'),
  ),
  governance(
    'crashes',
    () => {
      throw new TypeError('units is not a function');
    },
    target('reserve', 'FunctionError', 'units is not a function'),
  ),
  {
    name: 'the reservation is written down twice, as BUDGET_BLOCK too',
    breaks: lying(
      LIFECYCLE,
      entriesBecome((entries) => [
        ...entries,
        ...entries
          .filter((one) => one.event_type === 'BUDGET_RESERVE')
          .map((one) => ({ ...one, event_type: 'BUDGET_BLOCK', entry_id: 'another' })),
      ]),
      GET_LEDGER,
    ),
    red: {
      'budget-reserve': check(
        'ledger-has-budget-reserve',
        'no BUDGET_WARN or BUDGET_BLOCK',
        'got 1',
      ),
    },
  },
  {
    name: 'the reservation resumes the plan, too',
    options: afterReserving((real, entry) =>
      real.append({ ...entry, event_type: 'PLAN_RESUMED', entry_id: 'another' }),
    ),
    red: { 'budget-reserve': check('ledger-has-budget-reserve', 'or PLAN_RESUMED', 'got 1') },
  },
  {
    name: 'the reservation is written down as a warning',
    options: appending((entry) =>
      entry.event_type === 'BUDGET_RESERVE' ? { ...entry, event_type: 'BUDGET_WARN' } : entry,
    ),
    red: { 'budget-reserve': check('ledger-has-budget-reserve', 'BUDGET_RESERVE', 'BUDGET_WARN') },
  },
  {
    name: "the reservation is written into another plan's ledger",
    options: appending((entry) =>
      entry.event_type === 'BUDGET_RESERVE' ? { ...entry, plan_id: 'another' } : entry,
    ),
    red: { 'budget-reserve': check('ledger-has-entries', 'got none') },
  },
];
