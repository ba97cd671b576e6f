import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The one interface an endpoint listens on: what runs in the embedded account is nobody else's. */
const LOOPBACK = '127.0.0.1';

export interface Endpoint {
  readonly url: string;
  /** Ends every connection, idle or at work, at once. May be called again. */
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it stands, anything else as JSON. */
  readonly body?: unknown;
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Serves on a free port. What `serve` throws is answered with a 500 that says so. */
export async function listen(serve: Serve): Promise<Endpoint> {
  // No keep-alive limit: a socket closed just as an SDK client writes to it again would be a fault
  // that nobody asked for.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    try {
      await serve(request, response);
    } catch (error) {
      send(response, endpointFailed(error));
    }
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${LOOPBACK}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes head and body with a single `end`, the one place where a fault can hold an answer back. */
export function send(response: ServerResponse, { status, headers, body = '' }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function endpointFailed(error: unknown): Answer {
  return {
    status: 500,
    headers: { 'x-amzn-errortype': 'InternalFailure' },
    body: { message: `the local endpoint itself failed: ${error}` },
  };
}
