import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type LocalAccount, startLocalAccount } from '../../src/local/account.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { deploy } from '../closed-loop/deployed.ts';
import { answering, LIFECYCLE, lying, RESUME } from '../scenarios/sabotage/sabotage.ts';
import { type CanaryFunction, packageCanary } from '../serverless/packaged.ts';

/** The packaged bundle with tracing on, and the X-Ray daemon's end of the wire. */
interface Segment {
  readonly name: string;
  readonly parent_id: string;
  readonly trace_id: string;
  readonly fault?: boolean;
  readonly end_time?: number;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

const TRACE = '1-5759e988-bd862e3fe1be46a994272793';
const PARENT = '53995c3f42cd8ad8';

let packaged: Awaited<ReturnType<typeof packageCanary>>;
let daemon: Socket;
let received: Segment[] = [];

beforeAll(async () => {
  packaged = await packageCanary({ tracing: 'true' });
  daemon = createSocket('udp4', (message) => {
    // A header and the segment, a line each: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
    received.push(JSON.parse(String(message).split('\n')[1] ?? ''));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
}, 60_000);
afterAll(async () => {
  daemon.close();
  await packaged.remove();
});

/**
 * What Lambda sets where tracing is active, but for the function's name: with it the SDK's requests
 * carry a trace header, and the tracer leaves out what has one whether or not it was told to.
 */
const traced = (port: number, sampled: 0 | 1) => ({
  LAMBDA_TASK_ROOT: packaged.task,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}`,
  _X_AMZN_TRACE_ID: `Root=${TRACE};Parent=${PARENT};Sampled=${sampled}`,
});

const honest = (_account: LocalAccount) => {};
const failing = lying(LIFECYCLE, answering(500, { error: 'Internal server error' }), RESUME);

/** Of an invocation for each of these, in an account that becomes so. */
async function segmentsOf(inTurn = [honest], sampled: 0 | 1 = 1) {
  received = [];
  const account = await startLocalAccount();
  const fn = packaged.properties<CanaryFunction>('CanaryLambdaFunction');
  const { port } = daemon.address() as AddressInfo;
  const canary = deploy({ task: packaged.task, fn, account, env: traced(port, sampled) });
  // Open until the test is over: the last subsegment may still be on its way when the answer is there.
  onTestFinished(async () => {
    await canary.close();
    await account.close();
  });
  for (const becomes of inTurn) {
    becomes(account);
    const { answer } = await canary.invoke({ retries: 0 });
    expect(answer).toMatchObject({ outcome: 'ran' });
  }
  return received;
}

test('each step is a subsegment of the function, by its scenario and its id', async () => {
  const segments = await segmentsOf();

  const steps = scenarios.flatMap(({ name, steps: of }) => of.map(({ id }) => `${name} ${id}`));
  await expect.poll(() => segments.map(({ name }) => name).sort()).toEqual(steps.sort());
  for (const segment of segments) {
    expect(segment).toMatchObject({ trace_id: TRACE, parent_id: PARENT });
    expect(segment.end_time).toBeGreaterThan(0);
    expect(segment.annotations).toMatchObject({ Scenario: expect.any(String) });
    expect(segment.fault).toBeUndefined();
  }
});

test('a step that failed is a fault there, and its scenario still has its cleanup', async () => {
  const segments = await segmentsOf([failing]);

  await expect
    .poll(() => segments.filter(({ fault }) => fault).map(({ name }) => name))
    .toEqual(
      expect.arrayContaining([
        'plan-ledger resume-answers-200',
        'validator-run resume-answers-200',
      ]),
    );
  expect(segments.map(({ name }) => name)).toContain('plan-ledger delete-plan');
});

test('a step that is skipped is nothing there, also after an invocation that did it', async () => {
  const segments = await segmentsOf([honest, failing]);

  const named = (name: string) => segments.filter((segment) => segment.name === name);
  await expect.poll(() => named('plan-ledger delete-plan')).toHaveLength(2);
  expect(named('plan-ledger resume')).toHaveLength(2);
  expect(named('plan-ledger ledger')).toHaveLength(1);
});

test('of an invocation that X-Ray does not sample nothing is sent', async () => {
  expect(await segmentsOf(undefined, 0)).toEqual([]);
});
