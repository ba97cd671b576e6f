import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** All runs, by the time at which they began: a history needs no Scan. */
export const BY_TIME = 'by-time';
/** Only the few that still have a debt: an item without one is not in it. */
export const BY_DEBT = 'by-debt';

/** What CreateTable and CloudFormation need to know of the runs table. */
export const RUNS_TABLE: Pick<
  CreateTableCommandInput,
  'KeySchema' | 'AttributeDefinitions' | 'BillingMode' | 'GlobalSecondaryIndexes'
> = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'kind', AttributeType: 'S' },
    { AttributeName: 'begun_at', AttributeType: 'N' },
    { AttributeName: 'debt', AttributeType: 'S' },
    { AttributeName: 'due_at', AttributeType: 'N' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: BY_TIME,
      // One partition: a run a minute is a thousandth of what it takes.
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'begun_at', KeyType: 'RANGE' },
      ],
      Projection: {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['run_id', 'trigger', 'summary'],
      },
    },
    {
      IndexName: BY_DEBT,
      KeySchema: [
        { AttributeName: 'debt', KeyType: 'HASH' },
        { AttributeName: 'due_at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};
