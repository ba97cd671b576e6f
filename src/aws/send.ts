import { FailureError } from '../engine/failure.ts';
import type { StepScope } from '../engine/scenario.ts';
import { type Called, fromSdk } from './failures.ts';

/** What every command of every client has: a middleware stack of its own, and an answer's metadata. */
interface Command {
  readonly middlewareStack: { add(middleware: never, options: { step: 'deserialize' }): void };
}
interface Answered {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/**
 * Sends one command within its step: counted when it really goes out (credentials found, request
 * signed), ended with the step, its request id noted, its error told apart.
 *
 * @param how the client's own `send`, so that types follow the command
 * @throws {FailureError} for every error of the SDK
 */
export async function send<C extends Command, Output extends Answered>(
  scope: StepScope,
  called: Called,
  command: C,
  how: (command: C, options: { abortSignal: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  const request = scope.request();
  let sent = false;
  // The last step before the wire: https://aws.amazon.com/blogs/developer/middleware-stack-modular-aws-sdk-js/
  const leaving = (next: (args: unknown) => unknown) => (args: unknown) => {
    sent = true;
    request.sent();
    return next(args);
  };
  command.middlewareStack.add(leaving as never, { step: 'deserialize' });
  try {
    const answer = await how(command, { abortSignal: scope.signal });
    noteRequestId(scope, answer);
    return answer;
  } catch (error) {
    noteRequestId(scope, (error ?? {}) as Partial<Answered>);
    const { failure, repeat, connected } = fromSdk(error, called, {
      sent,
      allowedMs: scope.allowedMs,
    });
    if (sent && !connected) request.neverLeft();
    throw new FailureError(failure, repeat, error);
  } finally {
    request.ended();
  }
}

function noteRequestId(scope: StepScope, { $metadata }: Partial<Answered>): void {
  if ($metadata?.requestId) scope.note('requestId', $metadata.requestId);
}
