/** A DynamoDB of the test's own (dynalite), with the reference target's tables in it. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { dynamoStore } from '../../src/reference/store.ts';
import tables from '../../src/reference/tables.json' with { type: 'json' };
import type { PlanRow } from './plans.ts';

type TableShape = Omit<CreateTableCommandInput, 'TableName'>;

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export async function startDynamo() {
  const server = dynalite({ createTableMs: 0 });
  const asked = new Set<string>();
  server.on('request', async (request) => asked.add(await permissionFor(request)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dynamo = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });

  return {
    endpoint,
    /** The permission each request so far would have needed: `dynamodb:Query table/index/name`. */
    asked,
    client: DynamoDBDocumentClient.from(dynamo),
    createTable: (TableName: string, shape: object) =>
      dynamo.send(new CreateTableCommand({ ...(shape as TableShape), TableName })),
    stop: async () => {
      dynamo.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function permissionFor(request: IncomingMessage): Promise<string> {
  const [, operation] = String(request.headers['x-amz-target']).split('.');
  const { TableName, IndexName } = JSON.parse(await text(request));
  return `dynamodb:${operation} ${TableName}${IndexName ? `/index/${IndexName}` : ''}`;
}

export async function startAccount() {
  const { client, createTable, stop } = await startDynamo();
  await createTable('plans', tables.RevenuePlans);
  await createTable('ledger', tables.PlanLedger);

  const keyOf = ({ pk, sk }: PlanRow) => ({ pk, sk });
  return {
    store: dynamoStore(client, { revenuePlans: 'plans', planLedger: 'ledger' }),
    stop,
    put: async (row: PlanRow) => {
      await client.send(new PutCommand({ TableName: 'plans', Item: row }));
      return row;
    },
    /** The row as it lies in the table, keys and all. */
    rowOf: async (row: PlanRow) =>
      (await client.send(new GetCommand({ TableName: 'plans', Key: keyOf(row) }))).Item,
    remove: (row: PlanRow) =>
      client.send(new DeleteCommand({ TableName: 'plans', Key: keyOf(row) })),
    /** A plan's ledger in the order of its keys, which is the order of time. */
    ledgerRows: async (planId: string) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: 'ledger',
          KeyConditionExpression: 'pk = :plan',
          ExpressionAttributeValues: { ':plan': `PLAN#${planId}` },
        }),
      );
      return Items;
    },
  };
}
