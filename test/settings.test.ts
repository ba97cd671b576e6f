import { describe, expect, test } from 'vitest';
import { needed, readSettings, settingNames } from '../src/settings.ts';

const whole = {
  AWS_REGION: 'us-east-1',
  REVENUE_PLANS_TABLE_NAME: 'cc-native-revenue-plans',
  OUTCOMES_TABLE_NAME: 'cc-native-execution-outcomes',
};
const problemsOf = (env: Record<string, string | undefined>) => readSettings(env).problems;

test('settings that are there are taken, the others have their defaults', () => {
  expect(readSettings({ ...whole, HOME: '/home/somebody' })).toEqual({
    problems: [],
    values: {
      ...whole,
      PLAN_LIFECYCLE_API_FUNCTION_NAME: 'cc-native-plan-lifecycle-api',
      PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'cc-native-phase7-governance-e2e',
      CANARY_TENANT_ID: 'e2e-p7-ledger-tenant',
      CANARY_CONCURRENCY: '4',
      CANARY_RETRIES: '1',
      CANARY_STEP_METRICS: 'all',
      CANARY_SWEEP_LEDGER: 'false',
    },
  });
});

test('all that is missing or wrong is told at once, by name, with what would be right', () => {
  const { values, problems } = readSettings({ AWS_REGION: 'mars', CANARY_RETRIES: '9' });

  expect(problems).toEqual([
    { name: 'AWS_REGION', problem: 'AWS_REGION is "mars": expected a region such as us-east-1' },
    {
      name: 'REVENUE_PLANS_TABLE_NAME',
      problem:
        'REVENUE_PLANS_TABLE_NAME (or the older REVENUE_PLANS_TABLE) is not set: ' +
        'the RevenuePlans table; output RevenuePlansTableName of the target stack',
    },
    {
      name: 'OUTCOMES_TABLE_NAME',
      problem:
        'OUTCOMES_TABLE_NAME is not set: the ExecutionOutcomes table; ' +
        'output ExecutionOutcomesTableName of the target stack',
    },
    {
      name: 'CANARY_RETRIES',
      problem: 'CANARY_RETRIES is "9": expected a whole number from 0 to 5',
    },
  ]);
  for (const { name } of problems) expect(values).not.toHaveProperty(name);
});

describe('the older name of the plans’ table', () => {
  test('is the one that is told where its value is wrong', () => {
    const { problems } = readSettings({ REVENUE_PLANS_TABLE: 'a b' });
    expect(problems.map(({ problem }) => problem)).toContainEqual(
      expect.stringMatching(/^REVENUE_PLANS_TABLE is "a b": expected a table name/),
    );
  });

  test.each([
    ['is still heard', { REVENUE_PLANS_TABLE: 'older' }, 'older'],
    [
      'gives way to the newer',
      { REVENUE_PLANS_TABLE: 'o', REVENUE_PLANS_TABLE_NAME: 'new' },
      'new',
    ],
    [
      'is heard where the newer is empty',
      { REVENUE_PLANS_TABLE: 'older', REVENUE_PLANS_TABLE_NAME: '' },
      'older',
    ],
  ])('%s', (_what, env, expected) => {
    const { OUTCOMES_TABLE_NAME, AWS_REGION } = whole;

    const { values } = readSettings({ OUTCOMES_TABLE_NAME, AWS_REGION, ...env });

    expect(values.REVENUE_PLANS_TABLE_NAME).toBe(expected);
  });
});

test.each(settingNames)('an empty %s is one that is not set', (name) => {
  expect(readSettings({ ...whole, [name]: '' })).toEqual(
    readSettings({ ...whole, [name]: undefined }),
  );
});

test.each([
  [
    'AWS_REGION',
    ['us-east-1', 'eu-central-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1'],
  ],
  ['OUTCOMES_TABLE_NAME', ['abc', 'A_b-c.9', 'x'.repeat(255)]],
  ['OUTCOMES_TABLE_NAME', ['arn:aws:dynamodb:us-east-1:123456789012:table/outcomes']],
  ['PLAN_LIFECYCLE_API_FUNCTION_NAME', ['f', 'plan-api', 'plan_api:live', 'plan-api:$LATEST']],
  [
    'PLAN_LIFECYCLE_API_FUNCTION_NAME',
    [
      'arn:aws:lambda:us-east-1:123456789012:function:plan-api:live',
      '123456789012:function:plan-api',
    ],
  ],
  ['CANARY_TENANT_ID', ['t', 'Tenant-9', 'x'.repeat(128)]],
  ['CANARY_CONCURRENCY', ['1', '64']],
  ['CANARY_RETRIES', ['0', '5']],
  ['CANARY_STEP_METRICS', ['all', 'failures', 'off']],
  ['CANARY_SWEEP_LEDGER', ['true', 'false']],
])('%s may be %j', (name, good) => {
  for (const value of good) {
    expect(readSettings({ ...whole, [name]: value }).values).toHaveProperty(name, value);
  }
});

test.each([
  ['AWS_REGION', ['us', 'US-EAST-1', 'us-east', 'us-east-1a', ' us-east-1', 'us-east-1\n']],
  ['REVENUE_PLANS_TABLE_NAME', ['ab', 'x'.repeat(256), 'two words', 'tab\tle', 'plans\n']],
  ['PHASE7_GOVERNANCE_E2E_FUNCTION_NAME', ['x'.repeat(65), 'two words', 'a:b:c', 'f!', 'f\n']],
  ['CANARY_TENANT_ID', ['a#b', 'a b', 'a_b', 'x'.repeat(129), 'ä', 'a\n']],
  ['CANARY_CONCURRENCY', ['0', '65', '-1', '1.5', '1e1', '0x4', 'four', ' 4', '9'.repeat(400)]],
  ['CANARY_RETRIES', ['6', '-1', 'none']],
  ['CANARY_STEP_METRICS', ['some', 'ALL', 'true']],
  ['CANARY_SWEEP_LEDGER', ['yes', '1', 'TRUE']],
])('%s may not be %j', (name, bad) => {
  for (const value of bad) {
    expect(problemsOf({ ...whole, [name]: value })).toEqual([
      { name, problem: expect.stringContaining(`${name} is ${JSON.stringify(value)}: expected `) },
    ]);
  }
});

test('a needed setting is there, or it is a bug to need it', () => {
  expect(needed({ AWS_REGION: 'us-east-1' }, 'AWS_REGION')).toBe('us-east-1');
  expect(() => needed({}, 'AWS_REGION')).toThrow(RangeError);
});
