import { type Account, openAccount } from '../../src/aws/account.ts';
import { openScope, type Scope } from '../../src/engine/scope.ts';
import { share } from '../../src/engine/time.ts';
import { startDynamoDbEndpoint } from '../../src/local/dynamodb-endpoint.ts';
import type { Call, Fault, Intercept } from '../../src/local/intercept.ts';
import { type LocalFunction, startLambdaEndpoint } from '../../src/local/lambda-endpoint.ts';
import { TABLES } from '../local/tables.ts';
import { type FakeClock, fakeClock } from './clock.ts';

export const REGION = 'us-east-1';
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Real clients on real endpoints that can be broken: tables `plans` and `outcomes`, function `api`. */
export interface BreakableAccount {
  readonly account: Account;
  readonly endpoints: { readonly dynamodb: string; readonly lambda: string };
  readonly functions: Map<string, LocalFunction>;
  /** Every request that arrived since `mend`. */
  readonly calls: Call[];
  /** What becomes of every request from now on. */
  breakWith(fault: Fault | Intercept): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startBreakableAccount(): Promise<BreakableAccount> {
  const functions = new Map<string, LocalFunction>();
  const calls: Call[] = [];
  let fault: Intercept = () => undefined;
  const intercept: Intercept = (call) => {
    calls.push(call);
    return fault(call);
  };
  const [dynamodb, lambda] = await Promise.all([
    startDynamoDbEndpoint({ tables: TABLES, intercept }),
    startLambdaEndpoint({ functions, intercept }),
  ]);
  const endpoints = { dynamodb: dynamodb.url, lambda: lambda.url };
  const account = openAccount({ region: REGION, credentials: CREDENTIALS, endpoints });
  return {
    account,
    endpoints,
    functions,
    calls,
    breakWith(next) {
      fault = typeof next === 'function' ? next : () => next;
    },
    mend() {
      fault = () => undefined;
      calls.length = 0;
      functions.clear();
      functions.set('api', { handler: () => ({ statusCode: 200, body: '{"fine":true}' }) });
    },
    async close() {
      account.close();
      await Promise.all([dynamodb.close(), lambda.close()]);
    },
  };
}

/** A clock for real sockets: only the pauses between two requests pass by themselves. */
export const socketClock = () => fakeClock({ upToMs: 1_000 });

/** A step's scope, without a step around it. */
export function aScope(clock: FakeClock = socketClock()): Scope {
  const never = new AbortController().signal;
  return openScope(clock, never, never, share(clock, 10_000));
}
