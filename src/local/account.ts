import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AccountOptions } from '../aws/account.ts';
import { RUNS_TABLE } from '../aws/runs-table.ts';
import { governanceE2E } from '../reference/governance-e2e.ts';
import { planLifecycle } from '../reference/plan-lifecycle.ts';
import { dynamoStore, type Store } from '../reference/store.ts';
import tables from '../reference/tables.json' with { type: 'json' };
import {
  type DynamoDbEndpointOptions,
  startDynamoDbEndpoint,
  type TableProperties,
} from './dynamodb-endpoint.ts';
import type { Endpoint } from './http.ts';
import { type LocalFunction, startLambdaEndpoint } from './lambda-endpoint.ts';
import { LOCAL_SETTINGS } from './settings.ts';
import { credentials, socketless } from './socketless.ts';

/** An AWS account in this process: DynamoDB, Lambda's Invoke API, and the reference target in them. */
export interface LocalAccount extends Required<Omit<AccountOptions, 'region'>> {
  /** What points any AWS SDK and the canary at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Its Lambdas, read at every call: replace one to break the target. */
  readonly functions: Map<string, LocalFunction>;
  close(): Promise<void>;
}

export interface LocalAccountOptions
  extends Pick<DynamoDbEndpointOptions, 'intercept' | 'dynalite'> {
  /** Makes what the reference target stores in lie. */
  readonly store?: (real: Store) => Store;
}

/** JSON has no literal types: what CreateTable takes, DynamoDB itself checks. */
const { RevenuePlans, PlanLedger, ExecutionOutcomes } = tables as Record<
  keyof typeof tables,
  object
> as Record<keyof typeof tables, TableProperties>;

export async function startLocalAccount(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const { store: lying = (real: Store) => real, ...faults } = options;
  const functions = new Map<string, LocalFunction>();
  const [dynamodb, lambda] = await bothOrNone(
    startDynamoDbEndpoint({
      ...faults,
      tables: {
        [LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME]: RevenuePlans,
        [LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME]: PlanLedger,
        [LOCAL_SETTINGS.OUTCOMES_TABLE_NAME]: ExecutionOutcomes,
        [LOCAL_SETTINGS.RUNS_TABLE_NAME]: RUNS_TABLE,
      },
    }),
    startLambdaEndpoint({ ...faults, functions }),
  );
  const region = LOCAL_SETTINGS.AWS_REGION;
  const client = new DynamoDBClient({ ...socketless(dynamodb), region });
  const store = lying(
    dynamoStore(DynamoDBDocumentClient.from(client), {
      revenuePlans: LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME,
      planLedger: LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME,
    }),
  );
  functions.set(LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME, {
    handler: planLifecycle({ store }) as LocalFunction['handler'],
  });
  functions.set(LOCAL_SETTINGS.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME, {
    handler: governanceE2E({ store }) as LocalFunction['handler'],
  });
  return {
    credentials,
    endpoints: { dynamodb: dynamodb.url, lambda: lambda.url },
    env: {
      ...LOCAL_SETTINGS,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    },
    functions,
    async close() {
      client.destroy();
      await Promise.all([dynamodb.close(), lambda.close()]);
    },
  };
}

/** One that stands alone would keep the process from ending. */
async function bothOrNone<A extends Endpoint, B extends Endpoint>(
  one: Promise<A>,
  other: Promise<B>,
): Promise<[A, B]> {
  try {
    return await Promise.all([one, other]);
  } catch (error) {
    const settled = await Promise.allSettled([one, other]);
    for (const end of settled) if (end.status === 'fulfilled') await end.value.close();
    throw error;
  }
}
