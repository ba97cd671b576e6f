import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';
import { type LocalAccount, startLocalAccount } from '../../src/local/account.ts';
import type { Call, Intercept } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { rowsOf } from '../scenarios/rows.ts';

/** The program as it was built, in a process of its own, and accounts for it to meet. */

/** Built before the tests by `npm test`; another build of it can be named. */
export const PROGRAM =
  process.env.CANARY_PROGRAM ?? fileURLToPath(new URL('../../dist/canary.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once this was printed; rejects when the program ends without it. */
  until(stream: 'stdout' | 'stderr', printed: RegExp): Promise<void>;
}

export interface How {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By default an empty folder. */
  readonly cwd?: string;
  /** For Node itself. */
  readonly node?: readonly string[];
}

/** The checkout, where npm finds its scripts. */
export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

/** Of whoever runs the tests nothing but where programs are: no credentials, profile or role. */
export function bareEnv(home: string, node: readonly string[] = []) {
  return {
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(node.length > 0 && { NODE_OPTIONS: node.join(' ') }),
  };
}

export function start(
  command: string,
  args: readonly string[],
  { env, cwd }: Omit<How, 'node'>,
): Started {
  const began = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...printed, code, ms: performance.now() - began }));
  });
  return {
    child,
    ended,
    until: (stream, wanted) =>
      new Promise((resolve, reject) => {
        const look = () => wanted.test(printed[stream]) && resolve();
        child[stream].on('data', look);
        look();
        ended.then((how) => reject(new Error(`ended without ${wanted}: ${JSON.stringify(how)}`)));
      }),
  };
}

/** An embedded account that somebody else's process runs against, and what the target in it was asked. */
export interface Met extends LocalAccount {
  readonly calls: readonly Call[];
  rows(): Promise<Record<string, unknown>[]>;
}

interface Fixtures {
  /** An empty folder. */
  folder: string;
  /** Starts the program; it is gone when the test is over. */
  program: (args: readonly string[], how?: How) => Started;
  /** Starts an npm script of the checkout, or of `cwd`; it is gone when the test is over. */
  npm: (args: readonly string[], how?: How) => Started;
  /** Runs it to its end. */
  canary: (args: readonly string[], how?: How) => Promise<Ended>;
  /** Starts an account; it is closed when the test is over. */
  account: (intercept?: Intercept) => Promise<Met>;
}

export const test = base.extend<Fixtures>({
  folder: async ({ onTestFinished }, use) => {
    const path = mkdtempSync(join(tmpdir(), 'canary-test-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    await use(path);
  },
  program: async ({ folder, onTestFinished }, use) => {
    await use((args, how = {}) => {
      const env = { ...bareEnv(folder, how.node), ...how.env };
      const started = start(PROGRAM, args, { cwd: folder, ...how, env });
      onTestFinished(() => void started.child.kill('SIGKILL'));
      return started;
    });
  },
  npm: async ({ folder, onTestFinished }, use) => {
    await use((args, how = {}) => {
      const env = { ...bareEnv(folder), ...how.env };
      const started = start('npm', ['run', '--silent', ...args], { cwd: CHECKOUT, ...how, env });
      onTestFinished(() => void started.child.kill('SIGKILL'));
      return started;
    });
  },
  canary: async ({ program }, use) => {
    await use((args, how) => program(args, how).ended);
  },
  account: async ({ onTestFinished }, use) => {
    await use(async (intercept) => {
      const calls: Call[] = [];
      const account = await startLocalAccount({
        intercept: (call) => {
          const ours = call.operation === 'Scan' || call.target === LOCAL_SETTINGS.RUNS_TABLE_NAME;
          if (!ours) calls.push(call);
          return intercept?.(call);
        },
      });
      onTestFinished(() => account.close());
      return { ...account, calls, rows: () => rowsOf(account) };
    });
  },
});

/** A target's Lambda that always gives this answer. */
export function answering(statusCode: number, body: object) {
  return { handler: () => ({ statusCode, body: JSON.stringify(body) }) };
}

/** What was printed, without what is different each time. */
export function timeless(text: string): string {
  return text
    .replaceAll(/ *\d+(\.\d\d)? m?s\b/g, ' <time>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<then>')
    .replaceAll(/e2e-p7-ledger-\d+-[0-9a-f]{12}/g, '<plan>')
    .replaceAll(/manual-\d+-[0-9a-f]{8}/g, '<run>')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<endpoint>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<request>');
}
