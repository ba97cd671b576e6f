/** The Lambda entry points, with one client for as long as a container lives. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { governanceE2E } from './governance-e2e.ts';
import { ledgerTable } from './ledger-table.ts';
import { planLifecycle } from './plan-lifecycle.ts';
import { dynamoStore } from './store.ts';

const { REVENUE_PLANS_TABLE_NAME: revenuePlans, PLAN_LEDGER_TABLE_NAME: planLedger } = process.env;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const planLifecycleApi = planLifecycle({
  store: revenuePlans && planLedger ? dynamoStore(client, { revenuePlans, planLedger }) : undefined,
});

export const phase7GovernanceE2e = governanceE2E({
  store: planLedger ? ledgerTable(client, planLedger) : undefined,
});
