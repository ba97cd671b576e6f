import { expect, test } from 'vitest';
import { parameterProblems, slsArguments } from '../../../src/cli/gate/parameters.ts';
import { parameterNames } from '../../../src/stack/parameters.ts';

const tables = {
  REVENUE_PLANS_TABLE_NAME: 'plans',
  PLAN_LEDGER_TABLE_NAME: 'ledger',
  OUTCOMES_TABLE_NAME: 'outcomes',
};
const deploying = {
  stage: 'prod',
  region: 'us-east-1',
  profile: undefined,
  targetStack: 'CCNativeStack',
  given: [],
  env: {},
};
const parametersIn = (args: readonly string[]) =>
  args.flatMap((word, i) => (args[i - 1] === '--param' ? [word] : []));

test('what is found out is given to serverless.yml under names that it knows', () => {
  const env = {
    PLAN_LIFECYCLE_API_FUNCTION_NAME: 'api',
    PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'e2e',
  };
  const parameters = parametersIn(slsArguments({ ...deploying, env }, tables));
  expect(parameters).toEqual([
    ...['targetStack=CCNativeStack', 'revenuePlansTable=plans', 'planLedgerTable=ledger'],
    ...[
      'outcomesTable=outcomes',
      'planLifecycleApiFunction=api',
      'phase7GovernanceE2eFunction=e2e',
    ],
  ]);
  const names = parameters.map((pair) => pair.split('=', 1)[0]);
  expect(parameterNames).toEqual(expect.arrayContaining(names));
});

test('what is asked for by name is above that', () => {
  const given = ['outcomesTable=mine', 'runbookBase=https://x/?a=b=c', 'email=a@b.c'];
  expect(parametersIn(slsArguments({ ...deploying, given }, tables)).slice(3)).toEqual([
    'outcomesTable=mine',
    'runbookBase=https://x/?a=b=c',
    'email=a@b.c',
  ]);
});

test('an empty setting names no function', () => {
  const env = { PLAN_LIFECYCLE_API_FUNCTION_NAME: '' };
  expect(parametersIn(slsArguments({ ...deploying, env }, tables))).toHaveLength(4);
});

test('everything that is wrong with those asked for is said', () => {
  const form = 'expected NAME=VALUE; NAME=none is an email or pagerSecret of nobody';
  expect(parameterProblems(['interval=1', 'email=none'])).toEqual([]);
  expect(parameterProblems(['interval=1', 'email=none', 'interval=5'])).toEqual([
    '--param interval is given more than once: which one is meant?',
  ]);
  expect(parameterProblems(['x', '=1', 'email=', 'intervall=1', 'targetStack=x'])).toEqual([
    `--param is "x": ${form}`,
    `--param is "=1": ${form}`,
    `--param is "email=": ${form}`,
    expect.stringMatching(/^--param: there is no parameter intervall; there are interval, /),
    '--param targetStack: name the stack with --target-stack, since its outputs are read',
  ]);
  expect(
    parameterProblems(['foo=bar', 'interval=7', 'pagerSecret=https://x', 'email=a@b.c']),
  ).toEqual([
    expect.stringMatching(/^--param: there is no parameter foo; /),
    '--param: interval is "7": expected 1, 5 or 15',
    expect.stringMatching(/^--param: pagerSecret is 9 characters: expected the name or ARN/),
  ]);
});
