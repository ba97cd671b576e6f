/**
 * The floor: the calls of the four scenarios written out by hand, with the same concurrency and
 * nothing else. No deadlines, no retries, no checks, no log, no metrics, no report; the clients are
 * kept from one run to the next. Nobody who makes these calls can be faster.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

const {
  AWS_REGION: region = 'us-east-1',
  REVENUE_PLANS_TABLE_NAME: plans,
  OUTCOMES_TABLE_NAME: outcomes,
  PLAN_LIFECYCLE_API_FUNCTION_NAME: api,
  PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: governance,
  RUNS_TABLE_NAME: runs,
  CANARY_TENANT_ID: tenant = 'e2e-p7-ledger-tenant',
} = process.env;

const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({ region }));
const lambda = new LambdaClient({ region });

export async function byHand(): Promise<void> {
  const run = await begun();
  await Promise.all([resumed(), resumed(), reserved(), described()]);
  await finished(run);
}

/** The longest of them alone: the ideal schedule of all four, since the others fit beside it. */
export async function longestByHand(): Promise<void> {
  const run = await begun();
  await resumed();
  await finished(run);
}

/** As large as what the canary keeps of its attempts. */
const ATTEMPTS = 'x'.repeat(2_400);
/** As large as its report, packed. */
const REPORT = new Uint8Array(2_500);

async function begun(): Promise<{ readonly pk: string }> {
  const Key = { pk: `RUN#${crypto.randomUUID()}` };
  await dynamodb.send(
    new PutCommand({
      TableName: runs,
      Item: { ...Key, kind: 'RUN', begun_at: Date.now(), attempts: ATTEMPTS },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  return Key;
}

async function finished(Key: { readonly pk: string }): Promise<void> {
  await dynamodb.send(
    new UpdateCommand({
      TableName: runs,
      Key,
      UpdateExpression: 'SET report = :report REMOVE attempts',
      ExpressionAttributeValues: { ':report': REPORT },
    }),
  );
}

/** plan-ledger and validator-run: the same calls. */
async function resumed(): Promise<void> {
  const plan = await seeded();
  await request(plan, 'POST', '/resume');
  await request(plan, 'GET', '/ledger');
  await request(plan, 'GET', '');
  await removed(plan);
}

async function reserved(): Promise<void> {
  const plan = await seeded();
  const { plan_id, tenant_id, account_id } = plan;
  const fields = { action: 'budget_reserve', plan_id, tenant_id, account_id };
  await invoked(governance, { ...fields, body: JSON.stringify(fields) });
  await request(plan, 'GET', '/ledger');
  await removed(plan);
}

async function described(): Promise<void> {
  await dynamodb.send(new DescribeTableCommand({ TableName: outcomes }));
}

async function seeded() {
  const nonce = crypto.randomUUID();
  const now = new Date().toISOString();
  const plan = {
    pk: `TENANT#${tenant}#ACCOUNT#e2e-p7-ledger-account-${nonce}`,
    sk: `PLAN#e2e-p7-ledger-${nonce}`,
    gsi1pk: `TENANT#${tenant}#STATUS#PAUSED`,
    gsi1sk: now,
    gsi2pk: `TENANT#${tenant}`,
    gsi2sk: `ACCOUNT#e2e-p7-ledger-account-${nonce}#${now}`,
    plan_id: `e2e-p7-ledger-${nonce}`,
    plan_type: 'RENEWAL_DEFENSE',
    tenant_id: tenant,
    account_id: `e2e-p7-ledger-account-${nonce}`,
    objective: 'Phase 7 E2E',
    plan_status: 'PAUSED',
    steps: [{ step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 }],
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    created_at: now,
    updated_at: now,
  };
  await dynamodb.send(
    new PutCommand({
      TableName: plans,
      Item: plan,
      ConditionExpression: 'attribute_not_exists(pk) OR (plan_id = :p AND created_at = :c)',
      ExpressionAttributeValues: { ':p': plan.plan_id, ':c': now },
    }),
  );
  return plan;
}

type Plan = Awaited<ReturnType<typeof seeded>>;

async function removed({ pk, sk, plan_id, tenant_id }: Plan): Promise<void> {
  await dynamodb.send(
    new DeleteCommand({
      TableName: plans,
      Key: { pk, sk },
      ConditionExpression: 'attribute_not_exists(plan_id) OR (plan_id = :p AND tenant_id = :t)',
      ExpressionAttributeValues: { ':p': plan_id, ':t': tenant_id },
    }),
  );
}

async function request(plan: Plan, httpMethod: string, below: string): Promise<unknown> {
  return await invoked(api, {
    httpMethod,
    path: `/plans/${plan.plan_id}${below}`,
    resource: `/plans/{planId}${below}`,
    headers: {},
    multiValueHeaders: {},
    pathParameters: { planId: plan.plan_id },
    queryStringParameters: { account_id: plan.account_id },
    multiValueQueryStringParameters: { account_id: [plan.account_id] },
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { authorizer: { claims: { 'custom:tenant_id': plan.tenant_id } } },
  });
}

async function invoked(name: string | undefined, payload: object): Promise<unknown> {
  const { Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: name,
      Payload: JSON.stringify(payload),
      LogType: 'Tail',
    }),
  );
  return JSON.parse(Payload?.transformToString() ?? '');
}
