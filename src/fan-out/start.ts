import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** Over before Lambda's own time, so that an event without an answer still reaches its queue. */
const ANSWER = { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** The state machine is the function's namesake, in its account and region. */
export function stateMachineOf(functionArn: string): string {
  const [arn, partition, , region, account, , name] = functionArn.split(':');
  return [arn, partition, 'states', region, account, 'stateMachine', name].join(':');
}

/**
 * What it answers while a deployment turns fan-out on or off: the machine and the permission to start it
 * do not come and go together with the setting, and IAM takes its time to hear of either.
 */
const COMING_OR_GOING = new Set([
  'StateMachineDoesNotExist',
  'StateMachineDeleting',
  'AccessDeniedException',
]);

/**
 * Starts an execution, once for each name: an event that comes again meets the one it has started, or
 * hears that there was one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 *
 * @throws {Error} the SDK's own, when it is not known whether an execution was started
 */
export async function startExecution(
  stateMachineArn: string,
  name: string,
  input: unknown,
): Promise<'started' | 'there was one' | { readonly unavailable: string }> {
  const client = new SFNClient({ requestHandler: ANSWER });
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return 'started';
  } catch (error) {
    const why = error instanceof Error ? error.name : '';
    if (why === 'ExecutionAlreadyExists') return 'there was one';
    if (COMING_OR_GOING.has(why)) return { unavailable: why };
    throw error;
  } finally {
    client.destroy();
  }
}
