import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalAccount } from '../../../src/local/account.ts';
import { denied, internalError, throttled } from '../../../src/local/faults.ts';
import type { Call, Fault } from '../../../src/local/intercept.ts';
import {
  access,
  check,
  GET_LEDGER,
  GET_PLAN,
  GOVERNANCE,
  HANG,
  LEDGER,
  LIFECYCLE,
  lying,
  OUTCOMES,
  onCall,
  PLANS,
  RESUME,
  type Red,
  resuming,
  type Sabotage,
  seeding,
  target,
  timeout,
} from './sabotage.ts';

type Lie = Parameters<typeof lying>[1];

const crash: Lie = () => {
  throw new TypeError("Cannot read properties of undefined (reading 'plan')");
};
const never: Lie = () => new Promise(() => {});

/** The function dies of its own time limit, which Lambda tells its caller. */
const slowerThanItMay = (name: string) => (account: LocalAccount) => {
  lying(name, never)(account);
  const fn = account.functions.get(name);
  if (fn) account.functions.set(name, { ...fn, timeoutMs: 50 });
};

const route = (call: Call) => {
  const { httpMethod, resource } = call.input as { httpMethod?: string; resource?: string };
  return `${httpMethod} ${resource}`;
};
const onRoute = (wanted: string, fault: Fault) =>
  onCall('Invoke', (call) => (route(call) === wanted ? fault : undefined), LIFECYCLE);

const drops = (table: string) => async (account: LocalAccount) => {
  const { credentials, endpoints } = account;
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials,
    endpoint: endpoints.dynamodb,
  });
  await client.send(new DeleteTableCommand({ TableName: table }));
  client.destroy();
};

const outcomes = (red: Red) => ({ 'outcomes-capture': red });
const describes = (TableStatus: string | undefined): Fault => ({
  kind: 'answer',
  status: 200,
  headers: {},
  body: TableStatus ? { Table: { TableName: OUTCOMES, TableStatus } } : {},
});

const everyInvoke = (red: (step: string) => Red) => ({
  ...resuming(red('resume')),
  'budget-reserve': red('reserve'),
});

/** Crashes, hangs, throttles, denials, lost answers, missing functions and tables. */
export const wireSabotage: readonly Sabotage[] = [
  {
    name: 'the resume crashes',
    breaks: lying(LIFECYCLE, crash, RESUME),
    red: resuming(target('resume', 'expected an answer', 'FunctionError Unhandled', 'TypeError')),
  },
  {
    name: 'the resume does its work and then crashes',
    breaks: lying(
      LIFECYCLE,
      async (honest) => {
        await honest();
        throw new Error('out of memory');
      },
      RESUME,
    ),
    red: resuming(target('resume', 'out of memory')),
  },
  {
    name: 'the resume throws something that is no error',
    breaks: lying(LIFECYCLE, () => Promise.reject('no'), RESUME),
    red: resuming(target('resume', 'FunctionError', 'no')),
  },
  {
    name: 'the ledger crashes',
    breaks: lying(LIFECYCLE, crash, GET_LEDGER),
    red: seeding(target('ledger', 'FunctionError Unhandled', 'TypeError')),
  },
  {
    name: 'the plan crashes',
    breaks: lying(LIFECYCLE, crash, GET_PLAN),
    red: resuming(target('plan', 'FunctionError Unhandled', 'TypeError')),
  },
  {
    name: 'the API runs into its own time limit',
    breaks: slowerThanItMay(LIFECYCLE),
    red: {
      ...resuming(target('resume', 'Sandbox.Timedout', 'Task timed out after 0.05 seconds')),
      'budget-reserve': target('ledger', 'Task timed out'),
    },
  },
  {
    name: 'the governance Lambda runs into its own time limit',
    breaks: slowerThanItMay(GOVERNANCE),
    red: { 'budget-reserve': target('reserve', 'Task timed out after 0.05 seconds') },
  },
  {
    name: 'an answer is larger than Lambda allows',
    breaks: lying(LIFECYCLE, () => ({ statusCode: 200, body: 'x'.repeat(7_000_000) }), GET_LEDGER),
    red: seeding(target('ledger', 'Function.ResponseSizeTooLarge')),
  },
  ...(
    [
      [RESUME, resuming(timeout('resume', 'expected an answer within', 'got none'))],
      [GET_LEDGER, seeding(timeout('ledger', 'expected an answer within', 'got none'))],
      [GET_PLAN, resuming(timeout('plan', 'expected an answer within', 'got none'))],
    ] as const
  ).map(([wanted, red]) => ({
    name: `${wanted} hangs`,
    options: onRoute(wanted, HANG),
    red,
  })),
  {
    name: 'the governance Lambda hangs',
    options: onCall('Invoke', HANG, GOVERNANCE),
    red: { 'budget-reserve': timeout('reserve', 'got none') },
  },
  {
    name: 'the connection of a resume breaks before its work',
    options: onRoute(RESUME, { kind: 'reset' }),
    red: resuming(timeout('resume', 'expected an answer, got none', 'the connection broke')),
  },
  {
    name: 'the answer of a resume is lost every time',
    options: onRoute(RESUME, { kind: 'lose-answer' }),
    red: resuming(timeout('resume', 'expected an answer, got none', 'the connection broke')),
  },
  {
    name: 'the API is throttled for good',
    breaks: ({ functions }) => {
      const fn = functions.get(LIFECYCLE);
      if (fn) functions.set(LIFECYCLE, { ...fn, reservedConcurrency: 0 });
    },
    red: {
      ...resuming(target('resume', 'expected an answer', 'TooManyRequestsException')),
      'budget-reserve': target('ledger', 'TooManyRequestsException'),
    },
  },
  {
    name: 'every invocation is throttled for good',
    options: onCall('Invoke', throttled),
    red: everyInvoke((step) => target(step, 'TooManyRequestsException', '429')),
  },
  {
    name: 'Lambda itself fails',
    options: onCall('Invoke', internalError),
    red: everyInvoke((step) => target(step, 'ServiceException', '500')),
  },
  {
    name: 'the front of Lambda answers 502 with a page',
    options: onCall('Invoke', (call) => internalError(call, 502)),
    red: everyInvoke((step) => target(step, 'expected an answer', '502')),
  },
  {
    name: 'no invocation is allowed',
    options: onCall('Invoke', denied),
    red: everyInvoke((step) => access(step, 'AccessDeniedException', 'lambda:InvokeFunction')),
  },
  {
    name: 'the Plan Lifecycle API Lambda is missing',
    breaks: ({ functions }) => void functions.delete(LIFECYCLE),
    red: {
      ...resuming(target('resume', 'ResourceNotFoundException', 'Function not found', LIFECYCLE)),
      'budget-reserve': target('ledger', 'ResourceNotFoundException'),
    },
  },
  {
    name: 'the governance Lambda is missing',
    breaks: ({ functions }) => void functions.delete(GOVERNANCE),
    red: { 'budget-reserve': target('reserve', 'ResourceNotFoundException', GOVERNANCE) },
  },

  {
    name: 'RevenuePlans is missing',
    breaks: drops(PLANS),
    red: seeding(target('seed-plan', 'PutItem', PLANS, 'ResourceNotFoundException')),
  },
  {
    name: 'PlanLedger is missing',
    breaks: drops(LEDGER),
    red: {
      ...resuming(check('resume-answers-200', 'got 500')),
      'budget-reserve': check('reserve-answers-200', 'got 500'),
    },
  },
  {
    name: 'the seed is denied',
    options: onCall('PutItem', denied, PLANS),
    red: seeding(access('seed-plan', 'AccessDeniedException', 'dynamodb:PutItem')),
  },
  {
    name: 'the seed is throttled for good',
    options: onCall('PutItem', throttled, PLANS),
    red: seeding(target('seed-plan', 'ThrottlingException')),
  },
  {
    name: 'DynamoDB fails at the seed',
    options: onCall('PutItem', internalError, PLANS),
    red: seeding(target('seed-plan', 'InternalServerError')),
  },
  {
    name: 'the seed hangs',
    options: onCall('PutItem', HANG, PLANS),
    red: seeding(timeout('seed-plan', 'expected an answer within', 'got none')),
  },
  {
    name: 'the cleanup is denied',
    options: onCall('DeleteItem', denied, PLANS),
    red: {},
    leaked: ['plan-ledger', 'validator-run', 'budget-reserve'],
  },
  {
    name: 'the cleanup hangs',
    options: onCall('DeleteItem', HANG, PLANS),
    red: {},
    leaked: ['plan-ledger', 'validator-run', 'budget-reserve'],
  },

  {
    name: 'the Outcomes table is missing',
    breaks: drops(OUTCOMES),
    red: outcomes(target('describe-table', 'ResourceNotFoundException', OUTCOMES)),
  },
  {
    name: 'the Outcomes table is being deleted',
    options: { dynalite: { deleteTableMs: 60_000 } },
    breaks: drops(OUTCOMES),
    red: outcomes(check('table-is-active', '"ACTIVE"', 'got "DELETING"')),
  },
  ...['CREATING', 'INACCESSIBLE_ENCRYPTION_CREDENTIALS', 'ARCHIVING', 'ARCHIVED'].map((status) => ({
    name: `the Outcomes table is ${status}`,
    options: onCall('DescribeTable', describes(status), OUTCOMES),
    red: outcomes(
      check(
        'table-is-active',
        'expected TableStatus to be "ACTIVE" or "UPDATING"',
        `got "${status}"`,
      ),
    ),
  })),
  {
    name: 'describe-table describes nothing',
    options: onCall('DescribeTable', describes(undefined), OUTCOMES),
    red: outcomes(check('table-is-active', 'got nothing')),
  },
  {
    name: 'describe-table is denied',
    options: onCall('DescribeTable', denied, OUTCOMES),
    red: outcomes(access('describe-table', 'AccessDeniedException', 'dynamodb:DescribeTable')),
  },
  {
    name: 'describe-table is throttled for good',
    options: onCall('DescribeTable', throttled, OUTCOMES),
    red: outcomes(target('describe-table', 'ThrottlingException')),
  },
  {
    name: 'describe-table hangs',
    options: onCall('DescribeTable', HANG, OUTCOMES),
    red: outcomes(timeout('describe-table', 'got none')),
  },
  {
    name: 'OUTCOMES_TABLE_NAME is not set',
    env: { OUTCOMES_TABLE_NAME: '' },
    red: outcomes({
      step: '',
      kind: 'settings',
      verdict: 'broken',
      says: ['OUTCOMES_TABLE_NAME is not set', 'ExecutionOutcomesTableName'],
    }),
  },
];
