import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import tables from '../../src/reference/tables.json' with { type: 'json' };
import { complaintsOf } from '../helpers/packaging/linter.ts';
import { startDynamo } from './account.ts';
import { type LambdaFunction, packageReference } from './packaged.ts';
import { planRow, request } from './plans.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: { 'Fn::GetAtt'?: [string, 'Arn']; 'Fn::Sub'?: string };
}
interface Role {
  readonly Policies: [{ readonly PolicyDocument: { readonly Statement: Statement[] } }];
}

const { propertiesOf, invoke, ...packaged } = await packageReference();
afterAll(packaged.remove);

const lifecycleApi = propertiesOf<LambdaFunction>('PlanLifecycleApiLambdaFunction');
const governance = propertiesOf<LambdaFunction>('Phase7GovernanceE2eLambdaFunction');

test('packaging has nothing to warn of', () => {
  expect(packaged.said).not.toMatch(/warn|deprecat/i);
});

test("AWS's own linter has nothing to say of the template", () => {
  expect(complaintsOf(packaged.templateFile)).toEqual([]);
});

test('the zip holds the bundle, and what makes an ES module of it', () => {
  const chunks = /^\.serverless\/bundle\/chunks\/[\w-]+\.js$/;
  expect(packaged.files.filter((file) => !chunks.test(file))).toEqual([
    '.serverless/bundle/handlers.js',
    '.serverless/bundle/package.json',
  ]);
});

describe('the template', () => {
  test('names the functions as callers expect them', () => {
    const common = { Runtime: 'nodejs24.x', Architectures: ['arm64'] };
    expect(lifecycleApi).toMatchObject({ FunctionName: 'cc-native-plan-lifecycle-api', ...common });
    expect(governance).toMatchObject({
      FunctionName: 'cc-native-phase7-governance-e2e',
      ...common,
    });
  });

  test.each([
    ['RevenuePlansTable', 'cc-native-revenue-plans', tables.RevenuePlans],
    ['PlanLedgerTable', 'cc-native-plan-ledger', tables.PlanLedger],
    ['ExecutionOutcomesTable', 'cc-native-execution-outcomes', tables.ExecutionOutcomes],
  ])('makes %s of tables.json, names it and puts the name out', (id, TableName, shape) => {
    expect(propertiesOf(id)).toEqual({ TableName, ...shape });
    expect(packaged.outputs).toMatchObject({ [`${id}Name`]: { Value: { Ref: id } } });
  });

  test('keeps logs for a week', () => {
    expect(propertiesOf('PlanLifecycleApiLogGroup')).toMatchObject({ RetentionInDays: 7 });
    expect(propertiesOf('Phase7GovernanceE2eLogGroup')).toMatchObject({ RetentionInDays: 7 });
  });

  test('gives each function a role of its own, without a wildcard', () => {
    const roles = { PlanLifecycleApiRole: lifecycleApi, Phase7GovernanceE2eRole: governance };
    for (const [role, lambda] of Object.entries(roles)) {
      expect(lambda).toMatchObject({ Role: { 'Fn::Sub': `\${${role}.Arn}` } });
      expect(JSON.stringify(propertiesOf(role))).not.toContain('*');
    }
  });
});

describe('the packaged code', async () => {
  const dynamo = await startDynamo();
  afterAll(dynamo.stop);
  const plans = propertiesOf<{ TableName: string }>('RevenuePlansTable');
  const ledger = propertiesOf<{ TableName: string }>('PlanLedgerTable');
  await dynamo.createTable(plans.TableName, plans);
  await dynamo.createTable(ledger.TableName, ledger);

  /** What a role allows on tables, in the words in which the database notes what it is asked. */
  const allowedBy = (role: string) => {
    const { Statement } = propertiesOf<Role>(role).Policies[0].PolicyDocument;
    return Statement.flatMap(({ Action, Resource }) => {
      const target = Resource['Fn::GetAtt']?.[0] ?? Resource['Fn::Sub'] ?? '';
      const named = target
        .replace(/\$\{(\w+)\.Arn\}/, '$1')
        .replace('RevenuePlansTable', plans.TableName)
        .replace('PlanLedgerTable', ledger.TableName);
      return [Action].flat().map((action) => `${action} ${named}`);
    }).filter((permission) => permission.startsWith('dynamodb:'));
  };

  test('resumes, reserves and reads with exactly the permissions its roles give', async () => {
    const plan = planRow();
    await dynamo.client.send(new PutCommand({ TableName: plans.TableName, Item: plan }));
    const ask = (route: string) => invoke(lifecycleApi, request(route, plan), dynamo.endpoint);
    const { plan_id, tenant_id, account_id } = plan;
    const reservation = { action: 'budget_reserve', plan_id, tenant_id, account_id };
    const reserve = { body: JSON.stringify(reservation) };

    dynamo.asked.clear();
    const reserved = await invoke(governance, reserve, dynamo.endpoint);
    expect([...dynamo.asked].sort()).toEqual(allowedBy('Phase7GovernanceE2eRole').sort());

    dynamo.asked.clear();
    const resumed = await ask('POST /plans/{planId}/resume');
    const listed = await ask('GET /plans');
    const shown = await ask('GET /plans/{planId}/ledger');
    expect([...dynamo.asked].sort()).toEqual(allowedBy('PlanLifecycleApiRole').sort());

    expect(reserved).toMatchObject({ statusCode: 200, body: { result: 'ALLOW' } });
    expect(resumed).toEqual({ statusCode: 200, body: { success: true, plan_id } });
    expect(listed.body).toMatchObject({ plans: [{ plan_id, plan_status: 'ACTIVE' }] });
    expect(shown.body.entries).toHaveLength(7);
    expect(shown.body.entries[0]).toMatchObject({ event_type: 'PLAN_RESUMED' });
  });

  const reservation = { action: 'budget_reserve', plan_id: 'p', tenant_id: 't' };
  test.each([
    ['lifecycle API answers 503', lifecycleApi, request('GET /plans', planRow()), 503],
    ['governance function answers 500', governance, reservation, 500],
  ])('without table names, the %s', async (_what, lambda, event, statusCode) => {
    const unconfigured = { ...lambda, Environment: { Variables: {} } };

    expect(await invoke(unconfigured, event, dynamo.endpoint)).toEqual({
      statusCode,
      body: { error: 'Service not configured' },
    });
  });
});
