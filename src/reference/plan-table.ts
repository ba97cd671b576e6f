/** RevenuePlans: one row per plan, under its tenant and account. */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { rows, withoutKeys } from './rows.ts';

export type PlanStatus =
  | 'DRAFT'
  | 'APPROVED'
  | 'ACTIVE'
  | 'PAUSED'
  | 'COMPLETED'
  | 'ABORTED'
  | 'EXPIRED';

/** What it takes to name a plan: another tenant's or account's plan is not there at all. */
export interface PlanRef {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly plan_id: string;
}

/** Others write these rows, so what no key or index holds may be missing. */
export interface Plan extends PlanRef {
  readonly plan_type: string;
  readonly plan_status: PlanStatus;
  readonly objective?: string;
  readonly steps?: readonly PlanStep[];
  readonly expires_at?: string;
  readonly created_at?: string;
  readonly updated_at?: string;
}

export interface PlanStep {
  readonly step_id: string;
  readonly action_type: string;
  readonly status: string;
  readonly sequence: number;
}

export interface PlanTable {
  readonly plan: (ref: PlanRef) => Promise<Plan | undefined>;
  readonly plansOfAccount: (tenantId: string, accountId: string) => Promise<Plan[]>;
  readonly activePlans: (tenantId: string, accountId: string, type: string) => Promise<Plan[]>;
  readonly setStatus: (ref: PlanRef, status: PlanStatus, at: string) => Promise<void>;
}

export const planTable = (client: DynamoDBDocumentClient, TableName: string): PlanTable => ({
  plan: async (ref) => {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: planKey(ref), ConsistentRead: true }),
    );
    return Item && (withoutKeys(Item) as unknown as Plan);
  },

  plansOfAccount: (tenantId, accountId) =>
    rows(client, {
      TableName,
      KeyConditionExpression: 'pk = :account',
      ExpressionAttributeValues: { ':account': accountKey(tenantId, accountId) },
      ConsistentRead: true,
    }),

  activePlans: (tenantId, accountId, type) =>
    rows(client, {
      TableName,
      IndexName: 'gsi1-index',
      KeyConditionExpression: 'gsi1pk = :active',
      FilterExpression: 'account_id = :account AND plan_type = :type',
      ExpressionAttributeValues: {
        ':active': `TENANT#${tenantId}#STATUS#ACTIVE`,
        ':account': accountId,
        ':type': type,
      },
    }),

  // Guarded by existence, so that a plan deleted meanwhile does not come back as half a row. Not by
  // its old status: when the SDK repeats an update whose answer was lost, that guard would refuse it.
  setStatus: async (ref, status, at) => {
    await client.send(
      new UpdateCommand({
        TableName,
        Key: planKey(ref),
        ConditionExpression: 'attribute_exists(pk)',
        UpdateExpression:
          'SET plan_status = :status, updated_at = :at, ' +
          'gsi1pk = :gsi1pk, gsi1sk = :at, gsi2pk = :gsi2pk, gsi2sk = :gsi2sk',
        ExpressionAttributeValues: {
          ':status': status,
          ':at': at,
          ':gsi1pk': `TENANT#${ref.tenant_id}#STATUS#${status}`,
          ':gsi2pk': `TENANT#${ref.tenant_id}`,
          ':gsi2sk': `ACCOUNT#${ref.account_id}#${at}`,
        },
      }),
    );
  },
});

const accountKey = (tenantId: string, accountId: string) =>
  `TENANT#${tenantId}#ACCOUNT#${accountId}`;

const planKey = (ref: PlanRef) => ({
  pk: accountKey(ref.tenant_id, ref.account_id),
  sk: `PLAN#${ref.plan_id}`,
});
