import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { FailureError } from '../engine/failure.ts';
import type { Failure } from '../engine/report.ts';
import type { StepScope } from '../engine/scenario.ts';
import { type Share, share } from '../engine/time.ts';
import { type Asking, asking } from './asking.ts';
import { CONNECTION_TIMEOUT_MS, SENT_ONCE } from './connection.ts';
import { send } from './send.ts';

export interface Invoking extends Omit<Asking, 'allowedMs'> {
  readonly region: string;
  /** How long a canary that is busy is asked again. */
  readonly busyMs: number;
  /** Hears that it was turned away and will be asked again. */
  readonly busy: (why: Failure, pauseMs: number) => void;
}

/** What an invocation came to, unread. */
export interface Invoked {
  readonly payload: string;
  /** Set when the function threw, ran out of time or died: the payload then says how. */
  readonly functionError: string | undefined;
  /** The end of its log. */
  readonly log: string;
}

/** No function runs longer than 15 minutes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LONGEST_MS = 16 * 60_000;
/** A run of the canary takes a few seconds; asking more often gains nothing. */
const PAUSES_MS = [1_000, 2_000, 4_000] as const;
const LONGEST_PAUSE_MS = 5_000;
/** An error of AWS itself leaves open whether the suite ran; to run it again harms nothing. */
const REPEATS_OF_ERRORS = 2;

/**
 * Invokes the deployed canary and waits for its answer, however long that takes.
 *
 * @throws {FailureError} when it could not be invoked
 */
export async function invokeCanary(
  functionName: string,
  request: object,
  { region, busyMs, busy, ...how }: Invoking,
): Promise<Invoked> {
  const client = lambdaFor(region);
  const called = { operation: 'Invoke', target: functionName };
  const command = () =>
    new InvokeCommand({
      FunctionName: functionName,
      LogType: 'Tail',
      Payload: Buffer.from(JSON.stringify(request)),
    });
  try {
    return await asking({ ...how, allowedMs: LONGEST_MS }, called, (scope) =>
      whileBusy(scope, share(how.clock, busyMs), busy, async () =>
        invoked(await send(scope, called, command(), (one, options) => client.send(one, options))),
      ),
    );
  } finally {
    client.destroy();
  }
}

function lambdaFor(region: string): LambdaClient {
  return new LambdaClient({
    region,
    ...SENT_ONCE,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      // A run is silent until it is over. Kept alive, since a NAT forgets a connection that is idle for
      // 350 s: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: { keepAlive: true },
      httpsAgent: { keepAlive: true },
    },
  });
}

function invoked({ Payload, FunctionError, LogResult }: InvokeCommandOutput): Invoked {
  return {
    payload: Buffer.from(Payload ?? []).toString('utf8'),
    functionError: FunctionError,
    log: Buffer.from(LogResult ?? '', 'base64').toString('utf8'),
  };
}

/** Asks again while the canary is at work for somebody else, within a time. */
async function whileBusy<T>(
  scope: StepScope,
  time: Share,
  busy: Invoking['busy'],
  call: () => Promise<T>,
): Promise<T> {
  let errors = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!isTheFunctions(error)) throw error;
      if (error.repeat === 'idempotent') errors += 1;
      const pauseMs = PAUSES_MS[attempt] ?? LONGEST_PAUSE_MS;
      const inVain = error.repeat === 'never' || errors > REPEATS_OF_ERRORS;
      if (inVain || time.remaining() < pauseMs) throw error;
      busy(error.failure, pauseMs);
      await scope.sleep(pauseMs);
    }
  }
}

function isTheFunctions(error: unknown): error is FailureError {
  return error instanceof FailureError && error.failure.kind === 'target';
}
