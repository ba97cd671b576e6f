import { formatLog } from './lambda-log.ts';
import { type Ended, type Handler, type LocalContext, runHandler } from './lambda-runtime.ts';

export interface LocalFunction {
  readonly handler: Handler;
  /** Default 30 000: API Gateway stops waiting after 29 s, so no function behind it needs more. */
  readonly timeoutMs?: number;
  /** How many may run at a time; 0 throttles every call. */
  readonly reservedConcurrency?: number;
}

export interface Invocation {
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly event: unknown;
}

export interface Outcome extends Ended {
  readonly log: string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const MEMORY_MB = 128;
const MAX_RESPONSE_BYTES = 6_291_556; // Lambda's own number: 6 MB and 100 bytes

/** Runs a function once, within its limits. Never rejects. */
export async function invoke(fn: LocalFunction, invocation: Invocation): Promise<Outcome> {
  const { requestId, event } = invocation;
  const timeoutMs = fn.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const startedAt = performance.now();
  const elapsed = () => Math.min(performance.now() - startedAt, timeoutMs);
  const lines: string[] = [];
  const context: LocalContext = {
    ...contextOf(invocation),
    getRemainingTimeInMillis: () => timeoutMs - elapsed(),
    log: (line) => void lines.push(line),
  };

  const ended = await withinTime(timeoutMs, runHandler(fn.handler, event, context));
  const { payload, failed } = ended ? withinSize(ended) : timedOut(requestId, timeoutMs);

  // A timer may be a fraction of a millisecond early; what was waited for in full was the limit.
  const durationMs = ended ? elapsed() : timeoutMs;
  const report = { requestId, durationMs, memoryMb: MEMORY_MB, timedOut: !ended };
  return { payload, failed, log: formatLog(lines, report) };
}

/**
 * Undefined when the time is up. The handler is then left behind, since nothing can stop it: its
 * late answer and its late lines go nowhere. The timer alone keeps no process from ending.
 */
function withinTime<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined).unref();
    work.then((done) => {
      clearTimeout(timer);
      resolve(done);
    });
  });
}

function withinSize(ended: Ended): Ended {
  if (Buffer.byteLength(ended.payload) <= MAX_RESPONSE_BYTES) return ended;
  return failed(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  );
}

function timedOut(requestId: string, timeoutMs: number): Ended {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return failed(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  );
}

function failed(errorType: string, errorMessage: string): Ended {
  return { payload: JSON.stringify({ errorType, errorMessage }), failed: true };
}

function contextOf({ requestId, functionName, functionArn }: Invocation) {
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(MEMORY_MB),
  };
}
