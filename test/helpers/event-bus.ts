import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './cloudformation.ts';

export interface Put {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

export interface EventBus {
  readonly url: string;
  readonly put: Put[];
  close(): void;
}

/** PutEvents, for any AWS SDK. `refuse` names the error that every entry gets. */
export async function startEventBus(refuse?: () => string | undefined): Promise<EventBus> {
  const put: Put[] = [];
  const server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await bodyOf(request)) as { Entries: Put[] };
    const error = refuse?.();
    if (!error) put.push(...Entries);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify({
        FailedEntryCount: error ? Entries.length : 0,
        Entries: Entries.map((_, i) =>
          error ? { ErrorCode: error, ErrorMessage: 'no' } : { EventId: `event-${put.length + i}` },
        ),
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
