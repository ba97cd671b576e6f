import { setTimeout as sleep } from 'node:timers/promises';
import { GetFunctionCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Endpoint } from '../../src/local/http.ts';
import {
  type LocalContext,
  type LocalFunction,
  startLambdaEndpoint,
} from '../../src/local/lambda-endpoint.ts';
import { latch } from '../helpers/latch.ts';
import { type Invoke, invoking, lambdaClient } from './clients.ts';

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:hello';
const MEGABYTE = 1024 * 1024;

let functions: Map<string, LocalFunction>;
let endpoint: Endpoint;
let client: LambdaClient;
let invoke: Invoke;

beforeEach(async () => {
  functions = new Map();
  endpoint = await startLambdaEndpoint({ functions, region: 'eu-central-1' });
  client = lambdaClient(endpoint.url);
  invoke = invoking(client);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

function given(handler: LocalFunction['handler'], limits: Omit<LocalFunction, 'handler'> = {}) {
  functions.set('hello', { handler, ...limits });
}

describe('a function that answers', () => {
  test('returns its result as the payload, under the version and the request id', async () => {
    let seen: LocalContext | undefined;
    given((event, context) => {
      seen = context;
      return { greeted: event };
    });

    const result = await invoke('hello', { name: 'Ada' });

    expect(result.answer).toEqual({ greeted: { name: 'Ada' } });
    expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(result.FunctionError).toBeUndefined();
    expect(result.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(result.$metadata.requestId).toBe(seen?.awsRequestId);
  });

  test('is told who it is and how long it may take', async () => {
    given((_event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() }), {
      timeoutMs: 5000,
    });

    const { answer } = await invoke('hello');

    expect(answer).toMatchObject({
      functionName: 'hello',
      functionVersion: '$LATEST',
      invokedFunctionArn: ARN,
      memoryLimitInMB: '128',
      remaining: expect.toSatisfy((ms: number) => ms > 4900 && ms <= 5000),
    });
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
  ])('answers null when it returns %s', async (_name, result) => {
    given(() => result);

    expect((await invoke('hello')).answer).toBeNull();
  });

  test('gets an empty object when it is invoked without a payload', async () => {
    given((event) => ({ event }));

    const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'hello' }));

    expect(Payload?.transformToString()).toBe('{"event":{}}');
  });

  test('keeps characters beyond ASCII in both directions', async () => {
    given((event) => event);

    expect((await invoke('hello', '日本語 ✓')).answer).toBe('日本語 ✓');
  });

  test.each(['hello', 'hello:live', '000000000000:function:hello', ARN, `${ARN}:7`])(
    'is found as %s',
    async (name) => {
      given(() => 'found');

      expect((await invoke(name)).answer).toBe('found');
      expect((await invoke(name, {}, { Qualifier: '$LATEST' })).answer).toBe('found');
    },
  );

  test('is replaced while the endpoint runs', async () => {
    given(() => 'before');
    const before = await invoke('hello');
    given(() => 'after');
    const after = await invoke('hello');

    expect([before.answer, after.answer]).toEqual(['before', 'after']);
  });
});

describe('a function that fails', () => {
  test('is a 200 with the error as the Node.js runtime describes it', async () => {
    given(async () => {
      throw new RangeError('too far');
    });

    const result = await invoke('hello');

    expect(result).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(result.answer).toEqual({
      errorType: 'RangeError',
      errorMessage: 'too far',
      trace: expect.arrayContaining(['RangeError: too far', expect.stringContaining('    at ')]),
    });
    expect(result.log).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"RangeError",.*"stack":\[/);
  });

  test('may throw before it has returned a promise', async () => {
    given(() => {
      throw new Error('at once');
    });

    expect((await invoke('hello')).answer).toMatchObject({ errorMessage: 'at once' });
  });

  test.each([
    ['a string', 'just words', { errorType: 'string', errorMessage: 'just words', trace: [] }],
    ['undefined', undefined, { errorType: 'undefined', errorMessage: 'undefined', trace: [] }],
    ['an object', { a: 1 }, { errorType: 'object', errorMessage: '[object Object]', trace: [] }],
    ['what has no words', Object.create(null), expect.objectContaining({ errorType: 'handled' })],
  ])('may throw %s', async (_name, thrown, expected) => {
    given(() => {
      throw thrown;
    });

    const result = await invoke('hello');

    expect(result.FunctionError).toBe('Unhandled');
    expect(result.answer).toEqual(expected);
  });

  test.each([
    [
      'a circle',
      () => {
        const circle: { self?: unknown } = {};
        circle.self = circle;
        return circle;
      },
    ],
    ['a bigint', () => 1n],
    ['a function', () => () => {}],
  ])('cannot answer %s', async (_name, handler) => {
    given(handler);

    const result = await invoke('hello');

    expect(result.FunctionError).toBe('Unhandled');
    expect(result.answer).toMatchObject({
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
    });
  });

  test('cannot answer more than 6,291,556 bytes', async () => {
    given((event) => 'x'.repeat(Number(event) - 2)); // two for the quotes

    const fits = await invoke('hello', 6_291_556);
    const exceeds = await invoke('hello', 6_291_557);

    expect(fits.FunctionError).toBeUndefined();
    expect(exceeds.FunctionError).toBe('Unhandled');
    expect(exceeds.answer).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });
});

describe('a function that takes too long', () => {
  test("fails with Lambda's own words, and its log says so", async () => {
    given(() => new Promise(() => {}), { timeoutMs: 50 });

    const result = await invoke('hello');

    expect(result).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(result.answer).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${result.$metadata.requestId} Error: Task timed out after 0.05 seconds`,
    });
    expect(result.log).toMatch(
      /\tDuration: 50\.00 ms\tBilled Duration: 50 ms\t.*\tStatus: timeout\n$/,
    );
  });

  test('cannot disturb a later invocation, whether it answers, fails or logs in the end', async () => {
    let late: Promise<void> | undefined;
    given(
      (_event, { log }) => {
        late = sleep(60).then(() => {
          log('late');
          throw new Error('late');
        });
        return late;
      },
      { timeoutMs: 20, reservedConcurrency: 1 },
    );
    await invoke('hello');
    given(
      async (_event, { log }) => {
        log('mine');
        await expect(late).rejects.toThrow('late');
        return 'answered';
      },
      { reservedConcurrency: 1 },
    );

    const result = await invoke('hello');

    expect(result.answer).toBe('answered');
    expect(result.log).toContain('mine');
    expect(result.log).not.toContain('late');
  });
});

describe('a request that Lambda refuses', () => {
  test('names a function that does not exist', async () => {
    await expect(invoke('missing')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Type: 'User',
      message: 'Function not found: arn:aws:lambda:eu-central-1:000000000000:function:missing',
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('is not JSON', async () => {
    given(() => 'never');

    await expect(invoke('hello', {}, { Payload: '{not json' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      Type: 'User',
      message: expect.stringMatching(/^Could not parse request body into json: .*n.*/),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('is larger than 6 MB', async () => {
    given((event) => String(event).length);
    const filled = (bytes: number) => 'x'.repeat(bytes - 2);

    const fits = await invoke('hello', filled(6 * MEGABYTE));

    expect(fits.answer).toBe(6 * MEGABYTE - 2);
    await expect(invoke('hello', filled(6 * MEGABYTE + 1))).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
      $metadata: { httpStatusCode: 413 },
    });
  });

  test('is an event larger than 1 MB', async () => {
    given(() => 'never');
    const event = 'x'.repeat(MEGABYTE);

    await expect(invoke('hello', event, { InvocationType: 'Event' })).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      message:
        '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
  });

  test('is of a type that does not exist', async () => {
    given(() => 'never');

    const response = await fetch(`${endpoint.url}/2015-03-31/functions/hello/invocations`, {
      method: 'POST',
      headers: { 'x-amz-invocation-type': 'Sometimes' },
    });

    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException');
  });

  test('is no Invoke', async () => {
    await expect(
      client.send(new GetFunctionCommand({ FunctionName: 'hello' })),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('GET /2015-03-31/functions/hello'),
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('is an Invoke by the wrong method', async () => {
    const response = await fetch(`${endpoint.url}/2015-03-31/functions/hello/invocations`);

    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  });
});

describe('reserved concurrency', () => {
  test('throttles what exceeds it, and only while it does', async () => {
    const { opened, open } = latch<string>();
    let started = 0;
    given(
      () => {
        started++;
        return opened;
      },
      { reservedConcurrency: 2 },
    );
    functions.set('other', { handler: () => 'free' });

    const running = [invoke('hello'), invoke('hello')];
    await vi.waitFor(() => expect(started).toBe(2), { interval: 1 });
    const refused = invoke('hello');

    await expect(refused).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
      retryAfterSeconds: '1',
      $metadata: { httpStatusCode: 429 },
    });
    expect((await invoke('other')).answer).toBe('free');
    open('done');
    expect((await Promise.all(running)).map(({ answer }) => answer)).toEqual(['done', 'done']);
    expect((await invoke('hello')).answer).toBe('done');
  });

  test('of zero throttles everything', async () => {
    given(() => 'never', { reservedConcurrency: 0 });

    await expect(invoke('hello')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  test('is given back by an invocation that timed out', async () => {
    given(() => new Promise(() => {}), { reservedConcurrency: 1, timeoutMs: 10 });

    await invoke('hello');

    expect((await invoke('hello')).answer).toMatchObject({ errorType: 'Sandbox.Timedout' });
  });
});

describe('other ways to invoke', () => {
  test('a dry run looks for the function and does not run it', async () => {
    let runs = 0;
    given(() => ++runs);

    const { StatusCode } = await invoke('hello', {}, { InvocationType: 'DryRun' });

    expect(StatusCode).toBe(204);
    expect(runs).toBe(0);
    await expect(invoke('missing', {}, { InvocationType: 'DryRun' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('an event is accepted at once and runs on in the background', async () => {
    const gate = latch();
    const seen = latch<unknown>();
    given(async (event) => {
      await gate.opened;
      seen.open(event);
    });

    const accepted = await invoke('hello', { n: 1 }, { InvocationType: 'Event' });
    gate.open();

    expect(accepted).toMatchObject({ StatusCode: 202, answer: undefined, log: '' });
    expect(await seen.opened).toEqual({ n: 1 });
  });

  test('an event that fails, or finds no room, is accepted all the same', async () => {
    let runs = 0;
    given(() => {
      runs++;
      throw new Error('nobody hears this');
    });
    const failing = await invoke('hello', {}, { InvocationType: 'Event' });
    given(() => runs++, { reservedConcurrency: 0 });
    const dropped = await invoke('hello', {}, { InvocationType: 'Event' });

    expect([failing.StatusCode, dropped.StatusCode]).toEqual([202, 202]);
    expect(runs).toBe(1);
  });
});
