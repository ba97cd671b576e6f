import {
  ConditionalCheckFailedException,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type RunId, type RunStore, runId } from '../engine/run.ts';
import type { Account } from './account.ts';

/** What CreateTable and CloudFormation need to know of the runs table. */
export const RUNS_TABLE: Pick<
  CreateTableCommandInput,
  'KeySchema' | 'AttributeDefinitions' | 'BillingMode'
> = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

/** Runs are kept for a quarter: long enough to see what a release did to them. */
const KEPT_S = 90 * 24 * 60 * 60;
/** A deployment tells of itself several times (stack, CodeDeploy, its pipeline), within moments. */
const SAME_DEPLOYMENT_MS = 60_000;

/** Runs in a DynamoDB table of the canary's own, an item per run. */
export function dynamoRunStore(
  table: string,
  { dynamodb }: Pick<Account, 'dynamodb'>,
  now: () => number,
): RunStore {
  /** Puts an item where none stands, or one that may be replaced. Otherwise: whose run stands there. */
  async function claim(
    item: { readonly pk: string; readonly run_id: RunId } & Readonly<Record<string, unknown>>,
    replaces?: { readonly condition: string; readonly values: Readonly<Record<string, unknown>> },
  ): Promise<RunId | undefined> {
    try {
      await dynamodb.send(
        new PutCommand({
          TableName: table,
          Item: item,
          ConditionExpression: ['attribute_not_exists(pk)', replaces?.condition]
            .filter(Boolean)
            .join(' OR '),
          ExpressionAttributeValues: replaces?.values,
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const Key = { pk: item.pk };
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName: table, Key, ConsistentRead: true }),
      );
      return runId(String(Item?.run_id));
    }
  }

  return {
    async begin({ id, trigger }, { fromEvent }) {
      const at = now();
      const common = { run_id: id, begun_at: at, expires_at: Math.floor(at / 1000) + KEPT_S };
      const ofDeployment = trigger.kind === 'stack' || trigger.kind === 'deploy';
      // A gate that somebody asked for is never taken for a repetition.
      const other =
        fromEvent && ofDeployment
          ? await claim(
              { pk: 'DEPLOYMENT', ...common },
              {
                condition: 'run_id = :id OR begun_at < :past',
                values: { ':id': id, ':past': at - SAME_DEPLOYMENT_MS },
              },
            )
          : undefined;
      const before = other ?? (await claim({ pk: `RUN#${id}`, ...common, trigger }));
      return before ? { outcome: 'duplicate', id: before } : { outcome: 'begun' };
    },
  };
}
