import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Endpoint } from '../../src/local/http.ts';
import { socketless } from '../../src/local/socketless.ts';

/** Real SDK clients that ask once: what an endpoint answers is what the test sees. */
function config(endpoint: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
}

export const lambdaClient = (url: string) => new LambdaClient(config(url));
export const dynamoDbClient = (url: string) => new DynamoDBClient(config(url));
/** Without a socket. */
export const nearDynamoDbClient = (endpoint: Endpoint) =>
  new DynamoDBClient({ ...config(endpoint.url), ...socketless(endpoint) });

export interface Invoked extends Omit<InvokeCommandOutput, 'Payload'> {
  /** The payload, parsed. */
  readonly answer: unknown;
  /** The log tail, decoded. */
  readonly log: string;
}

export type Invoke = (
  name: string,
  event?: unknown,
  how?: Partial<InvokeCommandInput>,
) => Promise<Invoked>;

/** Invokes with the log tail, and decodes what comes back. */
export function invoking(client: LambdaClient): Invoke {
  return async (name, event = {}, how = {}) => {
    const output = await client.send(
      new InvokeCommand({
        FunctionName: name,
        LogType: 'Tail',
        Payload: JSON.stringify(event),
        ...how,
      }),
    );
    const payload = output.Payload?.transformToString() ?? '';
    const log = Buffer.from(output.LogResult ?? '', 'base64').toString();
    return { ...output, answer: payload === '' ? undefined : JSON.parse(payload), log };
  };
}
