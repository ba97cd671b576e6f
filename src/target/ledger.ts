import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../aws/account.ts';
import { send } from '../aws/send.ts';
import { retrying } from '../engine/attempts.ts';
import { FailureError } from '../engine/failure.ts';
import type { StepScope } from '../engine/scenario.ts';
import { onlyOurs, planIn, whereOwn } from './plans.ts';

/** Removed at a time; a resume writes six, a reservation one. */
const MOST_ENTRIES = 200;

/**
 * Removes the entries of the plan that an attempt was given from the ledger. Only a sweep that was
 * allowed to does so: the ledger is an audit trail, and no scenario can.
 *
 * @returns how many there were
 * @throws {FailureError} when there are more, which a target gone wild may write: the next sweep takes those
 */
export async function removeEntries(
  table: string,
  { dynamodb }: Account,
  scope: StepScope,
  given: object,
): Promise<number> {
  const plan = planIn(given);
  if (!plan) return 0;
  const { Items = [], LastEvaluatedKey } = await retrying(scope, 'idempotent', () =>
    send(
      scope,
      { operation: 'Query', target: table },
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `PLAN#${plan.plan_id}` },
        ProjectionExpression: 'pk, sk',
        Limit: MOST_ENTRIES,
      }),
      (query, options) => dynamodb.send(query, options),
    ),
  );
  const called = { operation: 'DeleteItem', target: table };
  await Promise.all(
    Items.map(({ pk, sk }) =>
      onlyOurs(called, { pk, sk }, () =>
        retrying(scope, 'idempotent', () =>
          send(
            scope,
            called,
            new DeleteCommand({ TableName: table, Key: { pk, sk }, ...whereOwn(plan) }),
            (remove, options) => dynamodb.send(remove, options),
          ),
        ),
      ),
    ),
  );
  if (LastEvaluatedKey) {
    const message = `removed ${Items.length} entries of ${plan.plan_id}, there are more`;
    throw new FailureError({ kind: 'check', message, expected: MOST_ENTRIES, actual: 'more' });
  }
  return Items.length;
}
