import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startLocalAccount } from '../../src/local/account.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import type { LocalFunction } from '../../src/local/lambda-endpoint.ts';
import { deploy } from '../closed-loop/deployed.ts';
import { execute, StateError, type StateMachine } from '../helpers/state-machine.ts';
import type { CanaryFunction } from '../serverless/packaged.ts';

export interface Packaged {
  readonly task: string;
  readonly fn: CanaryFunction;
  readonly machine: StateMachine;
}

/** The packaged function behind Lambda's Invoke API, and the packaged state machine that invokes it. */
export async function startFanOut({ task, fn, machine }: Packaged) {
  const fault: { on: (call: Call) => Fault | undefined } = { on: () => undefined };
  const account = await startLocalAccount({ intercept: (call) => fault.on(call) });
  const client = new LambdaClient({
    region: 'us-east-1',
    endpoint: account.endpoints.lambda,
    credentials: account.credentials,
    maxAttempts: 1,
  });
  const lines: string[] = [];
  /** Each invocation in a process of its own, as scenarios that run side by side have it. */
  const invoke = async (event: unknown, env = {}) => {
    const canary = deploy({ task, fn, account, env });
    const invoked = await canary.invoke(event).finally(() => canary.close());
    lines.push(...invoked.lines);
    if (invoked.error) throw Object.assign(new Error(invoked.error.message), invoked.error);
    return invoked.answer;
  };
  const handler: LocalFunction['handler'] = (event) => invoke(event);
  const isHealthy = { handler, timeoutMs: 60_000 };
  account.functions.set(fn.FunctionName, isHealthy);

  return {
    account,
    fault,
    lines,
    invoke,
    /** What becomes of an invocation from now on. */
    breakWith(instead: (event: { fanOut?: string; scenario?: string }) => unknown) {
      account.functions.set(fn.FunctionName, {
        ...isHealthy,
        handler: async (event) => instead(event as object) ?? (await invoke(event)),
      });
    },
    run: (input: unknown, visited?: Parameters<typeof execute>[4], name = randomUUID()) =>
      execute(machine, input, { Execution: { Name: name } }, invokeTask, visited),
    async close() {
      client.destroy();
      await account.close();
    },
  };

  /** `lambda:invoke`: its errors have the names that Step Functions gives them. */
  async function invokeTask({ Payload }: Readonly<Record<string, unknown>>) {
    const command = new InvokeCommand({
      FunctionName: fn.FunctionName,
      Payload: JSON.stringify(Payload),
    });
    const answer = await client.send(command).catch((error: Error) => {
      throw new StateError(`Lambda.${error.name}`, error.message);
    });
    const payload = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    if (answer.FunctionError) throw new StateError(payload.errorType, JSON.stringify(payload));
    return { StatusCode: answer.StatusCode, Payload: payload };
  }
}
