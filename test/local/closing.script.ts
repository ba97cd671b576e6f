/**
 * Run by closing.test.ts as a process of its own: leaves each endpoint with every kind of unfinished
 * business, closes both, and must then end by itself. Nothing here cleans up after the endpoints.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { startDynamoDbEndpoint } from '../../src/local/dynamodb-endpoint.ts';
import type { Fault, Intercept } from '../../src/local/intercept.ts';
import { startLambdaEndpoint } from '../../src/local/lambda-endpoint.ts';
import { dynamoDbClient, lambdaClient } from './clients.ts';
import { TABLES } from './tables.ts';

const LONG_MS = 60_000;
const faults: (Fault | undefined)[] = [undefined, { kind: 'hang' }, { kind: 'delay', ms: LONG_MS }];
const inTurn = (): Intercept => {
  const left = [...faults];
  return () => left.shift();
};

const functions = new Map([
  ['quick', { handler: () => 'done' }],
  ['stuck', { handler: () => new Promise(() => {}), timeoutMs: LONG_MS }],
]);
await startDynamoDbEndpoint({ tables: { 'no table name': {} } }).catch(() => {}); // a start that fails
const lambda = await startLambdaEndpoint({ functions, intercept: inTurn() });
const dynamoDb = await startDynamoDbEndpoint({ tables: TABLES, intercept: inTurn() });

const lambdas = lambdaClient(lambda.url);
const invoke = (FunctionName: string) => lambdas.send(new InvokeCommand({ FunctionName }));
const tables = dynamoDbClient(dynamoDb.url);
const describe = () => tables.send(new DescribeTableCommand({ TableName: 'plans' }));

await invoke('quick'); // leaves a socket that is kept alive
await describe();
const unfinished = [invoke('quick'), invoke('quick'), describe(), describe()];
await sleep(20); // each takes its fault in turn
unfinished.push(invoke('stuck'));
for (const { url } of [lambda, dynamoDb])
  connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
await sleep(50);

const closingAt = performance.now();
await Promise.all([lambda.close(), dynamoDb.close(), lambda.close()]);
await lambda.close();
const closedMs = performance.now() - closingAt;

const outcomes = await Promise.allSettled(unfinished);
const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code);
process.stdout.write(JSON.stringify({ closedMs, codes }));
