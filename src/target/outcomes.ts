import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Account } from '../aws/account.ts';
import { send } from '../aws/send.ts';
import { retrying } from '../engine/attempts.ts';
import type { StepScope } from '../engine/scenario.ts';

export interface Outcomes {
  /** @returns what DescribeTable says of the table; `status` is undefined where it says nothing */
  describe(): Promise<{ readonly status: string | undefined }>;
}

export function outcomesIn(table: string, { dynamodb }: Account, scope: StepScope): Outcomes {
  return {
    async describe() {
      scope.note('table', table);
      const called = { operation: 'DescribeTable', target: table };
      const { Table } = await retrying(scope, 'idempotent', () =>
        send(scope, called, new DescribeTableCommand({ TableName: table }), (sent, options) =>
          dynamodb.send(sent, options),
        ),
      );
      return { status: Table?.TableStatus };
    },
  };
}
