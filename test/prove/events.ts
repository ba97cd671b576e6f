/**
 * A hundred thousand events that nobody should send, each handed to the handler itself: none may start
 * a run, each must end in the one refusal, and what is logged of it must be short and free of secrets,
 * Lambda's own line about what the handler threw included.
 */
import type { Context } from 'aws-lambda';
import { jsonOf } from '../../src/engine/bounded.ts';
import { startLocalAccount } from '../../src/local/account.ts';
import { none, type Prove } from './claims.ts';
import { hostileEvents, MARK } from './hostile-events.ts';

const SEED = 20260131;
const LONGEST = 10 * 1024;

const DEPLOYMENT = {
  STAGE: 'prove',
  INTERVAL_MINUTES: '5',
  TARGET_STACK_NAME: 'CCNativeStack',
  CODEDEPLOY_APPLICATION: 'cc-native',
};

export const events: Prove = async (size) => {
  const count = size === 'full' ? 100_000 : 1_500;
  const asked: string[] = [];
  const account = await startLocalAccount({
    intercept({ operation, target }) {
      asked.push(`${operation} ${target}`);
      return undefined;
    },
  });
  const before = { ...process.env };
  Object.assign(process.env, account.env, DEPLOYMENT);
  try {
    const { handler } = await import('../../src/handler.ts');
    const found = await refuse(count, async (event) => {
      await handler(event, context, { signal: new AbortController().signal });
    });
    return {
      claims: [
        { claim: 'events handed to the handler', figure: `${count}`, holds: true },
        none('that ended in anything but the refusal', found.wrong),
        none('calls to AWS that they caused', asked),
        none('log lines with a secret in them', found.unredacted),
        none('log lines longer than 10 KB', found.long),
        {
          claim: 'longest log line',
          figure: `${found.longest} bytes of ${found.lines} lines`,
          holds: found.longest <= LONGEST,
        },
      ],
    };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await account.close();
  }
};

const context = {
  ...{
    awsRequestId: 'request',
    functionName: 'governance-canary-prove',
    functionVersion: '$LATEST',
  },
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '512',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 60_000,
} as unknown as Context;

async function refuse(count: number, handle: (event: unknown) => Promise<unknown>) {
  const found = {
    wrong: [] as unknown[],
    unredacted: [] as string[],
    long: [] as string[],
    longest: 0,
    lines: 0,
  };
  const look = (line: string) => {
    const bytes = Buffer.byteLength(line);
    found.lines += 1;
    found.longest = Math.max(found.longest, bytes);
    if (bytes > LONGEST) found.long.push(line.slice(0, 100));
    if (line.includes(MARK)) found.unredacted.push(line.slice(0, 600));
  };
  const written = capture();
  try {
    const events = hostileEvents(SEED);
    for (let n = 0; n < count; n++) {
      const event: unknown = events.next().value;
      const outcome = await handle(event).then(
        (answer) => ({ answer }),
        (error: Error) => ({ error }),
      );
      const error = 'error' in outcome ? outcome.error : undefined;
      if (error?.name !== 'RequestRefused')
        found.wrong.push({
          event: shown(event),
          name: error?.name,
          message: error?.message.slice(0, 100),
        });
      for (const line of [...written.take(), runtimeLine(error)]) look(line);
    }
  } finally {
    written.end();
  }
  return found;
}

/** As Lambda's runtime for Node writes it. */
function runtimeLine(error: Error | undefined): string {
  if (!error) return '';
  const { name, message, stack = '' } = error;
  const told = { errorType: name, errorMessage: message, stack: stack.split('\n') };
  return `2026-01-31T12:00:00.000Z\t0f0e0d0c-0b0a-0908-0706-050403020100\tERROR\tInvoke Error \t${JSON.stringify(told)}`;
}

function shown(event: unknown): string {
  return (jsonOf(event) ?? String(event)).slice(0, 200);
}

/** What goes to standard output and standard error, until the end. */
function capture() {
  let output = '';
  const streams = [process.stdout, process.stderr].map((stream) => ({
    stream,
    write: stream.write,
  }));
  for (const { stream } of streams) {
    stream.write = ((chunk: unknown) => {
      output += String(chunk);
      return true;
    }) as typeof stream.write;
  }
  return {
    take(): string[] {
      const lines = output.split('\n').filter(Boolean);
      output = '';
      return lines;
    },
    end() {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}
