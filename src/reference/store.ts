import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LedgerTable, ledgerTable } from './ledger-table.ts';
import { type PlanTable, planTable } from './plan-table.ts';

/** Plain functions, so that a test can make one of them lie: `{ ...store, append: lost }`. */
export interface Store extends PlanTable, LedgerTable {}

interface StoreTables {
  readonly revenuePlans: string;
  readonly planLedger: string;
}

export const dynamoStore = (client: DynamoDBDocumentClient, tables: StoreTables): Store => ({
  ...planTable(client, tables.revenuePlans),
  ...ledgerTable(client, tables.planLedger),
});
