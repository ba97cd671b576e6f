import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Endpoint } from './http.ts';
import { socketless } from './socketless.ts';

/** Of a table's CloudFormation properties, those that matter here; others are ignored. */
export type TableProperties = Pick<
  CreateTableCommandInput,
  | 'AttributeDefinitions'
  | 'BillingMode'
  | 'GlobalSecondaryIndexes'
  | 'KeySchema'
  | 'LocalSecondaryIndexes'
>;

export type Tables = Readonly<Record<string, TableProperties>>;

/** Creates every table and waits until it is ACTIVE. */
export async function createTables(
  endpoint: Endpoint,
  region: string,
  tables: Tables,
): Promise<void> {
  const client = new DynamoDBClient({
    ...socketless(endpoint),
    region,
    maxAttempts: 1,
  });
  try {
    await Promise.all(
      Object.entries(tables).map(([name, properties]) => createTable(client, name, properties)),
    );
  } finally {
    client.destroy();
  }
}

async function createTable(
  client: DynamoDBClient,
  TableName: string,
  properties: TableProperties,
): Promise<void> {
  const { AttributeDefinitions, BillingMode, KeySchema } = properties;
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions,
      BillingMode,
      KeySchema,
      GlobalSecondaryIndexes,
      LocalSecondaryIndexes,
    }),
  );
  const status = async () =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  while ((await status()) !== 'ACTIVE') await sleep(1);
}
