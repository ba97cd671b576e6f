import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { denied, internalError, throttled } from '../../src/local/faults.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import type { Answer } from '../../src/target/lambdas.ts';
import type { Phase7Ports } from '../../src/target/phase7.ts';
import { type BreakableAccount, socketClock, startBreakableAccount } from '../helpers/account.ts';
import { eventually } from '../helpers/clock.ts';
import { hostileJson } from '../helpers/hostile.ts';
import { aPlan, expectAskedAllTheTime, inStep, SETTINGS } from '../helpers/target.ts';

let breakable: BreakableAccount;
beforeAll(async () => {
  breakable = await startBreakableAccount();
});
beforeEach(() => breakable.mend());
afterAll(() => breakable.close());

const plan = aPlan();
const ask = (run: (ports: Phase7Ports) => Promise<Answer>) => inStep(breakable.account, run);
const resume = () => ask(({ lifecycle }) => lifecycle.resume(plan));
const ledger = () => ask(({ lifecycle }) => lifecycle.ledger(plan));
const getPlan = () => ask(({ lifecycle }) => lifecycle.plan(plan));
const reserve = () => ask(({ governance }) => governance.reserveBudget(plan));

/** What the functions answer from now on; `payload` is what the handler returns. */
function given(payload: unknown): void {
  for (const name of ['api', 'governance']) {
    breakable.functions.set(name, { handler: () => payload });
  }
}
/** What Lambda itself answers, in the place of any function's answer. */
const raw = (body: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'answer',
  status: 200,
  headers,
  body,
});
const method = ({ input }: Call) => (input as { httpMethod?: string }).httpMethod;

describe('what goes out', () => {
  test.each([
    ['POST', '/resume', resume],
    ['GET', '/ledger', ledger],
    ['GET', '', getPlan],
  ] as const)(
    '%s /plans/:planId%s is the event that API Gateway sends',
    async (verb, path, run) => {
      await run();

      expect(breakable.calls).toEqual([
        {
          service: 'lambda',
          operation: 'Invoke',
          target: 'api',
          resource: expect.any(String),
          input: {
            httpMethod: verb,
            path: `/plans/${plan.plan_id}${path}`,
            resource: `/plans/{planId}${path}`,
            headers: {},
            multiValueHeaders: {},
            pathParameters: { planId: plan.plan_id },
            queryStringParameters: { account_id: plan.account_id },
            multiValueQueryStringParameters: { account_id: [plan.account_id] },
            stageVariables: null,
            body: null,
            isBase64Encoded: false,
            requestContext: { authorizer: { claims: { 'custom:tenant_id': 'tenant-1' } } },
          },
        },
      ]);
    },
  );

  test('a reservation is asked for both ways: bare, and as the deployed Lambda reads it', async () => {
    given({ statusCode: 200 });
    const fields = {
      action: 'budget_reserve',
      plan_id: plan.plan_id,
      tenant_id: plan.tenant_id,
      account_id: plan.account_id,
    };

    await reserve();

    expect(breakable.calls).toMatchObject([{ target: 'governance' }]);
    const [{ body, ...bare }] = breakable.calls.map(({ input }) => input) as [{ body: string }];
    expect(bare).toEqual(fields);
    expect(JSON.parse(body)).toEqual(fields);
  });
});

describe('what comes back', () => {
  test.each<[string, unknown, Answer]>([
    ['JSON', { statusCode: 200, body: '{"a":1}' }, { statusCode: 200, body: { a: 1 } }],
    ['no JSON', { statusCode: 502, body: 'Bad' }, { statusCode: 502, body: 'Bad' }],
    [
      'no text, which API Gateway passes on to nobody',
      { statusCode: 200, body: { a: 1 } },
      { statusCode: 200, body: 'no text but {"a":1}' },
    ],
    [
      'base64, if it says so',
      { statusCode: 200, body: 'eyJhIjoxfQ==', isBase64Encoded: true },
      { statusCode: 200, body: { a: 1 } },
    ],
    [
      'headers in a list, which API Gateway does not know either',
      { statusCode: 200, headers: [['a', 'b']], body: '{}' },
      { statusCode: 200, body: 'no headers but [["a","b"]]' },
    ],
    [
      'a header that is a list, likewise',
      { statusCode: 200, headers: { a: ['b'] }, body: '{}' },
      { statusCode: 200, body: 'no headers but {"a":["b"]}' },
    ],
    ['no headers', { statusCode: 200, headers: null, body: '1' }, { statusCode: 200, body: 1 }],
    ['a body that is null', { statusCode: 200, body: null }, { statusCode: 200, body: null }],
    ['no body', { statusCode: 204 }, { statusCode: 204, body: undefined }],
    ['an empty body', { statusCode: 200, body: '' }, { statusCode: 200, body: '' }],
    ['no status', { body: '{}' }, { statusCode: undefined, body: {} }],
    ['neither', { fine: true }, { statusCode: undefined, body: { fine: true } }],
    ['nothing', null, { statusCode: undefined, body: null }],
  ])('is an answer, taken as it came: %s', async (_what, payload, expected) => {
    given(payload);

    const { status, calls, answer } = await getPlan();

    expect({ status, calls, answer }).toEqual({ status: 'passed', calls: 1, answer: expected });
  });

  test('comes with its request id and, as evidence, the end of the log', async () => {
    const { notes } = await resume();

    expect(notes).toEqual({
      function: 'api',
      plan: expect.stringMatching(/^e2e-p7-ledger-/),
      requestId: expect.stringMatching(/^[\w-]{36}$/),
      logTail: expect.stringMatching(/^START RequestId: .*\nEND .*\nREPORT .*\n$/s),
    });
  });

  test.each([
    ['that is HTML', '<html>'],
    ['that is empty', ''],
    ['that is cut off', '{"statusCode":200,"body":"{'],
  ])('is for verify to judge even with a payload %s', async (_what, payload) => {
    breakable.breakWith(raw(payload));

    expect((await ledger()).answer).toEqual({ statusCode: undefined, body: payload });
  });
});

describe('a function that crashed', () => {
  test('is the target’s, says how, and is not asked again', async () => {
    breakable.functions.set('api', {
      handler: () => {
        throw new TypeError('plan is undefined');
      },
    });

    const result = await ledger();

    expect(result).toMatchObject({
      status: 'failed',
      calls: 1,
      failure: {
        kind: 'target',
        message:
          'api: expected an answer, got FunctionError Unhandled: TypeError: plan is undefined',
        error: {
          name: 'TypeError',
          message: 'plan is undefined',
          stack: expect.stringContaining('TypeError: plan is undefined'),
        },
      },
      notes: { logTail: expect.stringContaining('Invoke Error') },
    });
  });

  test('by running out of its own time is the target’s as well', async () => {
    breakable.functions.set('api', { handler: () => new Promise(() => {}), timeoutMs: 20 });

    expect(await resume()).toMatchObject({
      calls: 1,
      failure: {
        kind: 'target',
        message: expect.stringMatching(/Sandbox.Timedout: .*Task timed out after 0.02 seconds$/),
      },
    });
  });

  test.each(hostileJson)('is told whatever it says of itself: %s', async (_name, value) => {
    const json = asText(value);
    for (const payload of [
      json,
      `{"errorType":${json},"errorMessage":${json},"trace":[${json}]}`,
    ]) {
      breakable.breakWith(raw(payload, { 'x-amz-function-error': 'Unhandled' }));

      const result = await getPlan();

      expect(result).toMatchObject({ status: 'failed', calls: 1, failure: { kind: 'target' } });
      expect(JSON.stringify(result).length).toBeLessThan(60_000);
    }
  });
});

/** JSON.stringify cannot go as deep as JSON.parse. */
function asText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '['.repeat(100_000) + ']'.repeat(100_000);
  }
}

describe('a read', () => {
  test.each<[string, string, number, Fault | ((call: Call) => Fault)]>([
    ['failed by Lambda', 'target', 4, internalError],
    ['cut off', 'timeout', 4, { kind: 'reset' }],
    ['denied', 'access', 1, denied],
  ])('that is %s for good fails as %s after %i calls', async (_how, kind, calls, fault) => {
    breakable.breakWith(fault);

    for (const read of [ledger, getPlan]) {
      breakable.calls.length = 0;
      expect(await read()).toMatchObject({ status: 'failed', calls, failure: { kind } });
      expect(breakable.calls).toHaveLength(calls);
    }
  });

  test('that is throttled is asked again as long as there is time, and fails as target', async () => {
    breakable.breakWith(throttled);

    expectAskedAllTheTime(await ledger());
    expectAskedAllTheTime(await getPlan());
  });

  test('whose answer was lost is asked again', async () => {
    const faults: Fault[] = [{ kind: 'lose-answer' }, { kind: 'reset' }];
    breakable.breakWith(() => faults.shift());

    expect(await ledger()).toMatchObject({ status: 'passed', calls: 3 });
  });
});

describe.each([
  ['resume', resume],
  ['reservation', reserve],
])('a %s, which must not be done twice,', (_name, run) => {
  test.each<[string, string, number, Fault | ((call: Call) => Fault)]>([
    ['failed by Lambda', 'target', 1, internalError],
    ['denied', 'access', 1, denied],
  ])('that is %s for good fails as %s after %i calls', async (_how, kind, calls, fault) => {
    given({ statusCode: 200 });
    breakable.breakWith(fault);

    expect(await run()).toMatchObject({ status: 'failed', calls, failure: { kind } });
    expect(breakable.calls).toHaveLength(calls);
  });

  test('that is throttled is sent as long as there is time', async () => {
    given({ statusCode: 200 });
    breakable.breakWith(throttled);

    expectAskedAllTheTime(await run());
  });

  test('that was throttled at first is sent again', async () => {
    given({ statusCode: 200 });
    const faults = [throttled, throttled];
    breakable.breakWith((call) => faults.shift()?.(call));

    expect(await run()).toMatchObject({ status: 'passed', calls: 3 });
  });

  test('is done once when its answer was lost', async () => {
    let done = 0;
    for (const name of ['api', 'governance']) {
      breakable.functions.set(name, {
        handler: (event) => {
          if ((event as { httpMethod?: string }).httpMethod !== 'GET') done += 1;
          return { statusCode: 200, body: '{}' };
        },
      });
    }
    breakable.breakWith((call) => (method(call) === 'GET' ? undefined : { kind: 'lose-answer' }));

    expect(await run()).toMatchObject({ status: 'failed', failure: { kind: 'timeout' } });
    expect(done).toBe(1);
  });
});

describe('a resume whose answer was lost', () => {
  const lost = (other: Fault | undefined) => (call: Call) =>
    method(call) === 'POST' ? ({ kind: 'lose-answer' } as const) : other;

  test('is looked into: the plan and its ledger tell what happened', async () => {
    breakable.functions.set('api', {
      handler: (event) => {
        const { resource } = event as { resource: string };
        return { statusCode: 200, body: JSON.stringify({ asked: resource }) };
      },
    });
    breakable.breakWith(lost(undefined));

    const result = await resume();

    expect(result).toMatchObject({
      calls: 3,
      failure: { kind: 'timeout', message: expect.stringContaining('the connection broke') },
    });
    expect(result.notes).toEqual({
      function: 'api',
      plan: expect.stringMatching(/^e2e-p7-ledger-/),
      afterTheLostAnswer: {
        plan: { asked: '/plans/{planId}' },
        ledger: { asked: '/plans/{planId}/ledger' },
      },
    });
  });

  test('is still that when looking into it fails', async () => {
    breakable.breakWith(lost({ kind: 'reset' }));

    const result = await resume();

    expect(result.status === 'failed' && result.failure.message).toContain('the connection broke');
    expect(result.notes.afterTheLostAnswer).toMatchObject({
      plan: expect.stringContaining('the connection broke'),
    });
  });

  test('is still that when looking into it takes all the time', async () => {
    const clock = socketClock();
    breakable.breakWith(lost({ kind: 'hang' }));
    const resumed = inStep(breakable.account, ({ lifecycle }) => lifecycle.resume(plan), { clock });

    await eventually(() => breakable.calls.length === 3);
    clock.pass(10_000);

    expect(await resumed).toMatchObject({
      durationMs: 10_000,
      calls: 3,
      failure: { kind: 'timeout', message: expect.stringContaining('the connection broke') },
    });
  });
});

test('a function that is not there is the target’s', async () => {
  const settings = { ...SETTINGS, PLAN_LIFECYCLE_API_FUNCTION_NAME: 'missing' };
  const result = await inStep(breakable.account, ({ lifecycle }) => lifecycle.plan(plan), {
    settings,
  });

  expect(result).toMatchObject({
    calls: 1,
    failure: { kind: 'target', error: { name: 'ResourceNotFoundException' } },
    notes: { function: 'missing' },
  });
});
