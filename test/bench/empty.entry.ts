/** An empty handler with the SDK clients that the canary has. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const clients = [
  DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' })),
  new LambdaClient({ region: 'us-east-1' }),
];

export const handler = async () => ({ outcome: 'empty', clients: clients.length });
