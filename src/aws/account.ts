import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CONNECTION_TIMEOUT_MS, SENT_ONCE, UNHEARD } from './connection.ts';

/** A way into one AWS account and region: real, or embedded in this process. */
export interface Account {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly lambda: LambdaClient;
  /**
   * Closes the connections. An account is opened for a run and closed after it: while a Lambda is frozen
   * between two runs its kept-alive sockets die, and a dead socket looks like a lost answer.
   */
  close(): void;
}

export interface AccountOptions {
  readonly region: string;
  /** Without these the SDK finds them itself: `AWS_ENDPOINT_URL_*`, profile, the usual credentials. */
  readonly endpoints?: { readonly dynamodb: string; readonly lambda: string };
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** As many as any concurrency may want at once: a call must never wait for a socket. */
const MAX_SOCKETS = 256;

/** A stranger's row may hold a number that none here can: it is rounded, where the SDK would throw. */
const TRANSLATION = { unmarshallOptions: { wrapNumbers: Number } };

export function openAccount({ region, endpoints, credentials }: AccountOptions): Account {
  const common = {
    region,
    ...SENT_ONCE,
    ...UNHEARD,
    ...(credentials && { credentials }),
  };
  // How long an answer may take is the step's business: its signal ends the request.
  const requestHandler = () => ({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
  });
  const dynamodb = new DynamoDBClient({
    ...common,
    requestHandler: requestHandler(),
    ...(endpoints && { endpoint: endpoints.dynamodb }),
  });
  const lambda = new LambdaClient({
    ...common,
    requestHandler: requestHandler(),
    ...(endpoints && { endpoint: endpoints.lambda }),
  });
  return {
    dynamodb: DynamoDBDocumentClient.from(dynamodb, TRANSLATION),
    lambda,
    close() {
      dynamodb.destroy();
      lambda.destroy();
    },
  };
}
