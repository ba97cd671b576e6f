export interface LocalContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  getRemainingTimeInMillis(): number;
  /** Adds a line to this invocation's log; all functions here share one process, and its console. */
  log(line: string): void;
}

export type Handler = (event: unknown, context: LocalContext) => unknown;

/** The payload is JSON: the handler's answer, or the error as its caller sees it. */
export interface Ended {
  readonly payload: string;
  readonly failed: boolean;
}

/** What Lambda's Node.js runtime makes of a handler. Never rejects: a crash is an ending too. */
export async function runHandler(
  handler: Handler,
  event: unknown,
  context: LocalContext,
): Promise<Ended> {
  try {
    return { payload: serialise(await handler(event, context)), failed: false };
  } catch (thrown) {
    const error = describeError(thrown);
    context.log(invokeError(error, context.awsRequestId));
    return { payload: JSON.stringify(error), failed: true };
  }
}

interface RuntimeError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

function describeError(thrown: unknown): RuntimeError {
  try {
    if (!(thrown instanceof Error)) {
      return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    }
    const { name, message, stack = '' } = thrown;
    return { errorType: String(name), errorMessage: String(message), trace: stack.split('\n') };
  } catch {
    const errorMessage = 'what was thrown has no name, message or stack that can be read';
    return { errorType: 'handled', errorMessage, trace: [] };
  }
}

function invokeError({ trace, ...error }: RuntimeError, requestId: string): string {
  const details = JSON.stringify({ ...error, stack: trace });
  return `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error \t${details}`;
}

function serialise(result: unknown): string {
  const payload = stringify(result ?? null);
  if (payload === undefined) {
    // Node.js 24's name for it; Runtime.MarshalError, often seen, is the Python runtime's.
    throw Object.assign(new Error('Unable to stringify response body'), {
      name: 'Runtime.JSONStringifyError',
    });
  }
  return payload;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
