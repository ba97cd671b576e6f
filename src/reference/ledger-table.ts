/** PlanLedger: what happened to a plan, appended and never changed. */
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PlanRef } from './plan-table.ts';
import { rows } from './rows.ts';

export interface LedgerEntry extends PlanRef {
  readonly entry_id: string;
  readonly event_type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LedgerTable {
  readonly append: (entry: LedgerEntry) => Promise<void>;
  /** Newest first, read eventually consistent: what was just appended may be missing. */
  readonly ledger: (ref: PlanRef, limit: number) => Promise<LedgerEntry[]>;
  /** All of one UTC day (`2026-01-31`), oldest first, read strongly consistent. */
  readonly ledgerOfDay: (ref: PlanRef, day: string) => Promise<LedgerEntry[]>;
}

// The key is the plan id alone, and nothing keeps two tenants from choosing the same one.
const ownEntries = 'tenant_id = :tenant AND account_id = :account';

export const ledgerTable = (client: DynamoDBDocumentClient, TableName: string): LedgerTable => ({
  append: async (entry) => {
    const Item = {
      pk: `PLAN#${entry.plan_id}`,
      sk: `EVENT#${entry.timestamp}#${entry.entry_id}`,
      gsi1pk: `TENANT#${entry.tenant_id}`,
      gsi1sk: `PLAN#${entry.plan_id}#${entry.timestamp}`,
      ...entry,
    };
    await client.send(new PutCommand({ TableName, Item }));
  },

  ledger: (ref, limit) => {
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :plan',
      FilterExpression: ownEntries,
      ExpressionAttributeValues: valuesOf(ref),
      ScanIndexForward: false,
    };
    return rows(client, query, limit);
  },

  ledgerOfDay: (ref, day) =>
    rows(client, {
      TableName,
      KeyConditionExpression: 'pk = :plan AND begins_with(sk, :day)',
      FilterExpression: ownEntries,
      ExpressionAttributeValues: { ...valuesOf(ref), ':day': `EVENT#${day}T` },
      ConsistentRead: true,
    }),
});

const valuesOf = (ref: PlanRef) => ({
  ':plan': `PLAN#${ref.plan_id}`,
  ':tenant': ref.tenant_id,
  ':account': ref.account_id,
});
