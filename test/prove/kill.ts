/**
 * The process is killed wherever it can be: before each of its calls is done, after it was done and
 * before its answer came, and after each line it says, which is a step's end. Then the next run must
 * be green, and one sweep must find all that was left.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '../../src/engine/time.ts';
import { type LocalAccount, startLocalAccount } from '../../src/local/account.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import { sweepIn } from '../../src/sweeping.ts';
import { inAccount } from '../../src/wiring.ts';
import { runOn } from '../scenarios/bench.ts';
import { rowsOf } from '../scenarios/rows.ts';
import { answering, LIFECYCLE, lying, RESUME } from '../scenarios/sabotage/sabotage.ts';
import { none, type Prove } from './claims.ts';

/** Where in its life the process is killed. */
type Point =
  | { readonly at: 'call'; readonly nth: number; readonly done: boolean }
  | { readonly at: 'line'; readonly nth: number };

/** How it is run: side by side, one after the other, and with an attempt that fails first. */
interface Way {
  readonly concurrency: string;
  readonly failsFirst: boolean;
}
const WAYS: readonly Way[] = [
  { concurrency: '4', failsFirst: false },
  { concurrency: '1', failsFirst: false },
  { concurrency: '4', failsFirst: true },
];

interface Life {
  readonly calls: number;
  readonly lines: number;
}

export const kill: Prove = async (size) => {
  let onCall: (call: Call) => Fault | undefined = () => undefined;
  let failures = 0;
  const account = await startLocalAccount({
    intercept: (call) => (call.operation === 'Scan' ? undefined : onCall(call)),
  });
  lying(
    LIFECYCLE,
    (honest) => (failures-- > 0 ? answering(500, { error: 'once' })() : honest()),
    RESUME,
  )(account);

  /** Runs the program, and kills it at that point; without one, sees how long it lives. */
  async function live({ concurrency, failsFirst }: Way, point?: Point): Promise<Life> {
    const child = program(account, ['run', '--concurrency', concurrency, '--no-color']);
    let calls = 0;
    let lines = 0;
    failures = failsFirst ? 1 : 0;
    onCall = () => {
      calls += 1;
      if (point?.at !== 'call' || point.nth !== calls) return undefined;
      child.kill('SIGKILL');
      return point.done ? { kind: 'lose-answer' } : { kind: 'reset' };
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      lines += text.split('\n').length - 1;
      if (point?.at === 'line' && lines >= point.nth) child.kill('SIGKILL');
    });
    await once(child, 'close');
    onCall = () => undefined;
    failures = 0;
    return { calls, lines };
  }

  const red: unknown[] = [];
  let kills = 0;
  let rowsLeft = 0;
  let afterSweep: unknown[];
  let removed = 0;
  try {
    for (const way of size === 'full' ? WAYS : WAYS.slice(2)) {
      for (const point of pointsOf(await live(way), size)) {
        await live(way, point);
        kills += 1;
        const next = await runOn(account);
        if (next.verdict !== 'passed') red.push({ way, point, verdict: next.verdict });
      }
    }
    rowsLeft = (await rowsOf(account)).length;
    removed = await sweepAnHourLater(account);
    afterSweep = await rowsOf(account);
  } finally {
    await account.close();
  }
  return {
    claims: [
      {
        claim: 'processes killed',
        figure: String(kills),
        holds: kills >= (size === 'full' ? 300 : 5),
      },
      none('next runs that were not green', red),
      { claim: 'plan rows left by the killed', figure: String(rowsLeft), holds: rowsLeft > 0 },
      { claim: 'cleanups done by one sweep', figure: String(removed), holds: removed === rowsLeft },
      none('plan rows left after it', afterSweep),
    ],
  };
};

/** Every point of such a life; of each kind a few, in a short proof. */
function pointsOf({ calls, lines }: Life, size: Size): readonly Point[] {
  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
  const all: readonly Point[] = [
    ...upTo(calls).flatMap((nth) =>
      [true, false].map((done) => ({ at: 'call', nth, done }) as const),
    ),
    ...upTo(lines).map((nth) => ({ at: 'line', nth }) as const),
  ];
  return size === 'full' ? all : all.filter((_, n) => n % Math.ceil(all.length / 8) === 3);
}
type Size = Parameters<Prove>[0];

function program(account: LocalAccount, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['dist/canary.js', ...args], {
    env: { ...account.env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** When every killed run is surely over. */
async function sweepAnHourLater(account: LocalAccount): Promise<number> {
  const clock = { ...systemClock, now: () => Date.now() + 60 * 60_000 };
  const report = await inAccount({ account, env: account.env, clock }, (opened) =>
    sweepIn(opened, { limitMs: 300_000, most: 10_000 }),
  );
  return report?.removed ?? 0;
}
