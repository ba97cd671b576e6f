/** The four scenarios as a list of requests, for runners that send requests and look at answers. */

export interface Request {
  readonly name: string;
  readonly service: 'dynamodb' | 'lambda';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  /** A new plan is made of it: `nonce`, `now` and `tomorrow` are set before it is sent. */
  readonly begins: boolean;
  /** By what it proves, an expression over `answer`, the answer's JSON, that must be true. */
  readonly tests: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string>>;

const TENANT = 'e2e-p7-ledger-tenant';
const PLAN = 'e2e-p7-ledger-{{nonce}}';
const ACCOUNT = 'e2e-p7-ledger-account-{{nonce}}';
const PK = `TENANT#${TENANT}#ACCOUNT#${ACCOUNT}`;
const OK = { 'it answers 200': 'answer.statusCode === 200' };
const has = (types: readonly string[]) =>
  `JSON.parse(answer.body).entries.some((one) => ${JSON.stringify(types)}.includes(one.event_type))`;

export function requestsFor(env: Env): readonly Request[] {
  const dynamodb = (name: string, operation: string, body: object, tests = {}): Request => ({
    name,
    service: 'dynamodb',
    url: `${env.AWS_ENDPOINT_URL_DYNAMODB}/`,
    body,
    tests,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    begins: operation === 'PutItem',
  });
  const invoke = (name: string, functionName: string | undefined, body: object, tests = {}) => ({
    ...({ name, service: 'lambda', body, tests, begins: false } as const),
    url: `${env.AWS_ENDPOINT_URL_LAMBDA}/2015-03-31/functions/${functionName}/invocations`,
    headers: { 'content-type': 'application/json' },
  });
  const api = (name: string, httpMethod: string, below: string, tests: Request['tests']) =>
    invoke(name, env.PLAN_LIFECYCLE_API_FUNCTION_NAME, event(httpMethod, below), tests);

  const table = env.REVENUE_PLANS_TABLE_NAME;
  const seed = dynamodb('seed', 'PutItem', { TableName: table, Item: item() });
  const Key = { pk: { S: PK }, sk: { S: `PLAN#${PLAN}` } };
  const cleanup = dynamodb('cleanup', 'DeleteItem', { TableName: table, Key });
  const resume = api('resume', 'POST', '/resume', OK);
  const ledger = (proves: string, types: readonly string[]) =>
    api('ledger', 'GET', '/ledger', { ...OK, [proves]: has(types) });
  const active = api('plan', 'GET', '', {
    'the plan is ACTIVE': 'JSON.parse(answer.body).plan.plan_status === "ACTIVE"',
  });
  const fields = {
    action: 'budget_reserve',
    plan_id: PLAN,
    tenant_id: TENANT,
    account_id: ACCOUNT,
  };
  const reserve = invoke(
    'reserve',
    env.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME,
    { ...fields, body: JSON.stringify(fields) },
    OK,
  );
  const describe = dynamodb(
    'describe',
    'DescribeTable',
    { TableName: env.OUTCOMES_TABLE_NAME },
    { 'the table is ACTIVE': 'answer.Table.TableStatus === "ACTIVE"' },
  );
  const validated = ['VALIDATOR_RUN', 'VALIDATOR_RUN_SUMMARY'];
  return [
    ...[seed, resume, ledger('PLAN_RESUMED is there', ['PLAN_RESUMED']), active, cleanup],
    ...[seed, resume, ledger('the validators ran', validated), active, cleanup],
    ...[seed, reserve, ledger('BUDGET_RESERVE is there', ['BUDGET_RESERVE']), cleanup],
    describe,
  ];
}

function event(httpMethod: string, below: string): object {
  return {
    httpMethod,
    path: `/plans/${PLAN}${below}`,
    resource: `/plans/{planId}${below}`,
    pathParameters: { planId: PLAN },
    queryStringParameters: { account_id: ACCOUNT },
    multiValueQueryStringParameters: { account_id: [ACCOUNT] },
    body: null,
    isBase64Encoded: false,
    requestContext: { authorizer: { claims: { 'custom:tenant_id': TENANT } } },
  };
}

function item(): object {
  const texts = {
    pk: PK,
    sk: `PLAN#${PLAN}`,
    gsi1pk: `TENANT#${TENANT}#STATUS#PAUSED`,
    gsi1sk: '{{now}}',
    gsi2pk: `TENANT#${TENANT}`,
    gsi2sk: `ACCOUNT#${ACCOUNT}#{{now}}`,
    plan_id: PLAN,
    plan_type: 'RENEWAL_DEFENSE',
    tenant_id: TENANT,
    account_id: ACCOUNT,
    objective: 'Phase 7 E2E',
    plan_status: 'PAUSED',
    expires_at: '{{tomorrow}}',
    created_at: '{{now}}',
    updated_at: '{{now}}',
  };
  const step = { step_id: 's1', action_type: 'EMAIL', status: 'PENDING' };
  const strings = (of: object) =>
    Object.fromEntries(Object.entries(of).map(([name, S]) => [name, { S }]));
  return {
    ...strings(texts),
    steps: { L: [{ M: { ...strings(step), sequence: { N: '1' } } }] },
  };
}
