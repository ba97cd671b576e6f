import { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Invoking, invokeCanary } from '../../src/aws/deployed-canary.ts';
import { FailureError } from '../../src/engine/failure.ts';
import { internalError, throttled } from '../../src/local/faults.ts';
import { type BreakableAccount, REGION, startBreakableAccount } from '../helpers/account.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';

let met: BreakableAccount;
let clock: FakeClock;
let busy: [name: string, pauseMs: number][];
beforeAll(async () => {
  met = await startBreakableAccount();
});
afterAll(() => met.close());
beforeEach(() => {
  met.mend();
  met.functions.clear();
  met.functions.set('canary', { handler: (event) => ({ heard: event }) });
  // Pauses end by themselves, the time for the whole call does not.
  clock = fakeClock({ upToMs: 5_000 });
  busy = [];
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', met.endpoints.lambda);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const invoke = (how: Partial<Invoking> = {}, request: object = { by: 'test' }) =>
  invokeCanary('canary', request, {
    region: REGION,
    clock,
    interrupted: new AbortController().signal,
    busyMs: 20_000,
    busy: (failure, pauseMs) =>
      busy.push(['error' in failure ? failure.error.name : failure.kind, pauseMs]),
    ...how,
  });
const failureOf = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => (error instanceof FailureError ? error.failure : error),
  );

describe('the deployed canary', () => {
  it('is sent the request, and its answer is handed over unread, with the end of its log', async () => {
    const { payload, functionError, log } = await invoke();
    expect(JSON.parse(payload)).toEqual({ heard: { by: 'test' } });
    expect(functionError).toBeUndefined();
    expect(log).toMatch(/^START RequestId: [\s\S]*\nREPORT RequestId: /);
    expect(busy).toEqual([]);
  });

  it('that crashed says so in its payload', async () => {
    met.functions.set('canary', {
      handler() {
        throw new TypeError('boom');
      },
    });
    const { payload, functionError } = await invoke();
    expect(functionError).toBe('Unhandled');
    expect(JSON.parse(payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'boom' });
  });

  it('that stays busy is asked again for a while, at growing pauses, and not for ever', async () => {
    met.breakWith(throttled);
    expect(await failureOf(invoke())).toMatchObject({
      kind: 'target',
      error: { name: 'TooManyRequestsException' },
    });
    expect(busy.map(([, pauseMs]) => pauseMs)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(met.calls).toHaveLength(6);
  });

  it('that is not there is not asked again', async () => {
    met.functions.clear();
    expect(await failureOf(invoke())).toMatchObject({
      error: { name: 'ResourceNotFoundException' },
    });
    expect(busy).toEqual([]);
    expect(met.calls).toHaveLength(1);
  });

  it('is run again after an error of AWS, twice at most', async () => {
    met.breakWith(internalError);
    expect(await failureOf(invoke())).toMatchObject({ error: { name: 'ServiceException' } });
    expect(met.calls).toHaveLength(3);
  });

  it('whose answer is lost is not run again: it may be at work', async () => {
    met.breakWith({ kind: 'lose-answer' });
    expect(await failureOf(invoke())).toMatchObject({ kind: 'timeout' });
    expect(met.calls).toHaveLength(1);
  });

  it('that is silent for longer than any function may run is given up', async () => {
    met.breakWith({ kind: 'hang' });
    const failure = failureOf(invoke());
    await vi.waitUntil(() => met.calls.length === 1, { interval: 1, timeout: 20_000 });
    clock.pass(15 * 60_000);
    clock.pass(60_000);
    expect(await failure).toMatchObject({
      kind: 'timeout',
      message: 'Invoke on canary: expected an answer within 960 s, got none',
    });
  });

  it('is left alone when nobody waits any more', async () => {
    met.breakWith({ kind: 'hang' });
    const stop = new AbortController();
    const failure = failureOf(invoke({ interrupted: stop.signal }));
    await vi.waitUntil(() => met.calls.length === 1, { interval: 1, timeout: 20_000 });
    stop.abort(new Error('SIGINT'));
    expect(await failure).toEqual(new Error('SIGINT'));
  });

  it('may take its time: no time-out ends a silent socket, which is kept alive', async () => {
    const set = vi.spyOn(Socket.prototype, 'setTimeout');
    const connect = vi.spyOn(Socket.prototype, 'connect');
    // Past 3 s, when the SDK sets what time-outs there are.
    met.functions.set('canary', { handler: () => new Promise((end) => setTimeout(end, 3_200)) });

    await invoke();

    expect(set.mock.calls.filter(([ms]) => ms > 0)).toEqual([]);
    const [ours] = connect.mock.calls.flat(2) as { keepAlive?: boolean }[];
    expect(ours).toMatchObject({ keepAlive: true });
  });
});
