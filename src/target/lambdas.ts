import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { Account } from '../aws/account.ts';
import { send } from '../aws/send.ts';
import { retrying } from '../engine/attempts.ts';
import { shortened } from '../engine/bounded.ts';
import { field, inWords } from '../engine/checks.ts';
import { FailureError } from '../engine/failure.ts';
import type { StepScope } from '../engine/scenario.ts';
import type { Plan } from './plans.ts';

/**
 * What a Lambda behind an API answers, taken as it came: a status that is missing and a body that is
 * not JSON are for `verify` to judge. `body` is parsed where it is JSON, else the text itself.
 */
export interface Answer {
  readonly statusCode: unknown;
  readonly body: unknown;
}

/** Plan Lifecycle API, called as API Gateway calls it. */
export interface Lifecycle {
  resume(plan: Plan): Promise<Answer>;
  ledger(plan: Plan): Promise<Answer>;
  plan(plan: Plan): Promise<Answer>;
}

export interface Governance {
  reserveBudget(plan: Plan): Promise<Answer>;
}

export function lifecycleApi(functionName: string, account: Account, scope: StepScope): Lifecycle {
  // Reads can be asked twice. A resume cannot: sent again after it was done it answers 400.
  const read = async (path: string, plan: Plan) => {
    scope.note('plan', plan.plan_id);
    const event = apiEvent('GET', path, plan);
    const ask = () => invoke(functionName, event, account, scope);
    return proxied(await retrying(scope, 'idempotent', ask));
  };
  return {
    ledger: (plan) => read('/plans/{planId}/ledger', plan),
    plan: (plan) => read('/plans/{planId}', plan),
    async resume(plan) {
      scope.note('plan', plan.plan_id);
      const event = apiEvent('POST', '/plans/{planId}/resume', plan);
      try {
        const ask = () => invoke(functionName, event, account, scope);
        return proxied(await retrying(scope, 'safe', ask));
      } catch (error) {
        if (error instanceof FailureError && error.failure.kind === 'timeout') {
          // The answer was lost, even if looking for it takes all the time that is left.
          scope.heldUp(error.failure);
          // What it notes must not stand where the lost answer's own would.
          const quiet = { ...scope, note() {}, evidence() {}, heldUp() {} };
          const again = lifecycleApi(functionName, account, quiet);
          scope.evidence('afterTheLostAnswer', await whatHappened(again, plan));
        }
        throw error;
      }
    },
  };
}

/** A resume whose answer was lost may have been done: the plan and its ledger tell. */
async function whatHappened(api: Lifecycle, plan: Plan): Promise<unknown> {
  const [after, ledger] = await Promise.allSettled([api.plan(plan), api.ledger(plan)]);
  const told = (outcome: PromiseSettledResult<Answer>) =>
    outcome.status === 'fulfilled' ? outcome.value.body : String(outcome.reason);
  return { plan: told(after), ledger: told(ledger) };
}

export function governanceE2E(
  functionName: string,
  account: Account,
  scope: StepScope,
): Governance {
  return {
    reserveBudget: async ({ plan_id, tenant_id, account_id }) => {
      scope.note('plan', plan_id);
      const fields = { action: 'budget_reserve', plan_id, tenant_id, account_id };
      // The deployed Lambda reads `body`; the test plan sends the fields bare. One payload for both.
      const payload = { ...fields, body: JSON.stringify(fields) };
      const ask = () => invoke(functionName, payload, account, scope);
      return answerIn(await retrying(scope, 'safe', ask));
    },
  };
}

/** The event API Gateway sends for a REST proxy (payload version 1). */
function apiEvent(httpMethod: 'GET' | 'POST', resource: string, plan: Plan): object {
  return {
    httpMethod,
    path: resource.replace('{planId}', plan.plan_id),
    resource,
    headers: {},
    multiValueHeaders: {},
    pathParameters: { planId: plan.plan_id },
    queryStringParameters: { account_id: plan.account_id },
    multiValueQueryStringParameters: { account_id: [plan.account_id] },
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { authorizer: { claims: { 'custom:tenant_id': plan.tenant_id } } },
  };
}

async function invoke(
  functionName: string,
  payload: object,
  { lambda }: Account,
  scope: StepScope,
): Promise<unknown> {
  scope.note('function', functionName);
  const command = new InvokeCommand({
    FunctionName: functionName,
    Payload: JSON.stringify(payload),
    LogType: 'Tail',
  });
  const called = { operation: 'Invoke', target: functionName };
  const output = await send(scope, called, command, (sent, options) => lambda.send(sent, options));
  if (output.LogResult) scope.evidence('logTail', fromBase64(output.LogResult));
  const answered = parsed(output.Payload?.transformToString() ?? '');
  if (output.FunctionError) throw crashed(functionName, output, answered);
  return answered;
}

/** Lambda reports a crash as HTTP 200 with a FunctionError: the work may have been done before it. */
function crashed(name: string, { FunctionError }: InvokeCommandOutput, payload: unknown) {
  const told = (name: string) => textIn(field(payload, name));
  const error = {
    name: told('errorType') ?? `${FunctionError}`,
    message: told('errorMessage') ?? inWords(payload),
  };
  const trace = field(payload, 'trace') ?? field(payload, 'stackTrace');
  return new FailureError({
    kind: 'target',
    message: `${name}: expected an answer, got FunctionError ${FunctionError}: ${error.name}: ${error.message}`,
    error: Array.isArray(trace) ? { ...error, stack: stackIn(trace) } : error,
  });
}

/** A crashed function may put anything in the place of a text. */
function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? shortened(value) : undefined;
}

function stackIn(trace: readonly unknown[]): string {
  return shortened(trace.filter((line) => typeof line === 'string').join('\n'));
}

/**
 * What API Gateway makes of it: a body is text, headers have names, and anything else is a 502 to
 * whoever asked.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
function proxied(answered: unknown): Answer {
  const [statusCode, body] = [field(answered, 'statusCode'), field(answered, 'body')];
  const headers = field(answered, 'headers') ?? {};
  if (!areNamed(headers)) return { statusCode, body: `no headers but ${inWords(headers)}` };
  if (typeof body === 'string' || body === undefined || body === null) {
    const encoded = typeof body === 'string' && field(answered, 'isBase64Encoded') === true;
    return answerIn(encoded ? { ...(answered as object), body: fromBase64(body) } : answered);
  }
  return { statusCode, body: `no text but ${inWords(body)}` };
}

function areNamed(headers: unknown): boolean {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return false;
  return Object.values(headers).every((value) => typeof value !== 'object' || value === null);
}

/** The body of an answer; of anything that has neither body nor status, all of it. */
function answerIn(answered: unknown): Answer {
  const [statusCode, body] = [field(answered, 'statusCode'), field(answered, 'body')];
  if (body === undefined && statusCode === undefined) return { statusCode, body: answered };
  return { statusCode, body: typeof body === 'string' ? parsed(body) : body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
