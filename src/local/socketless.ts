import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { UNHEARD } from '../aws/connection.ts';
import { type Endpoint, type HttpResponse, requestOf } from './http.ts';

type ClientConfig = Pick<
  DynamoDBClientConfig,
  'credentials' | 'endpoint' | 'logger' | 'requestHandler' | 'signer'
>;

/** What an SDK's client sends, as far as an endpoint reads it. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Received {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Nobody checks them, but every SDK wants some. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What has to be there, and that nobody checks. */
const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  'x-amz-date': '20260101T000000Z',
};

/**
 * Brings an SDK's client to an endpoint in its own process without a socket, a signature and HTTP to
 * write and to read, which is half of what such a call costs. Faults are met as they are on the wire.
 */
export function socketless({ url, serve }: Endpoint): ClientConfig {
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle(
      { method, path, headers, body }: Sent,
      { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
    ): Promise<{ response: Received }> {
      return new Promise((resolve, reject) => {
        abortSignal?.addEventListener('abort', () => reject(aborted()), { once: true });
        const signed = { method, url: path, headers: { ...headers, ...SIGNED } };
        const request = requestOf(signed, bytesOf(body));
        void serve(
          request,
          responseTo((response) => resolve({ response }), reject),
        );
      });
    },
    destroy() {},
  };
  const signer = { sign: async (request: unknown) => request };
  // The SDK's own types have what only its own parts need.
  const config = { credentials, endpoint: url, requestHandler, signer, ...UNHEARD };
  return config as unknown as ClientConfig;
}

/** By its memory: the SDK's own kind of bytes warns whoever takes it for a text, which Buffer tries first. */
function bytesOf(body: Sent['body'] = ''): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

const aborted = () => Object.assign(new Error('Request aborted'), { name: 'AbortError' });

function responseTo(
  answer: (received: Received) => void,
  failed: (error: Error) => void,
): HttpResponse {
  const headers: Record<string, string> = {};
  const destroy = () => failed(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
  return {
    statusCode: 200,
    setHeader(name, value) {
      headers[name.toLowerCase()] = String(value);
    },
    writeHead(status, more) {
      this.statusCode = status;
      for (const [name, value] of Object.entries(more)) this.setHeader(name, value);
    },
    end(body = '') {
      answer({ statusCode: this.statusCode, headers, body: Buffer.from(body) });
    },
    destroy,
    socket: { resetAndDestroy: destroy },
  };
}
