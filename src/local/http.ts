import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/** The one interface an endpoint listens on: what runs in the embedded account is nobody else's. */
const LOOPBACK = '127.0.0.1';

export interface Endpoint {
  readonly url: string;
  /** The same without a socket, for clients in this process. */
  readonly serve: Serve;
  /** Ends every connection, idle or at work, at once. May be called again. */
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it stands, anything else as JSON. */
  readonly body?: unknown;
}

/** What an endpoint reads of a request: one of Node's, or one that came no such way. */
export type HttpRequest = Readable &
  Pick<IncomingMessage, 'method' | 'url' | 'headers'> & {
    /** Its body, where that was known before it was read. */
    readonly whole?: Buffer;
  };

/** What an endpoint does to a response. */
export interface HttpResponse {
  statusCode: number;
  setHeader(name: string, value: string | number): unknown;
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  end(body?: string): unknown;
  destroy(): unknown;
  readonly socket: { resetAndDestroy(): unknown } | null;
}

export type Serve = (request: HttpRequest, response: HttpResponse) => void | Promise<void>;

/** Serves on a free port. What `serve` throws is answered with a 500 that says so. */
export async function listen(answer: Serve): Promise<Endpoint> {
  const serve: Serve = async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      send(response, endpointFailed(error));
    }
  };
  // No keep-alive limit: a socket closed just as an SDK client writes to it again would be a fault
  // that nobody asked for.
  const server = createServer({ keepAliveTimeout: 0 }, serve);
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${LOOPBACK}:${port}`,
    serve,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A request with its body, which can be read from it as well. */
export function requestOf(
  { method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
): HttpRequest {
  return Object.assign(Readable.from([body]), { method, url, headers, whole: body });
}

export async function readBody(request: HttpRequest): Promise<Buffer> {
  if (request.whole) return request.whole;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes head and body with a single `end`, the one place where a fault can hold an answer back. */
export function send(response: HttpResponse, { status, headers, body = '' }: Answer): void {
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
