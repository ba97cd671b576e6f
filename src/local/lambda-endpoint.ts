import { randomUUID } from 'node:crypto';
import { functionArn, LOCAL_REGION } from './arns.ts';
import {
  type Answer,
  type Endpoint,
  type HttpRequest,
  type HttpResponse,
  listen,
  send,
} from './http.ts';
import { type Intercept, meet } from './intercept.ts';
import { functionNotFound, tooManyRequests } from './lambda-errors.ts';
import { type Invocation, invoke, type LocalFunction, type Outcome } from './lambda-invocation.ts';
import { encodeTail } from './lambda-log.ts';
import { type InvokeRequest, readInvoke } from './lambda-request.ts';

export type { LocalFunction } from './lambda-invocation.ts';
export type { LocalContext } from './lambda-runtime.ts';

export interface LambdaEndpointOptions {
  /** By name. Read at every call: to break or mend a function, replace its entry. */
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly intercept?: Intercept;
  /** For the ARNs. */
  readonly region?: string;
}

/** Lambda's Invoke API, for any AWS SDK; the functions run in this process. */
export async function startLambdaEndpoint(options: LambdaEndpointOptions): Promise<Endpoint> {
  const { functions, intercept, region = LOCAL_REGION } = options;
  const slots = concurrency();

  async function serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    const asked = await readInvoke(request);
    if ('refusal' in asked) return send(response, asked.refusal);

    const { functionName, event } = asked;
    const arn = functionArn(region, functionName);
    const invocation = { requestId, functionName, functionArn: arn, event };
    const fault = intercept?.({
      service: 'lambda',
      operation: 'Invoke',
      target: functionName,
      resource: arn,
      input: event,
    });
    await meet(fault, response, async () => send(response, await answer(asked, invocation)));
  }

  async function answer({ type, tail }: InvokeRequest, invocation: Invocation): Promise<Answer> {
    const { functionName, functionArn } = invocation;
    const fn = functions.get(functionName);
    if (!fn) return functionNotFound(functionArn);
    if (type === 'DryRun') return { status: 204 };

    // Lambda would try an event that finds no room again for hours; here it is dropped.
    const run = slots.hasRoom(functionName, fn.reservedConcurrency)
      ? slots.hold(functionName, () => invoke(fn, invocation))
      : undefined;
    if (type === 'Event') return { status: 202 };
    return run ? invoked(await run, tail) : tooManyRequests();
  }

  return await listen(serve);
}

function invoked({ payload, failed, log }: Outcome, tail: boolean): Answer {
  return {
    status: 200,
    headers: {
      'x-amz-executed-version': '$LATEST',
      ...(failed && { 'x-amz-function-error': 'Unhandled' }),
      ...(tail && { 'x-amz-log-result': encodeTail(log) }),
    },
    body: payload,
  };
}

/** How many invocations of each function are under way. */
function concurrency() {
  const running = new Map<string, number>();
  const count = (name: string, change: 1 | -1) =>
    running.set(name, (running.get(name) ?? 0) + change);
  return {
    hasRoom: (name: string, limit = Number.POSITIVE_INFINITY) => (running.get(name) ?? 0) < limit,
    async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
      count(name, 1);
      try {
        return await work();
      } finally {
        count(name, -1);
      }
    },
  };
}
