import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../aws/account.ts';
import { type Called, errorName } from '../aws/failures.ts';
import { send } from '../aws/send.ts';
import { type Persistence, retrying } from '../engine/attempts.ts';
import { FailureError } from '../engine/failure.ts';
import type { RunContext } from '../engine/run.ts';
import type { StepScope } from '../engine/scenario.ts';
import { isoTime } from '../engine/time.ts';
import { needed } from '../settings.ts';

/** One PAUSED plan, as RevenuePlans holds it; every attribute that the target reads is there. */
export type Plan = ReturnType<typeof pausedPlan>;

/** What tells the canary's plans from a customer's. IAM lets it touch no other account's rows. */
const PLAN_PREFIX = 'e2e-p7-ledger-';
const ACCOUNT_PREFIX = 'e2e-p7-ledger-account-';
/** Long enough for any run, on any laptop's clock. The target reads `expires_at`; it deletes no row. */
const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * A plan of its own account: an ACTIVE plan of the same tenant, account and type, left over from a
 * run that died, would answer every later resume with 409.
 */
export function pausedPlan({ nonce, startedAt, settings }: RunContext) {
  const tenantId = needed(settings, 'CANARY_TENANT_ID');
  const planId = `${PLAN_PREFIX}${nonce}`;
  const accountId = `${ACCOUNT_PREFIX}${nonce}`;
  const now = isoTime(startedAt);
  return {
    pk: `TENANT#${tenantId}#ACCOUNT#${accountId}`,
    sk: `PLAN#${planId}`,
    gsi1pk: `TENANT#${tenantId}#STATUS#PAUSED`,
    gsi1sk: now,
    gsi2pk: `TENANT#${tenantId}`,
    gsi2sk: `ACCOUNT#${accountId}#${now}`,
    plan_id: planId,
    plan_type: 'RENEWAL_DEFENSE', // the only type the policy gate accepts
    tenant_id: tenantId,
    account_id: accountId,
    objective: 'Phase 7 E2E: synthetic plan of the governance canary',
    plan_status: 'PAUSED',
    steps: [{ step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 }],
    expires_at: isoTime(startedAt + LIFETIME_MS),
    created_at: now,
    updated_at: now,
  } as const;
}

/**
 * What a scenario is given that seeds one. The table is kept with it, for a sweep of later: by then the
 * settings may name another one.
 */
export function planToSeed(run: RunContext) {
  return { plan: pausedPlan(run), table: needed(run.settings, 'REVENUE_PLANS_TABLE_NAME') };
}

/** The plan among what an attempt was given, if it was given one of ours. */
export function planIn(given: object): Pick<Plan, 'pk' | 'plan_id' | 'tenant_id'> | undefined {
  const { plan } = given as { readonly plan?: Partial<Plan> };
  return plan?.plan_id?.startsWith(PLAN_PREFIX) && plan.pk && plan.tenant_id
    ? { pk: plan.pk, plan_id: plan.plan_id, tenant_id: plan.tenant_id }
    : undefined;
}

/** RevenuePlans, as far as the canary may touch it. */
export interface Plans {
  put(plan: Plan): Promise<void>;
  /** @param from the table it was put into, where that may be another than the settings name now */
  delete(plan: Plan, from?: string): Promise<Deleted>;
}

/** What stood under a plan's key when it was deleted: the only look at the table that the canary has. */
export interface Deleted {
  /** Undefined where nothing stood there. */
  readonly row: unknown;
  /** A delete that was sent again may find what an earlier one of its own has left. */
  readonly sentOnce: boolean;
}

export function plansIn(table: string, { dynamodb }: Account, scope: StepScope): Plans {
  // Both writes can be done twice: the second time they find what the first one left.
  const write = (
    called: Called,
    { pk, sk }: Plan,
    once: () => Promise<unknown>,
    how?: Persistence,
  ) => onlyOurs(called, { pk, sk }, () => retrying(scope, 'idempotent', once, how));
  return {
    async put(plan) {
      // No note for the delete: what to look at after a failure is what was asked last before it.
      scope.note('table', table);
      scope.note('plan', plan.plan_id);
      const called = { operation: 'PutItem', target: table };
      await write(called, plan, () => {
        const command = new PutCommand({
          TableName: table,
          Item: plan,
          // What was sent and given up may land late: not on a plan that was resumed meanwhile.
          ConditionExpression:
            'attribute_not_exists(pk) OR (plan_id = :p AND created_at = :c AND plan_status = :s)',
          ExpressionAttributeValues: {
            ':p': plan.plan_id,
            ':c': plan.created_at,
            ':s': plan.plan_status,
          },
        });
        return send(scope, called, command, (put, options) => dynamodb.send(put, options));
      });
    },
    async delete(plan, from = table) {
      const called = { operation: 'DeleteItem', target: from };
      let row: unknown;
      let sent = 0;
      const once = async () => {
        const command = new DeleteCommand({
          TableName: from,
          Key: { pk: plan.pk, sk: plan.sk },
          ReturnValues: 'ALL_OLD',
          ...whereOwn(plan),
        });
        sent += 1;
        const del = await send(scope, called, command, (one, how) => dynamodb.send(one, how));
        row = del.Attributes;
      };
      await cleanWhereNoTable(() => write(called, plan, once, { persistent: true }));
      return { row, sentOnce: sent === 1 };
    },
  };
}

/**
 * A delete's guard: nothing but a row of this very plan is removed, in any table; or, under its key, one
 * without a plan_id, as an UpdateItem creates it that comes after the cleanup.
 */
export function whereOwn({ plan_id, tenant_id }: Pick<Plan, 'plan_id' | 'tenant_id'>) {
  return {
    ConditionExpression: 'attribute_not_exists(plan_id) OR (plan_id = :p AND tenant_id = :t)',
    ExpressionAttributeValues: { ':p': plan_id, ':t': tenant_id },
  };
}

/** Where there is no table there is no row: the seed says that it is missing, the cleanup is clean. */
async function cleanWhereNoTable(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (errorName(error) !== 'ResourceNotFoundException') throw error;
  }
}

/** A guard that held says that the row is another's: the target changed it, and it is left alone. */
export async function onlyOurs(
  { operation, target }: Called,
  key: Readonly<Record<string, unknown>>,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
    throw new FailureError({
      kind: 'check',
      message: `${operation} on ${target}: expected no row or this plan's own under its key, found another's`,
      expected: "no row, or this plan's own",
      actual: { ...key, row: 'of another plan, tenant or time; left as it is' },
    });
  }
}
