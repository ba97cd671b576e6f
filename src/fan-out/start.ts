import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { errorFacts } from '../engine/failure.ts';

/** Early enough for the function to run what it gets no answer for. */
const ANSWER = { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** The state machine is the function's namesake, in its account and region. */
export function stateMachineOf(functionArn: string): string {
  const [arn, partition, , region, account, , name] = functionArn.split(':');
  return [arn, partition, 'states', region, account, 'stateMachine', name].join(':');
}

/**
 * Starts an execution, once for each name: an event that comes again meets the one it has started, or
 * hears that there was one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 *
 * @returns why it is not known to be started, where it is not: the SDK's name of the error
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
    const why = errorFacts(error).name;
    return why === 'ExecutionAlreadyExists' ? 'there was one' : { unavailable: why };
  } finally {
    client.destroy();
  }
}
