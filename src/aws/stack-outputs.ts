import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { retrying } from '../engine/attempts.ts';
import { type Asking, asking } from './asking.ts';
import { IN_TIME, SENT_ONCE } from './connection.ts';
import { errorName } from './failures.ts';
import { send } from './send.ts';

/** A CloudFormation stack as far as it tells others what is in it. */
export interface StackSeen {
  /** As CloudFormation names it: UPDATE_COMPLETE. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * What a stack has put into its outputs; undefined when there is no such stack.
 *
 * @throws {FailureError} when CloudFormation could not be asked
 */
export async function readStack(
  name: string,
  region: string,
  how: Asking,
): Promise<StackSeen | undefined> {
  const client = new CloudFormationClient({ region, ...SENT_ONCE, ...IN_TIME });
  const called = { operation: 'DescribeStacks', target: name };
  try {
    const { Stacks: [stack] = [] } = await asking(how, called, (scope) =>
      retrying(scope, 'idempotent', () =>
        send(scope, called, new DescribeStacksCommand({ StackName: name }), (command, options) =>
          client.send(command, options),
        ),
      ),
    );
    const pairs = (stack?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue ?? '']);
    return stack && { status: stack.StackStatus ?? 'unknown', outputs: Object.fromEntries(pairs) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** It has no error of its own: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
function isMissing(error: unknown): boolean {
  return errorName(error) === 'ValidationError' && String(error).includes('does not exist');
}
