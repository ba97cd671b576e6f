import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Account, openAccount } from '../../src/aws/account.ts';
import { internalError, throttled } from '../../src/local/faults.ts';
import {
  type BreakableAccount,
  CREDENTIALS,
  REGION,
  startBreakableAccount,
} from '../helpers/account.ts';
import { eventually } from '../helpers/clock.ts';

const services = [
  [
    'DynamoDB',
    ({ dynamodb }: Account) => dynamodb.send(new DescribeTableCommand({ TableName: 'plans' })),
  ],
  ['Lambda', ({ lambda }: Account) => lambda.send(new InvokeCommand({ FunctionName: 'api' }))],
] as const;

let breakable: BreakableAccount;
beforeEach(async () => {
  breakable = await startBreakableAccount();
  breakable.mend();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await breakable.close();
});

describe.each(services)('the client of %s', (_service, ask) => {
  test.each([
    ['a throttle', throttled],
    ['a failure of the service', internalError],
    ['a lost answer', { kind: 'lose-answer' } as const],
  ])('asks once, whatever the environment says, and leaves %s to us', async (_what, fault) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '5');
    vi.stubEnv('AWS_RETRY_MODE', 'standard');
    breakable.breakWith(fault);
    const account = openAccount({
      region: REGION,
      credentials: CREDENTIALS,
      endpoints: breakable.endpoints,
    });

    await expect(ask(account)).rejects.toThrow();
    account.close();

    expect(breakable.calls).toHaveLength(1);
  });

  test('is not held back by a mode that the environment asks for', async () => {
    vi.stubEnv('AWS_RETRY_MODE', 'adaptive');
    const { dynamodb, lambda, close } = openAccount({ region: REGION });
    for (const { config } of [dynamodb, lambda])
      expect(await config.retryStrategy()).toMatchObject({ mode: 'standard' });
    close();
  });

  // Within a step's time: what has no way to AWS must not look like a target that does not answer.
  test('gives a connection three seconds', async () => {
    const { dynamodb, lambda, close } = openAccount({ region: REGION });
    for (const { config } of [dynamodb, lambda]) {
      const { configProvider } = config.requestHandler as unknown as {
        configProvider: Promise<{ connectionTimeout: number }>;
      };
      expect(await configProvider).toMatchObject({ connectionTimeout: 3_000 });
    }
    close();
  });

  test('never makes a call wait for a socket', async () => {
    breakable.breakWith({ kind: 'hang' });

    const asked = Promise.allSettled(Array.from({ length: 100 }, () => ask(breakable.account)));
    await eventually(() => breakable.calls.length === 100);

    breakable.account.close();
    await asked;
  });

  test('ends what is under way when it is closed', async () => {
    breakable.breakWith({ kind: 'hang' });
    const asked = ask(breakable.account).catch((error: unknown) => error);
    await eventually(() => breakable.calls.length > 0);

    breakable.account.close();

    expect(await asked).toMatchObject({ code: 'ECONNRESET' });
  });

  test('finds endpoints and credentials the SDK’s own way where none are given', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', breakable.endpoints.dynamodb);
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', breakable.endpoints.lambda);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'from-the-environment');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const account = openAccount({ region: REGION });

    await expect(ask(account)).resolves.toBeDefined();

    account.close();
  });
});

test('no request is copied for a log that nobody reads', async () => {
  const options = { region: REGION, credentials: CREDENTIALS };
  const heard = new LambdaClient({ ...options, endpoint: breakable.endpoints.lambda });
  const reads = async (client: LambdaClient) => {
    let count = 0;
    const asked = {
      get FunctionName() {
        count += 1;
        return 'api';
      },
    };
    await client.send(new InvokeCommand(asked));
    return count;
  };

  expect(await reads(breakable.account.lambda)).toBeLessThan(await reads(heard));
  heard.destroy();
});
