/** The four scenarios as one writes them for a test runner, with the AWS SDK from npm. */
import assert from 'node:assert/strict';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const { REVENUE_PLANS_TABLE_NAME: plans, OUTCOMES_TABLE_NAME: outcomes } = process.env;
const { PLAN_LIFECYCLE_API_FUNCTION_NAME: api } = process.env;
const { PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: governance } = process.env;
const tenant_id = 'e2e-p7-ledger-tenant';

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const lambda = new LambdaClient({});

export const scenarios = {
  async 'plan-ledger'() {
    await withPlan(async (plan) => {
      assert.equal((await request(plan, 'POST', '/resume')).statusCode, 200);
      const ledger = await request(plan, 'GET', '/ledger');
      assert.equal(ledger.statusCode, 200);
      const { entries } = JSON.parse(ledger.body);
      assert.ok(entries.length >= 1);
      assert.ok(entries.some(({ event_type }) => event_type === 'PLAN_RESUMED'));
      await assertActive(plan);
    });
  },
  async 'validator-run'() {
    await withPlan(async (plan) => {
      assert.equal((await request(plan, 'POST', '/resume')).statusCode, 200);
      const ledger = await request(plan, 'GET', '/ledger');
      assert.equal(ledger.statusCode, 200);
      const types = JSON.parse(ledger.body).entries.map(({ event_type }) => event_type);
      assert.ok(types.some((type) => /^VALIDATOR_RUN(_SUMMARY)?$/.test(type)));
      await assertActive(plan);
    });
  },
  async 'budget-reserve'() {
    await withPlan(async (plan) => {
      const { plan_id, account_id } = plan;
      const fields = { action: 'budget_reserve', plan_id, tenant_id, account_id };
      const reserved = await invoke(governance, { ...fields, body: JSON.stringify(fields) });
      assert.equal(reserved.statusCode, 200);
      const ledger = await request(plan, 'GET', '/ledger');
      assert.equal(ledger.statusCode, 200);
      const { entries } = JSON.parse(ledger.body);
      assert.ok(entries.some(({ event_type }) => event_type === 'BUDGET_RESERVE'));
    });
  },
  async 'outcomes-capture'() {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: outcomes }));
    assert.equal(Table.TableStatus, 'ACTIVE');
  },
};

async function withPlan(work) {
  const nonce = crypto.randomUUID();
  const now = new Date().toISOString();
  const plan_id = `e2e-p7-ledger-${nonce}`;
  const account_id = `e2e-p7-ledger-account-${nonce}`;
  const Key = { pk: `TENANT#${tenant_id}#ACCOUNT#${account_id}`, sk: `PLAN#${plan_id}` };
  const Item = {
    ...Key,
    gsi1pk: `TENANT#${tenant_id}#STATUS#PAUSED`,
    gsi1sk: now,
    gsi2pk: `TENANT#${tenant_id}`,
    gsi2sk: `ACCOUNT#${account_id}#${now}`,
    plan_id,
    tenant_id,
    account_id,
    plan_type: 'RENEWAL_DEFENSE',
    plan_status: 'PAUSED',
    objective: 'Phase 7 E2E',
    steps: [{ step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 }],
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    created_at: now,
    updated_at: now,
  };
  await dynamodb.send(new PutCommand({ TableName: plans, Item }));
  try {
    await work(Item);
  } finally {
    await dynamodb.send(new DeleteCommand({ TableName: plans, Key }));
  }
}

async function assertActive(plan) {
  const { body } = await request(plan, 'GET', '');
  assert.equal(JSON.parse(body).plan.plan_status, 'ACTIVE');
}

async function request({ plan_id, account_id }, httpMethod, below) {
  return await invoke(api, {
    httpMethod,
    path: `/plans/${plan_id}${below}`,
    resource: `/plans/{planId}${below}`,
    pathParameters: { planId: plan_id },
    queryStringParameters: { account_id },
    multiValueQueryStringParameters: { account_id: [account_id] },
    body: null,
    isBase64Encoded: false,
    requestContext: { authorizer: { claims: { 'custom:tenant_id': tenant_id } } },
  });
}

async function invoke(FunctionName, payload) {
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
  );
  return JSON.parse(Payload.transformToString());
}
