import { request } from 'node:http';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import {
  type DynamoDbEndpointOptions,
  startDynamoDbEndpoint,
} from '../../src/local/dynamodb-endpoint.ts';
import type { Call } from '../../src/local/intercept.ts';
import { dynamoDbClient } from './clients.ts';
import { TABLES } from './tables.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

async function start(options: Partial<DynamoDbEndpointOptions> = {}) {
  const endpoint = await startDynamoDbEndpoint({ tables: TABLES, ...options });
  const client = dynamoDbClient(endpoint.url);
  opened.push({ close: async () => client.destroy() }, endpoint);
  return { ...endpoint, client };
}

const key = { pk: { S: 'TENANT#t' }, sk: { S: 'PLAN#1' } };
const plan = { ...key, gsi1pk: { S: 'ACTIVE' }, gsi1sk: { S: '2030' } };
const put = (client: DynamoDBClient, Item = plan) =>
  client.send(new PutItemCommand({ TableName: 'plans', Item }));

test('the tables are there and ACTIVE, as CloudFormation would make them', async () => {
  const { client } = await start();

  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'plans' }));

  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: TABLES.plans?.KeySchema });
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus)).toEqual(['ACTIVE']);
  const { TableNames } = await client.send(new ListTablesCommand({}));
  expect(TableNames).toEqual(['outcomes', 'plans']);
});

test('properties that only CloudFormation knows are ignored', async () => {
  const properties = { ...TABLES.outcomes, PointInTimeRecoverySpecification: {}, Tags: [] };
  const { client } = await start({ tables: { outcomes: properties } });

  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'outcomes' }));

  expect(Table?.TableStatus).toBe('ACTIVE');
});

test.each([
  ['straight through', {}],
  ['past an interceptor that lets it pass', { intercept: () => undefined }],
])('an item goes %s and is found by key and by index', async (_way, options) => {
  const { client } = await start(options);
  const item = { ...plan, objective: { S: 'ü✓'.repeat(40_000) } }; // several chunks

  await put(client, item);

  const { Item } = await client.send(new GetItemCommand({ TableName: 'plans', Key: key }));
  expect(Item).toEqual(item);
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'plans',
      IndexName: 'gsi1-index',
      KeyConditionExpression: 'gsi1pk = :status',
      ExpressionAttributeValues: { ':status': { S: 'ACTIVE' } },
    }),
  );
  expect(Items).toEqual([item]);
});

test.each([
  ['straight through', {}],
  ['past an interceptor', { intercept: () => undefined }],
])('a condition that fails is refused %s', async (_way, options) => {
  const { client } = await start(options);
  await put(client);

  const again = client.send(
    new PutItemCommand({
      TableName: 'plans',
      Item: plan,
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );

  await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('an interceptor sees every call of a client, and not the making of the tables', async () => {
  const calls: Call[] = [];
  const { client } = await start({
    region: 'eu-central-1',
    intercept: (call) => {
      calls.push(call);
      return undefined;
    },
  });

  await put(client);
  await client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        plans: [{ DeleteRequest: { Key: key } }],
        outcomes: [{ PutRequest: { Item: { id: { S: '1' } } } }],
      },
    }),
  );
  await client.send(new ListTablesCommand({}));

  expect(calls[0]).toEqual({
    service: 'dynamodb',
    operation: 'PutItem',
    target: 'plans',
    resource: 'arn:aws:dynamodb:eu-central-1:000000000000:table/plans',
    input: { TableName: 'plans', Item: plan },
  });
  expect(calls.map(({ operation, target }) => [operation, target])).toEqual([
    ['PutItem', 'plans'],
    ['BatchWriteItem', 'plans,outcomes'],
    ['ListTables', ''],
  ]);
});

test.each([
  ['an empty body', ''],
  ['no JSON', '{not json'],
])('a request with %s is left for DynamoDB to refuse', async (_what, body) => {
  const { url } = await start({
    intercept: () => {
      throw new Error('asked about a request that is no call');
    },
  });

  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': 'DynamoDB_20120810.PutItem',
      'x-amz-date': '20300101T000000Z',
      'content-type': 'application/x-amz-json-1.0',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=f, Signature=0',
    },
    body,
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    __type: 'com.amazon.coral.service#SerializationException',
  });
});

test('an interceptor that throws is answered with a 500 that says so', async () => {
  const { client } = await start({
    intercept: () => {
      throw new Error('a mistake in the test');
    },
  });

  await expect(put(client)).rejects.toMatchObject({
    name: 'InternalFailure',
    message: expect.stringContaining('a mistake in the test'),
    $metadata: { httpStatusCode: 500 },
  });
});

test('a test may have tables that take their time', async () => {
  const { client } = await start({ dynalite: { createTableMs: 60 } });
  const describe = async (TableName: string) =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  expect(await describe('plans')).toBe('ACTIVE');

  await client.send(new CreateTableCommand({ TableName: 'later', ...TABLES.outcomes }));

  expect(await describe('later')).toBe('CREATING');
});

test('a table that DynamoDB refuses fails the start', async () => {
  const tables = { plans: { ...TABLES.plans, AttributeDefinitions: [] } };

  await expect(start({ tables })).rejects.toMatchObject({ name: 'ValidationException' });
});

test.each([
  ['straight through', {}],
  ['past an interceptor', { intercept: () => undefined }],
])('callers who hang up in the middle of a request do no harm %s', async (_way, options) => {
  const { url, client } = await start(options);

  const calls = Array.from({ length: 50 }, (_, n) =>
    client.send(new PutItemCommand({ TableName: 'plans', Item: plan }), {
      abortSignal: AbortSignal.timeout(n % 10),
    }),
  );
  await Promise.allSettled(calls);
  for (let n = 0; n < 10; n++) {
    const cutOff = request(url, { method: 'POST', headers: { 'content-length': 100 } });
    const ended = new Promise((resolve) => cutOff.on('error', resolve).on('close', resolve));
    cutOff.write('{"TableName":');
    setTimeout(() => cutOff.destroy(), n % 5);
    await ended;
  }

  await expect(put(client)).resolves.toBeDefined();
});
