import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalAccount } from '../../../src/local/account.ts';
import { LOCAL_SETTINGS } from '../../../src/local/settings.ts';
import {
  afterReserving,
  check,
  GET_PLAN,
  LIFECYCLE,
  lying,
  PLANS,
  RESUME,
  type Sabotage,
} from './sabotage.ts';

/** The synthetic tenant where no setting names another. */
const tenant = 'TENANT#e2e-p7-ledger-tenant';

type Table = (client: DynamoDBDocumentClient, key: Readonly<Record<string, string>>) => unknown;

/** Once the API has done its work, and before it answers, somebody else is at the plan's row. */
const afterwards = (route: string, what: Table) => (account: LocalAccount) => {
  const client = new DynamoDBClient({
    region: LOCAL_SETTINGS.AWS_REGION,
    credentials: account.credentials,
    endpoint: account.endpoints.dynamodb,
  });
  const documents = DynamoDBDocumentClient.from(client);
  const keyOf = (planId: string) => {
    const owner = planId.replace('e2e-p7-ledger-', 'e2e-p7-ledger-account-');
    return { pk: `${tenant}#ACCOUNT#${owner}`, sk: `PLAN#${planId}` };
  };
  const lie = async (honest: () => Promise<unknown>, planId: string) => {
    const answer = await honest();
    await what(documents, keyOf(planId));
    return answer;
  };
  lying(LIFECYCLE, lie, route)(account);
};

const setting = (name: string, value: unknown): Table => {
  const changed = {
    UpdateExpression: 'SET #name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': value },
  };
  return (client, Key) => client.send(new UpdateCommand({ TableName: PLANS, Key, ...changed }));
};

/** What can be wrong in RevenuePlans while every answer of the API is right. */
export const tableSabotage: readonly Sabotage[] = [
  {
    name: "a resume leaves the plan's index at PAUSED",
    breaks: afterwards(RESUME, setting('gsi1pk', `${tenant}#STATUS#PAUSED`)),
    red: { 'plan-ledger': check('row-is-active', 'gsi1pk', '#STATUS#ACTIVE', '#STATUS#PAUSED') },
  },
  {
    name: 'a resume takes the plan from its tenant',
    breaks: afterwards(RESUME, setting('gsi2pk', 'TENANT#')),
    red: { 'plan-ledger': check('row-is-active', 'gsi2pk', `"${tenant}"`, '"TENANT#"') },
  },
  {
    name: 'a resume writes nothing, and the API answers from its memory',
    options: {
      store: (real) => {
        const remembered = new Map<string, object>();
        return {
          ...real,
          setStatus: async ({ plan_id }, plan_status, updated_at) =>
            void remembered.set(plan_id, { plan_status, updated_at }),
          plan: async (ref) => {
            const found = await real.plan(ref);
            return found && { ...found, ...remembered.get(ref.plan_id) };
          },
        };
      },
    },
    red: { 'plan-ledger': check('row-is-active', 'plan_status', '"ACTIVE"', '"PAUSED"') },
  },
  {
    name: 'a plan is gone once it was read',
    breaks: afterwards(GET_PLAN, (client, Key) =>
      client.send(new DeleteCommand({ TableName: PLANS, Key })),
    ),
    red: { 'plan-ledger': check('row-is-active', 'got no row') },
  },
  ...(['ACTIVE', 'ABORTED'] as const).map(
    (status): Sabotage => ({
      name: `a reservation makes the plan ${status}, and no entry tells of it`,
      options: afterReserving((real, entry) => real.setStatus(entry, status, entry.timestamp)),
      red: { 'budget-reserve': check('row-is-unchanged', 'plan_status', '"PAUSED"', status) },
    }),
  ),
];
