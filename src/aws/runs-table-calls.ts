import type {
  GetCommand,
  PutCommand,
  QueryCommand,
  QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { retrying } from '../engine/attempts.ts';
import { openScope } from '../engine/scope.ts';
import { type Clock, never, share, within } from '../engine/time.ts';
import type { Account } from './account.ts';
import { send } from './send.ts';

/** For a call, its repeats included: a table that is slower is treated as one that is not there. */
const CALL_MS = 5_000;

/**
 * The calls to the runs table. Every one of them can be sent twice, which is why a command is made
 * anew each time: the SDK lets none be sent again.
 */
export function asking(table: string, { dynamodb }: Pick<Account, 'dynamodb'>, clock: Clock) {
  const ask = <Output>(work: (scope: ReturnType<typeof openScope>) => Promise<Output>) =>
    within(clock, CALL_MS, never, (signal) => {
      const scope = openScope(clock, signal, never, share(clock, CALL_MS));
      return retrying(scope, 'idempotent', () => work(scope));
    });
  const called = (operation: string) => ({ operation, target: table });
  return {
    get: async (
      command: () => GetCommand,
    ): Promise<Readonly<Record<string, unknown>> | undefined> =>
      (
        await ask((scope) =>
          send(scope, called('GetItem'), command(), (one, how) => dynamodb.send(one, how)),
        )
      ).Item,
    put: (command: () => PutCommand): Promise<unknown> =>
      ask((scope) =>
        send(scope, called('PutItem'), command(), (one, how) => dynamodb.send(one, how)),
      ),
    update: (command: () => UpdateCommand): Promise<unknown> =>
      ask((scope) =>
        send(scope, called('UpdateItem'), command(), (one, how) => dynamodb.send(one, how)),
      ),
    query: (command: () => QueryCommand): Promise<QueryCommandOutput> =>
      ask((scope) =>
        send(scope, called('Query'), command(), (one, how) => dynamodb.send(one, how)),
      ),
  };
}
