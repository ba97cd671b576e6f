import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDynamoDbEndpoint } from '../../src/local/dynamodb-endpoint.ts';
import {
  denied,
  internalError,
  provisionedThroughputExceeded,
  throttled,
} from '../../src/local/faults.ts';
import type { Endpoint } from '../../src/local/http.ts';
import type { Call, Fault, Intercept } from '../../src/local/intercept.ts';
import { startLambdaEndpoint } from '../../src/local/lambda-endpoint.ts';
import { dynamoDbClient, lambdaClient, nearDynamoDbClient } from './clients.ts';
import { TABLES } from './tables.ts';

/** A service that can be broken: one call that works, and a look at whether it has worked. */
interface Breakable {
  call(signal?: AbortSignal): Promise<{ $metadata: { httpStatusCode?: number | undefined } }>;
  worked(): Promise<boolean>;
  close(): Promise<void>;
}

async function dynamoDb(intercept: Intercept, connect = farClient): Promise<Breakable> {
  const endpoint = await startDynamoDbEndpoint({ tables: TABLES, intercept });
  const client = connect(endpoint);
  const key = { TableName: 'outcomes', Key: { id: { S: '1' } } };
  return {
    call: (abortSignal) =>
      client.send(
        new PutItemCommand({ TableName: 'outcomes', Item: { id: { S: '1' } } }),
        abortSignal ? { abortSignal } : {},
      ),
    worked: async () => (await client.send(new GetItemCommand(key))).Item !== undefined,
    close: () => {
      client.destroy();
      return endpoint.close();
    },
  };
}

const farClient = ({ url }: Endpoint) => dynamoDbClient(url);
const nearDynamoDb = (intercept: Intercept) => dynamoDb(intercept, nearDynamoDbClient);

async function lambda(intercept: Intercept): Promise<Breakable> {
  let runs = 0;
  const functions = new Map([['hello', { handler: () => ++runs }]]);
  const endpoint = await startLambdaEndpoint({ functions, intercept });
  const client = lambdaClient(endpoint.url);
  return {
    call: (abortSignal) =>
      client.send(
        new InvokeCommand({ FunctionName: 'hello', Payload: '{"n":1}' }),
        abortSignal ? { abortSignal } : {},
      ),
    worked: async () => runs > 0,
    close: () => {
      client.destroy();
      return endpoint.close();
    },
  };
}

let service: Breakable;
let calls: Call[];
let fault: Intercept;

/** Breaks the calls that work, never the look at what they did. */
const intercept: Intercept = (call) => {
  if (call.operation === 'GetItem') return undefined;
  calls.push(call);
  return fault(call);
};

beforeEach(() => {
  calls = [];
});

afterEach(() => service.close());

describe.each([
  ['DynamoDB', dynamoDb],
  ['DynamoDB in the same process', nearDynamoDb],
  ['Lambda', lambda],
])('any fault of %s', (_name, start) => {
  const given = async (always: Fault) => {
    fault = () => always;
    service = await start(intercept);
  };

  test('can be an answer of the test’s own', async () => {
    await given({
      kind: 'answer',
      status: 418,
      headers: { 'x-amzn-errortype': 'TeapotException', 'x-amzn-requestid': 'brewed' },
      body: { message: 'short and stout' },
    });

    await expect(service.call()).rejects.toMatchObject({
      name: 'TeapotException',
      message: 'short and stout',
      $metadata: { httpStatusCode: 418, requestId: 'brewed' },
    });
    expect(await service.worked()).toBe(false);
  });

  test('can be silence, until the caller gives up', async () => {
    await given({ kind: 'hang' });

    await expect(service.call(AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await service.worked()).toBe(false);
  });

  test('can be a connection that is reset before the work', async () => {
    await given({ kind: 'reset' });

    await expect(service.call()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(calls).toHaveLength(1);
    expect(await service.worked()).toBe(false);
  });

  test('can be an answer that is lost after the work', async () => {
    await given({ kind: 'lose-answer' });

    await expect(service.call()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await service.worked()).toBe(true);
  });

  test('can be an answer that is late', async () => {
    await given({ kind: 'delay', ms: 80 });
    const startedAt = performance.now();
    const called = service.call();
    await sleep(40);
    const workedBefore = await service.worked();

    await expect(called).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
    expect(workedBefore).toBe(true);
  });

  test('can come and go', async () => {
    const faults: (Fault | undefined)[] = [{ kind: 'reset' }, undefined, { kind: 'lose-answer' }];
    fault = () => faults.shift();
    service = await start(intercept);

    const outcomes = [];
    for (let n = 0; n < 4; n++) {
      outcomes.push(
        await service.call().then(
          () => 'answered',
          (error: { code: string }) => error.code,
        ),
      );
    }

    expect(outcomes).toEqual(['ECONNRESET', 'answered', 'ECONNRESET', 'answered']);
  });

  test.each([502, 503] as const)(
    'can be a %i from the fleet in front, which is HTML',
    async (status) => {
      fault = (call) => internalError(call, status);
      service = await start(intercept);

      await expect(service.call()).rejects.toMatchObject({
        name: 'SyntaxError',
        $metadata: { httpStatusCode: status },
      });
      expect(await service.worked()).toBe(false);
    },
  );
});

describe('DynamoDB in its own words', () => {
  const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/outcomes';

  test.each([
    [
      'throttled',
      throttled,
      {
        name: 'ThrottlingException',
        message: expect.stringMatching(/^Throughput exceeds the current capacity of your table/),
        throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: TABLE }],
        $metadata: { httpStatusCode: 400 },
      },
    ],
    [
      'beyond its provisioned throughput',
      provisionedThroughputExceeded,
      {
        name: 'ProvisionedThroughputExceededException',
        message: expect.stringMatching(/^The level of configured provisioned throughput/),
        ThrottlingReasons: [{ reason: 'TableWriteProvisionedThroughputExceeded', resource: TABLE }],
        $metadata: { httpStatusCode: 400 },
      },
    ],
    [
      'denied',
      denied,
      {
        name: 'AccessDeniedException',
        message:
          'User: arn:aws:sts::000000000000:assumed-role/local-canary/local is not authorized to ' +
          `perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy ` +
          'allows the dynamodb:PutItem action',
        $metadata: { httpStatusCode: 400 },
      },
    ],
    [
      'failing',
      internalError,
      {
        name: 'InternalServerError',
        message: 'Internal server error',
        $fault: 'server',
        $metadata: { httpStatusCode: 500 },
      },
    ],
  ])('%s', async (_what, making, expected) => {
    fault = (call) => making(call);
    service = await dynamoDb(intercept);

    await expect(service.call()).rejects.toMatchObject(expected);
    expect(await service.worked()).toBe(false);
  });
});

describe('Lambda in its own words', () => {
  test.each([
    [
      'throttled',
      throttled,
      {
        name: 'TooManyRequestsException',
        message: 'Rate Exceeded.',
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        retryAfterSeconds: '1',
        $metadata: { httpStatusCode: 429 },
      },
    ],
    [
      'denied',
      denied,
      {
        name: 'AccessDeniedException',
        message:
          'User: arn:aws:sts::000000000000:assumed-role/local-canary/local is not authorized to ' +
          'perform: lambda:InvokeFunction on resource: ' +
          'arn:aws:lambda:us-east-1:000000000000:function:hello because no identity-based policy ' +
          'allows the lambda:InvokeFunction action',
        $metadata: { httpStatusCode: 403 },
      },
    ],
    [
      'failing',
      internalError,
      {
        name: 'ServiceException',
        message: 'An error occurred and the request cannot be processed.',
        $fault: 'server',
        $metadata: { httpStatusCode: 500 },
      },
    ],
  ])('%s', async (_what, making, expected) => {
    fault = (call) => making(call);
    service = await lambda(intercept);

    await expect(service.call()).rejects.toMatchObject(expected);
    expect(await service.worked()).toBe(false);
  });

  test('an interceptor sees the function and its event', async () => {
    fault = () => undefined;
    service = await lambda(intercept);

    await service.call();

    expect(calls).toEqual([
      {
        service: 'lambda',
        operation: 'Invoke',
        target: 'hello',
        resource: 'arn:aws:lambda:us-east-1:000000000000:function:hello',
        input: { n: 1 },
      },
    ]);
  });
});
