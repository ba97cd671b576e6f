import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsCommandOutput,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { retrying } from '../engine/attempts.ts';
import { FailureError } from '../engine/failure.ts';
import { type Asking, asking } from './asking.ts';
import { IN_TIME, SENT_ONCE } from './connection.ts';
import { isDenial } from './failures.ts';
import { send } from './send.ts';

/** An event as its sender has it; EventBridge adds id, time and account. */
export type Event = Required<Pick<PutEventsRequestEntry, 'Source' | 'DetailType' | 'Detail'>>;

/**
 * Puts one event on the account's own bus.
 *
 * @returns the event's id
 * @throws {FailureError} when it was not taken
 */
export async function putEvent(event: Event, region: string, how: Asking): Promise<string> {
  const client = new EventBridgeClient({ region, ...SENT_ONCE, ...IN_TIME });
  const called = { operation: 'PutEvents', target: 'the default event bus' };
  try {
    return await asking(how, called, (scope) =>
      // Put twice it is heard twice, which is what EventBridge may do of itself.
      retrying(scope, 'idempotent', async () => {
        const command = new PutEventsCommand({ Entries: [event] });
        return idOf(
          await send(scope, called, command, (put, options) => client.send(put, options)),
        );
      }),
    );
  } finally {
    client.destroy();
  }
}

/**
 * An entry may fail where the request did not, for a moment or for good.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
const PASSING = new Set(['ThrottlingException', 'InternalFailure', 'InternalException']);

function idOf({ Entries: [entry] = [] }: PutEventsCommandOutput): string {
  if (entry?.EventId) return entry.EventId;
  const error = { name: entry?.ErrorCode ?? 'NoEventId', message: entry?.ErrorMessage ?? '' };
  const message = `PutEvents: expected an event id, got ${error.name}: ${error.message}`;
  const repeat = PASSING.has(error.name) ? 'idempotent' : 'never';
  const kind = isDenial(error.name) ? 'access' : 'target';
  throw new FailureError({ kind, message, error }, repeat);
}
