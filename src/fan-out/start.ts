import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** Where no answer comes, the event is kept in time, and not first when Lambda's own is over. */
const ANSWER = { connectionTimeout: 3_000, requestTimeout: 5_000 };

/** The state machine is the function's namesake, in its account and region. */
export function stateMachineOf(functionArn: string): string {
  const [arn, partition, , region, account, , name] = functionArn.split(':');
  return [arn, partition, 'states', region, account, 'stateMachine', name].join(':');
}

/**
 * Starts an execution, once for each name: an event that comes again meets the one it has started, or
 * hears that there was one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export async function startExecution(
  stateMachineArn: string,
  name: string,
  input: unknown,
): Promise<'started' | 'there was one' | 'missing'> {
  const client = new SFNClient({ requestHandler: ANSWER });
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return 'started';
  } catch (error) {
    const name = error instanceof Error ? error.name : undefined;
    if (name === 'ExecutionAlreadyExists') return 'there was one';
    if (name === 'StateMachineDoesNotExist') return 'missing';
    throw error;
  } finally {
    client.destroy();
  }
}
