import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LocalAccount } from '../../src/local/account.ts';
import type { CanaryFunction } from '../serverless/packaged.ts';

/** The packaged bundle, running: not the source, in a thread and an environment of its own. */
export interface Deployed {
  /** One invocation; its log lines, and its answer or the name and message of its error. */
  invoke(event: unknown): Promise<Invoked>;
  close(): Promise<void>;
}

export interface Invoked {
  readonly lines: readonly string[];
  /** By its own clock, as Lambda would measure it. */
  readonly tookMs: number;
  readonly answer?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

export interface DeployOptions {
  /** The folder that holds the code as Lambda would unpack it. */
  readonly task: string;
  readonly fn: CanaryFunction;
  readonly account: Pick<LocalAccount, 'env'>;
  readonly env?: Readonly<Record<string, string>>;
  /** What takes longer than `workMs`, two seconds, passes that many times as fast in there: ten, by default. */
  readonly faster?: number;
  /** What an invocation may work in real time, however busy the machine is. */
  readonly workMs?: number;
}

/** What Lambda's runtime does with a handler, and a clock that can be made to run. */
const runtime = `
const { parentPort, workerData } = require('node:worker_threads');
const { handler, faster, workMs, functionName, timeoutMs } = workerData;
// As fasterClock of the scenarios' bench, counted from each invocation.
const now = performance.now.bind(performance);
let begun = now();
let before = 0;
const told = (ms) => ms + Math.max(0, ms - workMs) * (faster - 1);
const untold = (ms) => ms - Math.max(0, ms - workMs) * (1 - 1 / faster);
Object.defineProperty(performance, 'now', { value: () => before + told(now() - begun) });
const { setTimeout: begin } = globalThis;
globalThis.setTimeout = (work, ms, ...rest) => {
  const at = now() - begun;
  return begin(work, untold(told(at) + ms) - at, ...rest);
};
let written = '';
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk) => { written += chunk; return true; };
}
const loaded = import(handler.file);
loaded.catch(() => {}); // whoever invokes it is told
parentPort.on('message', async ({ event, requestId }) => {
  before = performance.now();
  begun = now();
  const started = performance.now();
  written = '';
  const told = (outcome) => parentPort.postMessage({
    ...outcome, lines: written.split('\\n').filter(Boolean), tookMs: performance.now() - started,
  });
  const context = {
    awsRequestId: requestId, functionName, functionVersion: '$LATEST', memoryLimitInMB: '512',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:' + functionName,
    getRemainingTimeInMillis: () => timeoutMs - (performance.now() - started),
  };
  try {
    const answer = await (await loaded)[handler.name](event, context);
    told({ answer: JSON.parse(JSON.stringify(answer)) });
  } catch ({ name, message }) {
    told({ error: { name, message } });
  }
});
`;

export function deploy({
  task,
  fn,
  account,
  env = {},
  faster = 10,
  workMs = 2_000,
}: DeployOptions): Deployed {
  const [file = '', name = ''] = fn.Handler.split(/\.(?=[^.]+$)/);
  const worker = new Worker(runtime, {
    eval: true,
    env: { ...fn.Environment.Variables, ...account.env, ...quiet, ...env },
    workerData: {
      handler: { file: join(task, `${file}.js`), name },
      functionName: fn.FunctionName,
      timeoutMs: fn.Timeout * 1000,
      faster,
      workMs,
    },
  });
  let count = 0;
  return {
    async invoke(event) {
      worker.postMessage({ event, requestId: `request-${count++}` });
      const [invoked] = await once(worker, 'message'); // an error of the thread rejects it
      return invoked as Invoked;
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** Lambda's Node is newer than some of those that test it. */
const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
