import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { type Account, type AccountOptions, openAccount } from '../../src/aws/account.ts';
import { send } from '../../src/aws/send.ts';
import { FailureError } from '../../src/engine/failure.ts';
import type { StepScope } from '../../src/engine/scenario.ts';
import { runStep } from '../../src/engine/step.ts';
import { share } from '../../src/engine/time.ts';
import {
  denied,
  internalError,
  provisionedThroughputExceeded,
  throttled,
} from '../../src/local/faults.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import {
  aScope,
  type BreakableAccount,
  CREDENTIALS,
  REGION,
  socketClock,
  startBreakableAccount,
} from '../helpers/account.ts';
import { eventually } from '../helpers/clock.ts';
import { NOBODY, startServer } from '../helpers/http.ts';
import { interrupt, toyPorts } from '../helpers/toys.ts';

/** One call of each service. `missing`: of what is not there. */
type Ask = (account: Account, scope: StepScope, target?: string) => Promise<unknown>;
const put: Ask = ({ dynamodb }, scope, table = 'plans') =>
  send(
    scope,
    { operation: 'PutItem', target: table },
    new PutCommand({ TableName: table, Item: { pk: 'p', sk: 's' } }),
    (command, options) => dynamodb.send(command, options),
  );
const invoke: Ask = ({ lambda }, scope, name = 'api') =>
  send(
    scope,
    { operation: 'Invoke', target: name },
    new InvokeCommand({ FunctionName: name, Payload: '{}' }),
    (command, options) => lambda.send(command, options),
  );
const services = [
  ['DynamoDB', put],
  ['Lambda', invoke],
] as const;

let breakable: BreakableAccount;
beforeAll(async () => {
  breakable = await startBreakableAccount();
});
beforeEach(() => breakable.mend());
afterAll(() => breakable.close());

function opened(options: Omit<AccountOptions, 'region'>): Account {
  const account = openAccount({ region: REGION, ...options });
  onTestFinished(() => account.close());
  return account;
}
const at = (url: string) =>
  opened({ credentials: CREDENTIALS, endpoints: { dynamodb: url, lambda: url } });

/** What a call that must fail fails with, and what its step would count. */
async function failureOf(ask: (scope: StepScope) => Promise<unknown>) {
  const scope = aScope();
  const thrown = await ask(scope).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof FailureError)) throw new Error(`not a failure: ${String(thrown)}`);
  const { failure, repeat } = thrown;
  const { calls, preparing, notes } = scope;
  return { kind: failure.kind, message: failure.message, repeat, calls, preparing, notes };
}

describe.each(services)('%s', (_service, ask) => {
  test('answers: one call, with its request id', async () => {
    const scope = aScope();

    await expect(ask(breakable.account, scope)).resolves.toMatchObject({
      $metadata: { httpStatusCode: 200 },
    });

    expect(scope.calls).toBe(1);
    expect(scope.preparing).toBe(false);
    expect(scope.notes.requestId).toMatch(/^[\w-]{36,}$/);
  });

  test.each<[string, Fault | ((call: Call) => Fault), object]>([
    ['throttles', throttled, { kind: 'target', repeat: 'safe' }],
    ['denies', denied, { kind: 'access', repeat: 'never' }],
    ['fails with 500', internalError, { kind: 'target', repeat: 'idempotent' }],
    [
      'is down behind a 502 in HTML',
      (call) => internalError(call, 502),
      { kind: 'target', repeat: 'idempotent' },
    ],
    [
      'is down behind a 503 in HTML',
      (call) => internalError(call, 503),
      { kind: 'target', repeat: 'idempotent' },
    ],
    ['resets before the work', { kind: 'reset' }, { kind: 'timeout', repeat: 'idempotent' }],
    ['loses its answer', { kind: 'lose-answer' }, { kind: 'timeout', repeat: 'idempotent' }],
    [
      'is shadowed by a page that wants a login',
      {
        kind: 'answer',
        status: 403,
        headers: { 'content-type': 'text/html' },
        body: '<html>Log in</html>',
      },
      { kind: 'access', repeat: 'never' },
    ],
    [
      'finds the signature wrong',
      {
        kind: 'answer',
        status: 403,
        headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
        body: {
          __type: 'InvalidSignatureException',
          message: 'The signature we calculated is another',
        },
      },
      { kind: 'access', repeat: 'never' },
    ],
  ])('%s: one call, and no more', async (_how, fault, expected) => {
    breakable.breakWith(fault);

    const failure = await failureOf((scope) => ask(breakable.account, scope));

    expect(failure).toMatchObject({ ...expected, calls: 1, preparing: false });
    expect(failure.message).toMatch(/^(PutItem on plans|Invoke on api): expected an answer, got /);
    expect(breakable.calls).toHaveLength(1);
  });

  test('knows no such thing', async () => {
    const failure = await failureOf((scope) => ask(breakable.account, scope, 'missing'));

    expect(failure).toMatchObject({ kind: 'target', repeat: 'never', calls: 1 });
    expect(failure.message).toContain('ResourceNotFoundException');
    expect(failure.notes.requestId).toMatch(/^[\w-]{36,}$/);
  });

  test('is not at its address: refused, and safe to ask again', async () => {
    const account = at(NOBODY);

    expect(await failureOf((scope) => ask(account, scope))).toMatchObject({
      kind: 'access',
      repeat: 'safe',
      calls: 0, // nothing of it left
      preparing: false,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('is at a host that nobody knows', async () => {
    const account = at('http://aws.invalid');

    expect(await failureOf((scope) => ask(account, scope))).toMatchObject({
      kind: 'access',
      repeat: 'safe',
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  test('is behind a wall that swallows every connection', async () => {
    const account = walledOff();

    expect(await failureOf((scope) => ask(account, scope))).toMatchObject({
      kind: 'access',
      repeat: 'safe',
      message: expect.stringContaining('did not establish a connection'),
    });
  });

  test('breaks off in the middle of its answer', async () => {
    const url = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":', () => response.destroy());
    });

    expect(await failureOf((scope) => ask(at(url), scope))).toMatchObject({
      kind: 'timeout',
      repeat: 'idempotent',
      calls: 1,
    });
  });

  test('speaks something that is no HTTP', async () => {
    const url = await startServer((request) => request.socket.end('220 mail ready\r\n'));

    expect(await failureOf((scope) => ask(at(url), scope))).toMatchObject({
      kind: 'access',
      repeat: 'never',
      calls: 1,
    });
  });

  test('is not asked when looking for credentials fails', async () => {
    const account = withCredentials(() => Promise.reject(new Error('no such profile')));

    expect(await failureOf((scope) => ask(account, scope))).toMatchObject({
      kind: 'access',
      repeat: 'never',
      calls: 0,
      preparing: false,
      message: expect.stringContaining('no such profile'),
    });
    expect(breakable.calls).toEqual([]);
  });

  test('is not asked when there are no credentials anywhere', async () => {
    withoutCredentials();
    const account = opened({ endpoints: breakable.endpoints });

    expect(await failureOf((scope) => ask(account, scope))).toMatchObject({
      kind: 'access',
      repeat: 'never',
      calls: 0,
      message: expect.stringContaining('CredentialsProviderError'),
    });
    expect(breakable.calls).toEqual([]);
  });
});

describe('what answers and is not AWS', () => {
  const page = { kind: 'answer', status: 200, headers: {}, body: '<html>Welcome</html>' } as const;

  test('is told from DynamoDB, whose answers are JSON', async () => {
    breakable.breakWith(page);

    expect(await failureOf((scope) => put(breakable.account, scope))).toMatchObject({
      kind: 'access',
      repeat: 'never',
      calls: 1,
      message: expect.stringContaining('SyntaxError'),
    });
  });

  test('is not told from Lambda, whose answers may be anything: verify will not like it', async () => {
    breakable.breakWith(page);

    await expect(invoke(breakable.account, aScope())).resolves.toMatchObject({ StatusCode: 200 });
  });
});

test('a table with too little capacity throttles as well', async () => {
  breakable.breakWith(provisionedThroughputExceeded);

  expect(await failureOf((scope) => put(breakable.account, scope))).toMatchObject({
    kind: 'target',
    repeat: 'safe',
  });
});

describe.each(services)('in a step, %s', (_service, ask) => {
  /** Runs one call as a step of ten seconds, which `outOfTime` ends. */
  function asStep(account: Account) {
    const clock = socketClock();
    const stop = interrupt();
    const ran = runStep(
      {
        phase: 'invoke',
        id: 'ask',
        title: 'ask',
        as: 'answer',
        run: ({ scope }) => ask(account, scope),
      },
      {},
      share(clock, 60_000),
      { clock, bind: toyPorts, ...stop },
    );
    return { ran, outOfTime: () => clock.pass(10_000), ...stop };
  }
  const arrived = () => eventually(() => breakable.calls.length > 0);

  test('hangs: the request went out and no answer came', async () => {
    breakable.breakWith({ kind: 'hang' });
    const { ran, outOfTime } = asStep(breakable.account);

    await arrived();
    outOfTime();

    expect((await ran).result).toMatchObject({
      status: 'failed',
      durationMs: 10_000,
      calls: 1,
      failure: { kind: 'timeout', allowedMs: 10_000 },
    });
  });

  test('hangs in the middle of its answer', async () => {
    let begun = false;
    const url = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":', () => {
        begun = true;
      });
    });
    const { ran, outOfTime } = asStep(at(url));

    await eventually(() => begun);
    outOfTime();

    expect((await ran).result).toMatchObject({ calls: 1, failure: { kind: 'timeout' } });
  });

  test('is never asked since credentials are still being looked for', async () => {
    let looking = false;
    const account = withCredentials(() => {
      looking = true;
      return new Promise(() => {});
    });
    const { ran, outOfTime } = asStep(account);

    await eventually(() => looking);
    outOfTime();

    expect((await ran).result).toMatchObject({
      status: 'failed',
      calls: 0,
      failure: { kind: 'access', error: { name: 'NothingSent' } },
    });
    expect(breakable.calls).toEqual([]);
  });

  test('lets go of its connection when the step is over', async () => {
    let closed = false;
    const url = await startServer((request) => {
      request.socket.on('close', () => {
        closed = true;
      });
      breakable.calls.push({} as Call);
    });
    const { ran, outOfTime } = asStep(at(url));

    await arrived();
    outOfTime();
    await ran;

    await eventually(() => closed);
  });

  test('is let go when the run is stopped for good', async () => {
    breakable.breakWith({ kind: 'hang' });
    const { ran, stop, stopForGood } = asStep(breakable.account);

    await arrived();
    stop();
    stopForGood();

    expect((await ran).result).toMatchObject({ status: 'skipped', calls: 1 });
  });
});

/** An account whose sockets never connect. */
function walledOff(): Account {
  const requestHandler = {
    connectionTimeout: 20,
    httpAgent: Object.assign(new Agent(), { createConnection: () => connecting() }),
  };
  return accountWith({
    requestHandler,
    credentials: CREDENTIALS,
    endpoint: 'http://127.0.0.1:9',
  });
}

function connecting(): Socket {
  return Object.defineProperty(new Socket(), 'connecting', { value: true });
}

function withCredentials(credentials: () => Promise<never>): Account {
  const { dynamodb, lambda } = breakable.endpoints;
  return {
    ...accountWith({ credentials, endpoint: dynamodb }),
    lambda: accountWith({ credentials, endpoint: lambda }).lambda,
  };
}

function accountWith(config: object): Account {
  const common = { region: REGION, maxAttempts: 1, ...config };
  const dynamodb = new DynamoDBClient(common);
  const lambda = new LambdaClient(common);
  onTestFinished(() => {
    dynamodb.destroy();
    lambda.destroy();
  });
  return { dynamodb: DynamoDBDocumentClient.from(dynamodb), lambda, close() {} };
}

/** Whatever this machine has, the SDK finds none of it. */
function withoutCredentials(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}
