import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint } from '../../src/local/http.ts';
import { type LocalFunction, startLambdaEndpoint } from '../../src/local/lambda-endpoint.ts';
import { type Invoke, invoking, lambdaClient } from './clients.ts';

const functions = new Map<string, LocalFunction>();
let endpoint: Endpoint;
let client: LambdaClient;
let invoke: Invoke;

beforeAll(async () => {
  endpoint = await startLambdaEndpoint({ functions });
  client = lambdaClient(endpoint.url);
  invoke = invoking(client);
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

test('the log holds what the handler logged between START, END and REPORT', async () => {
  functions.set('talker', {
    handler: async (_event, { log }) => {
      log('first');
      await sleep(1);
      log('{"second":true}');
    },
  });

  const { log, $metadata } = await invoke('talker');

  const [start, first, second, end, report, ...rest] = log.split('\n');
  expect(start).toBe(`START RequestId: ${$metadata.requestId} Version: $LATEST`);
  expect([first, second]).toEqual(['first', '{"second":true}']);
  expect(end).toBe(`END RequestId: ${$metadata.requestId}`);
  expect(report).toMatch(
    /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t$/,
  );
  expect(rest).toEqual(['']);
});

test('the log comes back only when it is asked for', async () => {
  functions.set('talker', { handler: (_event, { log }) => log('a line') });

  expect((await invoke('talker', {}, { LogType: 'None' })).LogResult).toBeUndefined();
});

test('of a long log the last 4 KB come back', async () => {
  functions.set('talker', {
    handler: (_event, { log }) => {
      for (let n = 0; n < 1000; n++) log(`line ${n} ✓`);
    },
  });

  const { LogResult = '', log } = await invoke('talker');

  expect(Buffer.from(LogResult, 'base64')).toHaveLength(4096);
  expect(log).not.toContain('START');
  expect(log).toContain('line 999 ✓\nEND RequestId');
  expect(log).toMatch(/\nREPORT RequestId: .*\n$/);
});

test('invocations at the same time keep their logs apart', async () => {
  functions.set('talker', {
    handler: async (event, { log }) => {
      for (let n = 0; n < 5; n++) {
        log(`${event} says ${n}`);
        await sleep(Math.random() * 5);
      }
      return event;
    },
  });

  const names = Array.from({ length: 100 }, (_, n) => `caller-${n}`);
  const results = await Promise.all(names.map((name) => invoke('talker', name)));

  expect(results.map(({ answer }) => answer)).toEqual(names);
  const heard = results.map(({ log }) => log.split('\n').filter((line) => line.includes(' says ')));
  expect(heard).toEqual(names.map((name) => [0, 1, 2, 3, 4].map((n) => `${name} says ${n}`)));
});

test('a function that invokes another keeps its own log', async () => {
  functions.set('inner', { handler: (_event, { log }) => log('inner') });
  functions.set('outer', {
    handler: async (_event, { log }) => {
      log('before');
      const inner = await invoke('inner');
      log('after');
      return inner.log;
    },
  });

  const { log, answer } = await invoke('outer');

  expect(log).toMatch(/\nbefore\nafter\n/);
  expect(log).not.toContain('inner');
  expect(answer).toMatch(/\ninner\n/);
});
