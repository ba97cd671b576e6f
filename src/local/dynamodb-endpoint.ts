import { randomUUID } from 'node:crypto';
import type dynalite from 'dynalite';
import { LOCAL_REGION } from './arns.ts';
import { callIn } from './dynamodb-call.ts';
import { createTables, type Tables } from './dynamodb-tables.ts';
import {
  type Endpoint,
  type HttpRequest,
  type HttpResponse,
  listen,
  readBody,
  requestOf,
} from './http.ts';
import { type Intercept, meet } from './intercept.ts';

export type { TableProperties, Tables } from './dynamodb-tables.ts';

export interface DynamoDbEndpointOptions {
  readonly tables: Tables;
  readonly intercept?: Intercept;
  /** For the ARNs a fault names. */
  readonly region?: string;
  readonly dynalite?: dynalite.Options;
}

/** Nothing local waits for a table. */
const AT_ONCE = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

/** DynamoDB in memory, with these tables, each ACTIVE. */
export async function startDynamoDbEndpoint(options: DynamoDbEndpointOptions): Promise<Endpoint> {
  const { tables, intercept, region = LOCAL_REGION } = options;
  const { default: dynalite } = await import('dynalite');
  // It answers requests but never listens: its own close() shuts the database under requests still
  // at work, and memory needs no closing.
  const database = dynalite({ ...AT_ONCE, ...options.dynalite });

  function pass(request: HttpRequest, response: HttpResponse): void {
    database.emit('request', request, response);
    // When a caller hangs up, dynalite throws where nobody can catch it, and the process dies.
    request.removeAllListeners('error').on('error', () => {});
  }

  async function interceptedBy(
    decide: Intercept,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<void> {
    const body = await readBody(request);
    const call = callIn(request, body, region);
    response.setHeader('x-amzn-requestid', randomUUID());
    // Read to its end it cannot be read again.
    const unread = request.whole ? request : requestOf(request, body);
    await meet(call && decide(call), response, () => pass(unread, response));
  }

  let decide: Intercept | undefined; // none while the tables are made: that is not a call of anyone's
  const endpoint = await listen((request, response) =>
    decide ? interceptedBy(decide, request, response) : pass(request, response),
  );
  try {
    await createTables(endpoint, region, tables);
  } catch (error) {
    await endpoint.close();
    throw error;
  }
  decide = intercept;
  return endpoint;
}
