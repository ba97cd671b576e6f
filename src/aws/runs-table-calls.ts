import type {
  GetCommand,
  PutCommand,
  QueryCommand,
  QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { retrying } from '../engine/attempts.ts';
import { STORE_MS } from '../engine/run-store.ts';
import type { StepScope } from '../engine/scenario.ts';
import { type Clock, never } from '../engine/time.ts';
import type { Account } from './account.ts';
import { asking } from './asking.ts';
import type { Called } from './failures.ts';
import { send } from './send.ts';

/**
 * The calls to the runs table, each with its repeats within {@link STORE_MS}. Every one of them can
 * be sent twice, which is why a command is made anew each time: the SDK lets none be sent again.
 * Each throws a FailureError that names call and table.
 */
export function tableCalls(table: string, { dynamodb }: Pick<Account, 'dynamodb'>, clock: Clock) {
  const how = { clock, allowedMs: STORE_MS, interrupted: never };
  const ask = <Output>(
    operation: string,
    once: (scope: StepScope, called: Called) => Promise<Output>,
  ) => {
    const called = { operation, target: table };
    return asking(how, called, (scope) => retrying(scope, 'idempotent', () => once(scope, called)));
  };
  return {
    get: async (
      command: () => GetCommand,
    ): Promise<Readonly<Record<string, unknown>> | undefined> =>
      (
        await ask('GetItem', (scope, called) =>
          send(scope, called, command(), (one, options) => dynamodb.send(one, options)),
        )
      ).Item,
    put: (command: () => PutCommand): Promise<unknown> =>
      ask('PutItem', (scope, called) =>
        send(scope, called, command(), (one, options) => dynamodb.send(one, options)),
      ),
    update: (command: () => UpdateCommand): Promise<unknown> =>
      ask('UpdateItem', (scope, called) =>
        send(scope, called, command(), (one, options) => dynamodb.send(one, options)),
      ),
    query: (command: () => QueryCommand): Promise<QueryCommandOutput> =>
      ask('Query', (scope, called) =>
        send(scope, called, command(), (one, options) => dynamodb.send(one, options)),
      ),
  };
}
