/** Rows of RevenuePlans as others write them, and the requests a caller makes about them. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Plan, PlanRef } from '../../src/reference/plan-table.ts';

export interface PlanRow extends Plan {
  readonly pk: string;
  readonly sk: string;
  readonly [attribute: string]: unknown;
}

/** A valid PAUSED plan of a tenant and an account that no other test uses. */
export function planRow(changes: Partial<Plan> & { padding?: string } = {}): PlanRow {
  const id = randomUUID();
  const at = '2026-01-31T08:00:00.000Z';
  const plan = {
    plan_id: `plan-${id}`,
    tenant_id: `tenant-${id}`,
    account_id: `account-${id}`,
    plan_type: 'RENEWAL_DEFENSE',
    plan_status: 'PAUSED' as const,
    objective: 'Keep the customer',
    steps: [{ step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 }],
    expires_at: '2999-12-31T00:00:00.000Z',
    created_at: at,
    updated_at: at,
    ...changes,
  };
  return {
    pk: `TENANT#${plan.tenant_id}#ACCOUNT#${plan.account_id}`,
    sk: `PLAN#${plan.plan_id}`,
    gsi1pk: `TENANT#${plan.tenant_id}#STATUS#${plan.plan_status}`,
    gsi1sk: at,
    gsi2pk: `TENANT#${plan.tenant_id}`,
    gsi2sk: `ACCOUNT#${plan.account_id}#${at}`,
    ...plan,
  };
}

/** Another plan of the same tenant and account. */
export const siblingOf = (row: PlanRow, changes: Partial<Plan> = {}): PlanRow =>
  planRow({ tenant_id: row.tenant_id, account_id: row.account_id, ...changes });

/** What API Gateway would send for `POST /plans/{planId}/resume` and the like. */
export function request(
  route: string,
  ref: PlanRef,
  query: Record<string, string> = {},
): APIGatewayProxyEvent {
  const [httpMethod = '', resource = ''] = route.split(' ');
  const path = resource.replace('{planId}', ref.plan_id);
  const queryStringParameters = { account_id: ref.account_id, ...query };
  return {
    httpMethod,
    path,
    resource,
    pathParameters: { planId: ref.plan_id },
    queryStringParameters,
    multiValueQueryStringParameters: {},
    headers: {},
    multiValueHeaders: {},
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: contextOf({ 'custom:tenant_id': ref.tenant_id }),
  };
}

/** The rest of a request context is API Gateway's own business; the target must not read it. */
export const contextOf = (claims?: Record<string, unknown>) =>
  ({ authorizer: claims && { claims } }) as unknown as APIGatewayProxyEvent['requestContext'];
