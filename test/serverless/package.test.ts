import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { RUNS_TABLE } from '../../src/aws/runs-table.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { alarmResources, alarmsFor } from '../../src/telemetry/alarms.ts';
import { functionNamesOf } from '../../src/telemetry/function-alarms.ts';
import { alarmsIn } from '../helpers/cloudwatch/template.ts';
import { complaintsOf } from '../helpers/packaging/linter.ts';
import { type CanaryFunction, packageCanary, type Rule, type Statement } from './packaged.ts';
import { excessIn, permissionsIn } from './permissions.ts';

const packaged = await packageCanary();
afterAll(packaged.remove);
const { properties, resources, all } = packaged;

const canary = properties<CanaryFunction>('CanaryLambdaFunction');
const ofThisAccount = { StringEquals: { 'aws:SourceAccount': '123456789012' } };

test('packaging has nothing to warn of', () => {
  expect(packaged.said).not.toMatch(/warn|deprecat/i);
});

test("AWS's own linter has nothing to say of the template", () => {
  expect(complaintsOf(packaged.templateFile)).toEqual([]);
});

describe('the zip', () => {
  const files = [...packaged.code.keys()];

  test('holds the bundle, and what makes ES modules of it', () => {
    const elsewhere = files.filter((file) => !file.startsWith('.serverless/bundle/'));
    expect(elsewhere).toEqual([]);
    expect(files).toContain('.serverless/bundle/handler.js');
    expect(files).toContain('.serverless/bundle/package.json');
  });

  test('is under 400 KB', () => {
    expect(packaged.zipped).toBeLessThan(400_000);
  });

  test('holds neither the embedded account nor the reference target', () => {
    const code = [...packaged.code.values()].join('');
    // What only dynalite, its store and the reference target say.
    const foreign = ['createTableMs', 'LEVEL_DATABASE_NOT_OPEN', 'Service not configured'];
    expect(foreign.filter((word) => code.includes(word))).toEqual([]);
  });

  test('keeps the names of functions: they are all that a stack trace of a minified file tells', () => {
    const handler = packaged.code.get('.serverless/bundle/handler.js')?.toString();
    expect(handler).toMatch(/function runScenario\(/);
    expect(handler).toMatch(/function redacted\(/);
  });

  test('loads without a word, and gives what Lambda calls', async () => {
    const file = join(packaged.task, canary.Handler.replace(/\.handler$/, '.js'));
    const script =
      'import(process.argv[1]).then(({ handler }) => process.stdout.write(typeof handler));';
    // Newer Nodes guess that a file is an ES module; Lambda wants to be told.
    const args = ['--no-experimental-detect-module', '-e', script, file];
    const env = {
      ...canary.Environment.Variables,
      AWS_REGION: 'us-east-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const loaded = await promisify(execFile)(process.execPath, args, { env });
    expect(loaded).toEqual({ stdout: 'function', stderr: '' });
  });
});

describe('the function', () => {
  test('is small, runs on arm64 and is over before the shortest interval is', () => {
    expect(canary).toMatchObject({
      FunctionName: 'governance-canary-prod',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 60,
      Role: 'CanaryRole.Arn',
    });
    expect(canary).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(canary).not.toHaveProperty('TracingConfig');
  });

  test('is told everything by name, so that `sls invoke local` asks nobody', () => {
    const written = packaged.propertiesOf<CanaryFunction>('CanaryLambdaFunction');
    expect(written.Environment.Variables).toEqual({
      REVENUE_PLANS_TABLE_NAME: 'cc-native-revenue-plans',
      OUTCOMES_TABLE_NAME: 'cc-native-execution-outcomes',
      PLAN_LEDGER_TABLE_NAME: 'cc-native-plan-ledger',
      PLAN_LIFECYCLE_API_FUNCTION_NAME: 'cc-native-plan-lifecycle-api',
      PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'cc-native-phase7-governance-e2e',
      RUNS_TABLE_NAME: 'governance-canary-prod-runs',
      CANARY_TENANT_ID: 'e2e-p7-ledger-tenant',
      CANARY_CONCURRENCY: '4',
      CANARY_RETRIES: '1',
      CANARY_STEP_METRICS: 'all',
      CANARY_SWEEP_LEDGER: 'false',
      FAN_OUT: 'false',
      STAGE: 'prod',
      INTERVAL_MINUTES: '5',
      TARGET_STACK_NAME: 'CCNativeStack',
      CODEDEPLOY_APPLICATION: '',
      TRACING: 'false',
      NODE_OPTIONS: '--max-old-space-size=256 --max-semi-space-size=8',
    });
  });

  test('is never run again by Lambda, and what it could not handle is kept', () => {
    expect(properties('CanaryLambdaEvConf')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
      DestinationConfig: { OnFailure: { Destination: 'UndeliveredQueue.Arn' } },
    });
  });

  test('keeps its log for a month', () => {
    expect(properties('CanaryLogGroup')).toEqual({
      LogGroupName: '/aws/lambda/governance-canary-prod',
      RetentionInDays: 30,
    });
  });

  test('may do what the contract says, and nothing else', () => {
    const guard = {
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': 'TENANT#e2e-p7-ledger-tenant#ACCOUNT#e2e-p7-ledger-account-*',
      },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    expect(excessIn(packaged.template, 'cc-native-plan-ledger')).toEqual([]);
    expect(all('AWS::IAM::Role')).toHaveLength(1);
    expect(all('AWS::StepFunctions::StateMachine')).toEqual([]);
    expect(permissionsIn(packaged.template)).toEqual({
      'dynamodb:PutItem table/cc-native-revenue-plans': guard,
      'dynamodb:DeleteItem table/cc-native-revenue-plans': guard,
      'dynamodb:DescribeTable table/cc-native-execution-outcomes': null,
      'lambda:InvokeFunction function:cc-native-plan-lifecycle-api': null,
      'lambda:InvokeFunction function:cc-native-phase7-governance-e2e': null,
      'dynamodb:GetItem RunsTable.Arn': null,
      'dynamodb:PutItem RunsTable.Arn': null,
      'dynamodb:UpdateItem RunsTable.Arn': null,
      'dynamodb:Query RunsTable.Arn/index/by-debt': null,
      'logs:CreateLogStream CanaryLogGroup.Arn': null,
      'logs:PutLogEvents CanaryLogGroup.Arn': null,
      'sqs:SendMessage UndeliveredQueue.Arn': null,
      'xray:PutTraceSegments *': null,
      'xray:PutTelemetryRecords *': null,
    });
  });
});

test('the runs table is the one the code expects, forgets by itself and goes with the stack', () => {
  expect(properties('RunsTable')).toEqual({
    TableName: 'governance-canary-prod-runs',
    ...RUNS_TABLE,
    TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
  });
  expect(resources.RunsTable).toMatchObject({ DeletionPolicy: 'Delete' });
});

describe('the queue of what could not be handled', () => {
  test('is encrypted and keeps it for 14 days', () => {
    expect(properties('UndeliveredQueue')).toMatchObject({
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      SqsManagedSseEnabled: true,
    });
  });

  test('takes from EventBridge what these rules could not deliver', () => {
    const rules = all<{ Name: string }>('AWS::Events::Rule').map(({ Name }) => Name);
    const arns = rules.map((name) => `arn:aws:events:us-east-1:123456789012:rule/${name}`);
    expect(policyOf('UndeliveredQueuePolicy')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: 'UndeliveredQueue.Arn',
        Condition: { ArnEquals: { 'aws:SourceArn': arns } },
      },
    ]);
  });
});

describe('the topics', () => {
  test.each(['paging', 'notices'])('%s is encrypted with our own key', (name) => {
    const [topic] = all<{ TopicName: string }>('AWS::SNS::Topic').filter(
      ({ TopicName }) => TopicName === `governance-canary-prod-${name}`,
    );
    expect(topic).toMatchObject({ KmsMasterKeyId: expect.stringContaining('TopicKey') });
  });

  test.each(['Paging', 'Notices'])('%s takes from CloudWatch alone, of this account', (name) => {
    expect(policyOf(`${name}TopicPolicy`)).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: expect.stringContaining(`${name}`.toLowerCase()),
        Condition: ofThisAccount,
      },
    ]);
  });

  test('have a key that CloudWatch may use, which is what alarms fail at in silence', () => {
    const { KeyPolicy } = properties<{ KeyPolicy: { Statement: Statement[] } }>('TopicKey');
    expect(KeyPolicy.Statement).toContainEqual({
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: ofThisAccount,
    });
    expect(properties('TopicKey')).toMatchObject({ EnableKeyRotation: true });
  });

  test('have no subscriber, since none was named', () => {
    expect(all('AWS::SNS::Subscription')).toEqual([]);
  });
});

describe('alarms', () => {
  const { alarms, composites } = alarmsIn(packaged.template);
  const ofAws = (namespace: string) =>
    alarms
      .filter(({ Namespace }) => Namespace === namespace)
      .flatMap(({ Dimensions }) => Dimensions);

  test('are those of the catalogue, for this stage and interval', () => {
    const [scheduleRuleId = ''] = Object.entries(resources)
      .filter(([, { Properties }]) => (Properties as Partial<Rule>).ScheduleExpression)
      .map(([id]) => id);
    const catalogue = alarmsFor({
      stage: 'prod',
      scenarios,
      intervalMinutes: 5,
      scheduleEnabled: true,
      runbookBase: 'README.md',
      ...functionNamesOf('prod', { codeDeploy: false, fanOut: false }),
      scheduleRuleId,
    });
    const topics = {
      paging: 'arn:aws:sns:us-east-1:123456789012:governance-canary-prod-paging',
      notices: 'arn:aws:sns:us-east-1:123456789012:governance-canary-prod-notices',
    };
    const packagedAlarms = Object.entries(resources).filter(([, { Type }]) => /Alarm$/.test(Type));
    expect(Object.fromEntries(packagedAlarms)).toEqual(alarmResources(catalogue, topics));
    expect(resources.NotStartedAlarm).toMatchObject({
      DependsOn: expect.arrayContaining([scheduleRuleId]),
    });
  });

  test('watch this function, this queue and each of these rules', () => {
    const rules = all<{ Name: string }>('AWS::Events::Rule').map(({ Name: Value }) => Value);
    expect(ofAws('AWS/Lambda')).toContainEqual({
      Name: 'FunctionName',
      Value: canary.FunctionName,
    });
    expect(ofAws('AWS/SQS')).toEqual([
      {
        Name: 'QueueName',
        Value: properties<{ QueueName: string }>('UndeliveredQueue').QueueName,
      },
    ]);
    expect(ofAws('AWS/Events')).toEqual(rules.map((Value) => ({ Name: 'RuleName', Value })));
  });

  test('export the one to roll back on', () => {
    const rollback = composites.find(({ AlarmName }) => AlarmName.endsWith('-rollback'));
    expect(packaged.outputs.RollbackAlarmArn).toEqual({
      Value: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${rollback?.AlarmName}`,
      Export: { Name: 'governance-canary-prod-rollback-alarm' },
    });
  });
});

test('the dashboard is the one for this stage, in this region', () => {
  const dashboards = all<{ DashboardName: string; DashboardBody: string }>(
    'AWS::CloudWatch::Dashboard',
  );
  expect(dashboards.map(({ DashboardName }) => DashboardName)).toEqual([
    'governance-canary-prod-us-east-1',
  ]);
  const body = dashboards[0]?.DashboardBody ?? '';
  expect(JSON.parse(body).widgets).not.toHaveLength(0);
  expect(body).toContain('/aws/lambda/governance-canary-prod');
  expect(body).toContain('us-east-1');
  expect(body).not.toContain('${');
});

test('function and topics are put out', () => {
  expect(packaged.outputs).toMatchObject({
    CanaryFunctionName: { Value: 'governance-canary-prod' },
    PagingTopicArn: { Value: 'arn:aws:sns:us-east-1:123456789012:governance-canary-prod-paging' },
    NoticesTopicArn: { Value: 'arn:aws:sns:us-east-1:123456789012:governance-canary-prod-notices' },
  });
});

function policyOf(id: string): readonly Statement[] {
  return properties<{ PolicyDocument: { Statement: Statement[] } }>(id).PolicyDocument.Statement;
}
