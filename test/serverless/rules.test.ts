import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { runId } from '../../src/engine/run.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { knownAlarms } from '../../src/status/known-alarms.ts';
import { functionNamesOf } from '../../src/telemetry/function-alarms.ts';
import { judgedDeployment } from '../../src/triggers/judged.ts';
import { parseTrigger } from '../../src/triggers/parse.ts';
import { alarmsIn } from '../helpers/cloudwatch/template.ts';
import { matches } from '../helpers/eventbridge.ts';
import { type CanaryFunction, packageCanary, type Rule } from './packaged.ts';

const packaged = await packageCanary({ codeDeployApplication: 'cc-native', interval: '1' });
afterAll(packaged.remove);

const rules = packaged.all<Rule>('AWS::Events::Rule');
const { Variables } = packaged.properties<CanaryFunction>('CanaryLambdaFunction').Environment;
const sample = (name: string) => JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));

/** The rules that would hand an event to the canary; a schedule's are its own, by name. */
const takenBy = (event: { resources?: string[] }) =>
  rules
    .filter(({ Name, EventPattern }) =>
      EventPattern
        ? matches(EventPattern, event)
        : event.resources?.some((arn) => arn.endsWith(`:rule/${Name}`)),
    )
    .map(({ Name }) => Name.replace('governance-canary-prod-', ''));

/** What the packaged canary makes of an event the moment it comes. */
const parsed = (event: { time?: string }) =>
  parseTrigger(event, {
    now: event.time ? Date.parse(event.time) : 0,
    requestId: 'a request',
    scenarios: scenarios.map(({ name }) => name),
    retries: Number(Variables.CANARY_RETRIES),
    intervalMs: Number(Variables.INTERVAL_MINUTES) * 60_000,
    targetStack: Variables.TARGET_STACK_NAME ?? '',
    codeDeployApplication: Variables.CODEDEPLOY_APPLICATION,
  });

test.each([
  ['schedule', ['schedule']],
  ['stack-create-complete', ['stack']],
  ['stack-update-complete', ['stack']],
  ['stack-update-rollback-complete', ['stack']],
  ['deployment-completed', ['deployment']],
  ['deployment-judged', []],
  ['codedeploy-success', ['codedeploy']],
  ['manual-all', []],
  ['manual-some', []],
  ['manual-gate', []],
])('%s.json is for %j', (name, expected) => {
  expect(takenBy(sample(name))).toEqual(expected);
});

test('every sample is in the list above, and runs, unless it was judged already', () => {
  const names = readdirSync('events').map((file) => file.replace('.json', ''));
  expect(names).toHaveLength(10);
  for (const name of names) {
    expect(parsed(sample(name)).outcome).toBe(name === 'deployment-judged' ? 'ignore' : 'run');
  }
});

describe('rule and parser want the same', () => {
  const statuses = ['CREATE', 'UPDATE', 'DELETE', 'IMPORT', 'ROLLBACK', 'UPDATE_ROLLBACK']
    .flatMap((what) => ['IN_PROGRESS', 'COMPLETE', 'FAILED'].map((how) => `${what}_${how}`))
    .concat('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'REVIEW_IN_PROGRESS');
  const stacks = ['CCNativeStack', 'CCNativeStack2', 'ccnativestack', 'CCNativeStack-Nested-1A'];

  test.each(stacks.flatMap((stack) => statuses.map((status) => [stack, status])))(
    'of stack %s being %s',
    (stack, status) => {
      const event = sample('stack-update-complete');
      event.detail['stack-id'] = event.detail['stack-id'].replace('CCNativeStack', stack);
      event.detail['status-details'].status = status;
      expect(parsed(event).outcome).toBe(takenBy(event).length === 1 ? 'run' : 'ignore');
    },
  );

  const states = ['CREATED', 'QUEUED', 'START', 'READY', 'SUCCESS', 'FAILURE', 'STOP'];
  test.each(['cc-native', 'other'].flatMap((name) => states.map((state) => [name, state])))(
    'of application %s being %s',
    (application, state) => {
      const event = sample('codedeploy-success');
      Object.assign(event.detail, { application, state });
      expect(parsed(event).outcome).toBe(takenBy(event).length === 1 ? 'run' : 'ignore');
    },
  );

  test.each([{}, { id: 'd' }, { version: '4' }, { commit: '9f' }, { id: 'd', by: 'x' }])(
    'of a deployment that tells %j',
    (detail) => {
      const event = { ...sample('deployment-completed'), detail };
      expect([takenBy(event), parsed(event).outcome]).toEqual([['deployment'], 'run']);
    },
  );

  test.each(['passed', 'failed', 'broken'] as const)(
    'of a deployment that the gate tells of, since it has judged it itself: %s',
    (verdict) => {
      const what = { version: '4', commit: 'c0ffee' };
      const deployment = { kind: 'deploy', deployId: 'd', ...what } as const;
      const told = judgedDeployment(deployment, { id: runId('run-1'), verdict });
      const event = {
        ...sample('deployment-completed'),
        source: told.Source,
        'detail-type': told.DetailType,
        detail: JSON.parse(told.Detail),
      };
      expect(event.detail).toEqual({ id: 'd', ...what, judgedBy: 'run-1', verdict });
      const reason = `deployment d was judged by run run-1: ${verdict}`;
      expect([takenBy(event), parsed(event)]).toEqual([[], { outcome: 'ignore', reason }]);
    },
  );

  test('of a deployment judged by what is no text: the rule cannot see it, the parser refuses', () => {
    const event = { ...sample('deployment-completed'), detail: { judgedBy: { run: 'x' } } };
    expect([takenBy(event), parsed(event).outcome]).toEqual([['deployment'], 'reject']);
  });

  test('of an event in another account: it is none of ours', () => {
    const event = sample('stack-update-complete');
    event.detail['stack-id'] = event.detail['stack-id'].replace('123456789012', '999999999999');
    expect(takenBy(event)).toEqual([]);
  });
});

test('alarms count in intervals of a minute, and look after the rule for CodeDeploy', () => {
  const { alarms } = alarmsIn(packaged.template);
  const named = (name: string) =>
    alarms.find(({ AlarmName }) => AlarmName === `governance-canary-prod-${name}`);
  expect(named('failing-plan-ledger')).toMatchObject({ Period: 60 });
  expect(named('rule-codedeploy')).toMatchObject({ MetricName: 'FailedInvocations' });
  expect(rules[0]).toMatchObject({ ScheduleExpression: 'rate(1 minute)' });
});

test('what knows a stage without its template has the same names for all of this', () => {
  const { alarms, composites } = alarmsIn(packaged.template);
  const names = [...alarms, ...composites].map(({ AlarmName }) => AlarmName);

  expect(functionNamesOf('prod', { codeDeploy: true, fanOut: false })).toEqual({
    functionName: packaged.properties<CanaryFunction>('CanaryLambdaFunction').FunctionName,
    deadLetterQueueName: packaged.properties<{ QueueName: string }>('UndeliveredQueue').QueueName,
    ruleNames: rules.map(({ Name }) => Name),
  });
  expect(names.filter((name) => !knownAlarms('prod').has(name))).toEqual([]);
});

describe('every rule', () => {
  test.each(rules.map((rule) => [rule.Name, rule] as const))('%s', (_name, { State, Targets }) => {
    expect(State).toBe('ENABLED');
    expect(Targets).toHaveLength(1);
    expect(Targets[0]).toMatchObject({
      Arn: 'CanaryLambdaFunction.Arn',
      DeadLetterConfig: { Arn: 'UndeliveredQueue.Arn' },
      RetryPolicy: {
        MaximumRetryAttempts: expect.any(Number),
        MaximumEventAgeInSeconds: 60,
      },
    });
    // The event itself, with its id: an input of our own would lose it.
    expect(Targets[0]).not.toHaveProperty('Input');
    expect(Targets[0]).not.toHaveProperty('InputTransformer');
  });

  test('may invoke the canary, and nobody else may', () => {
    const permissions = packaged.all<{ Principal: string; SourceArn: string }>(
      'AWS::Lambda::Permission',
    );
    expect(new Set(permissions.map(({ Principal }) => Principal))).toEqual(
      new Set(['events.amazonaws.com']),
    );
    expect(permissions.map(({ SourceArn }) => SourceArn.split('/')[1])).toEqual(
      rules.map(({ Name }) => Name),
    );
  });

  test('is one the queue takes undelivered events from', () => {
    const policy = JSON.stringify(packaged.properties('UndeliveredQueuePolicy'));
    for (const { Name } of rules) expect(policy).toContain(`:rule/${Name}"`);
  });
});
