import { afterAll, describe, expect, test } from 'vitest';
import { alarmsIn } from '../helpers/cloudwatch/template.ts';
import { complaintsOf } from '../helpers/packaging/linter.ts';
import { type CanaryFunction, packageCanary, type Rule } from './packaged.ts';
import { excessIn, permissionsIn } from './permissions.ts';

const pagerSecret = 'governance-canary/pager';
const packaged = await packageCanary({
  interval: '15',
  scheduleEnabled: 'false',
  targetStack: 'Other',
  revenuePlansTable: 'other-plans',
  outcomesTable: 'other-outcomes',
  planLedgerTable: 'other-ledger',
  planLifecycleApiFunction: 'other-api',
  phase7GovernanceE2eFunction: 'other-e2e',
  tenant: 'other-tenant',
  stepMetrics: 'failures',
  tracing: 'true',
  sweepLedger: 'true',
  email: 'oncall@example.com',
  pagerSecret,
  logRetention: '90',
});
afterAll(packaged.remove);

const rules = packaged.all<Rule>('AWS::Events::Rule');
const rule = (name: string) => rules.find(({ Name }) => Name === `governance-canary-prod-${name}`);

test('the schedule keeps its interval and is switched off; deployments are still followed', () => {
  expect(rule('schedule')).toMatchObject({
    State: 'DISABLED',
    ScheduleExpression: 'rate(15 minutes)',
  });
  expect(rule('stack')).toMatchObject({ State: 'ENABLED' });
  expect(rule('deployment')).toMatchObject({ State: 'ENABLED' });
});

test('without an application there is no rule for CodeDeploy, and the queue knows of none', () => {
  expect(rule('codedeploy')).toBeUndefined();
  expect(JSON.stringify(packaged.properties('UndeliveredQueuePolicy'))).not.toContain('codedeploy');
});

test('events may be as old as one interval', () => {
  const age = { MaximumEventAgeInSeconds: 900 };
  expect(packaged.properties('CanaryLambdaEvConf')).toMatchObject(age);
  expect(rule('stack')?.Targets[0]).toMatchObject({ RetryPolicy: age });
});

test('the function is told of all of it', () => {
  const { Environment } = packaged.properties<CanaryFunction>('CanaryLambdaFunction');
  expect(Environment.Variables).toMatchObject({
    REVENUE_PLANS_TABLE_NAME: 'other-plans',
    OUTCOMES_TABLE_NAME: 'other-outcomes',
    PLAN_LEDGER_TABLE_NAME: 'other-ledger',
    PLAN_LIFECYCLE_API_FUNCTION_NAME: 'other-api',
    PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'other-e2e',
    CANARY_TENANT_ID: 'other-tenant',
    CANARY_STEP_METRICS: 'failures',
    CANARY_SWEEP_LEDGER: 'true',
    INTERVAL_MINUTES: '15',
    TARGET_STACK_NAME: 'Other',
    TRACING: 'true',
  });
  expect(packaged.properties('CanaryLogGroup')).toMatchObject({ RetentionInDays: 90 });
  expect(packaged.properties('CanaryLambdaFunction')).toMatchObject({
    TracingConfig: { Mode: 'Active' },
  });
});

test('its permissions are for the other names, and grow by its own ledger entries', () => {
  const only = (keys: string) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });
  const ownPlans = only('TENANT#other-tenant#ACCOUNT#e2e-p7-ledger-account-*');
  const ownEntries = only('PLAN#e2e-p7-ledger-*');
  expect(excessIn(packaged.template, 'other-ledger')).toEqual([]);
  expect(permissionsIn(packaged.template)).toMatchObject({
    'dynamodb:PutItem table/other-plans': ownPlans,
    'dynamodb:DeleteItem table/other-plans': ownPlans,
    'dynamodb:Query table/other-ledger': ownEntries,
    'dynamodb:DeleteItem table/other-ledger': ownEntries,
  });
});

describe('subscriptions', () => {
  const subscriptions = packaged.all<{ TopicArn: string; Protocol: string; Endpoint: string }>(
    'AWS::SNS::Subscription',
  );
  const to = (topic: string) => subscriptions.filter(({ TopicArn }) => TopicArn.endsWith(topic));

  test('mail goes to both topics', () => {
    const mail = { Protocol: 'email', Endpoint: 'oncall@example.com' };
    expect(to('-paging')).toContainEqual(expect.objectContaining(mail));
    expect(to('-notices')).toEqual([expect.objectContaining(mail)]);
  });

  test('the pager is called for pages alone, at an address that only CloudFormation reads', () => {
    const Endpoint = `{{resolve:secretsmanager:${pagerSecret}:SecretString}}`;
    const pager = expect.objectContaining({ Protocol: 'https', Endpoint });
    expect(to('-paging')).toContainEqual(pager);
    expect(subscriptions).toHaveLength(3);
  });
});

test('alarms count in intervals of 15 minutes, and nobody waits for runs that are not to come', () => {
  const { alarms } = alarmsIn(packaged.template);
  const named = (name: string) =>
    alarms.find(({ AlarmName }) => AlarmName === `governance-canary-prod-${name}`);
  expect(named('failing-plan-ledger')).toMatchObject({ Period: 900 });
  expect(named('silent')).toMatchObject({ ActionsEnabled: false });
  expect(named('rule-codedeploy')).toBeUndefined();
});

test("AWS's own linter has nothing to say of all of it either", () => {
  expect(complaintsOf(packaged.templateFile)).toEqual([]);
});

test('nothing of `when` is left', () => {
  expect(JSON.stringify(packaged.template)).not.toContain('"when"');
});
