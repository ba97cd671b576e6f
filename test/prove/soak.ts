/**
 * Thousands of scheduled runs against the healthy target, under the trouble that AWS has on any day,
 * each event delivered again now and then, each host's clock off by up to five minutes. Nothing of it
 * may look like a failure, nothing may be left, nothing may grow.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { runOnce } from '../../src/canary.ts';
import type { RunReport } from '../../src/engine/report.ts';
import { runId } from '../../src/engine/run.ts';
import { type Clock, systemClock } from '../../src/engine/time.ts';
import type { LocalAccount } from '../../src/local/account.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { sweepIn } from '../../src/sweeping.ts';
import { inAccount } from '../../src/wiring.ts';
import { rowsOf } from '../scenarios/rows.ts';
import { chances } from '../telemetry/chances.ts';
import { type Claim, none, type Prove } from './claims.ts';

const SEED = 20260131;
const SKEW_MS = 5 * 60_000;
/** A run waits more than it computes: two seconds of trouble are two seconds here. */
const AT_A_TIME = 20;
const BATCH = 200;
/** One answer in a hundred is lost, so that two attempts in a row lose theirs once in 10,000. */
const RETRIES = 2;

type Where = Pick<LocalAccount, 'env' | 'endpoints' | 'credentials'>;
type Tally = Record<'ran' | 'duplicates' | 'delivered' | 'flaky' | 'scenarios', number>;

export const soak: Prove = async (size) => {
  const runs = size === 'full' ? 3_000 : 6;
  const child = fork('test/prove/soak.account.ts', [String(SEED)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [account] = (await once(child, 'message')) as [Where];
    const clock = size === 'full' ? systemClock : patient(systemClock);
    return await soakIn(account, runs, clock, () => child.send('calm'));
  } finally {
    child.disconnect();
  }
};

async function soakIn(account: Where, runs: number, time: Clock, calm: () => void) {
  const { next } = chances(SEED);
  const wrong: unknown[] = [];
  const tally: Tally = { ran: 0, duplicates: 0, delivered: 0, flaky: 0, scenarios: 0 };
  const unkept: string[] = [];
  const samples: Sample[] = [];

  /** An event, delivered once or twice, to a host whose clock is off. */
  async function deliver(n: number): Promise<void> {
    const requestedAt = Date.now();
    const id = runId(`soak-${n}`);
    const deliver = async () => {
      tally.delivered += 1;
      const clock = skewed(time, (next() * 2 - 1) * SKEW_MS);
      const trigger = { kind: 'schedule', rule: 'soak' } as const;
      return await runOnce(
        { id, trigger, select: 'all', retries: RETRIES, requestedAt },
        {
          account,
          env: account.env,
          clock,
          bodyMs: 38_000,
          concurrency: 4,
          version: 'soak',
          fromEvent: true,
          unkept: (what) => void unkept.push(what),
          observerFailed: (error) => void wrong.push(String(error)),
          async afterwards(opened) {
            const sweeping = sweepIn(opened, { limitMs: 5_000, most: 10 });
            await sweeping.catch((error) => void wrong.push(`a sweep: ${error}`));
          },
        },
      );
    };
    const delivered = await Promise.all(next() < 0.05 ? [deliver(), deliver()] : [deliver()]);
    const reports = delivered.flatMap((one) => (one.outcome === 'ran' ? [one.report] : []));
    tally.ran += reports.length;
    tally.duplicates += delivered.length - reports.length;
    if (reports.length !== 1) wrong.push({ id, ran: reports.length });
    for (const report of reports) look(report);
  }

  function look({ verdict, scenarios }: RunReport): void {
    tally.scenarios += scenarios.length;
    tally.flaky += scenarios.filter(({ flaky }) => flaky).length;
    if (verdict === 'passed') return;
    wrong.push(scenarios.filter((one) => one.verdict !== 'passed').map(failuresOf));
  }

  for (let done = 0; done < runs; done += BATCH) {
    const queue = Array.from({ length: Math.min(BATCH, runs - done) }, (_, n) => done + n).values();
    const worker = async () => {
      for (const n of queue) await deliver(n);
    };
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, runs / 2) }, worker));
    samples.push(await sampled(done + BATCH)); // while nothing is under way
  }

  calm();
  const leaked = await rowsOf(account, LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME);
  const swept = await sweepLater(account);
  const left = await rowsOf(account, LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME);
  return {
    claims: [
      { claim: 'runs', figure: `${tally.ran}`, holds: tally.ran === runs },
      none('runs that failed, were broken, or ran twice', wrong),
      {
        claim: 'events delivered twice, known as such',
        figure: `${tally.duplicates}`,
        holds: tally.duplicates === tally.delivered - runs,
      },
      {
        claim: 'plan rows left, before and after the next sweep',
        figure: `${leaked.length}, ${left.length} (${swept} cleanups)`,
        holds: left.length === 0,
      },
      ...growth(samples, runs),
    ],
    notes: [
      `resident memory, in MB: ${samples.map(({ rssMb }) => rssMb.toFixed(0)).join(' ')}`,
      `flaky passes: ${tally.flaky} of ${tally.scenarios}; calls of the runs table that failed for good: ${unkept.length}`,
    ],
  };
}

function failuresOf({ name, steps, failure }: RunReport['scenarios'][number]) {
  const step = steps.find(({ status }) => status === 'failed');
  return [name, step?.id, step?.status === 'failed' ? step.failure.message : failure?.message];
}

function skewed(clock: Clock, byMs: number): Clock {
  return { ...clock, now: () => Math.round(clock.now() + byMs) };
}

/** Among other tests a machine may have much to do: there no honest answer is too late. */
function patient({ now, elapsed, sleep }: Clock, times = 2): Clock {
  return {
    now,
    elapsed: () => elapsed() / times,
    sleep: (ms, ...signals) => sleep(ms * times, ...signals),
  };
}

interface Sample {
  readonly runs: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly handles: number;
}

/** Pages are given back by and by; what is still held after the last look is what a run has kept. */
const LOOKS = 8;

async function sampled(runs: number): Promise<Sample> {
  const looks: NodeJS.MemoryUsage[] = [];
  for (let look = 0; look < LOOKS; look++) {
    await systemClock.sleep(200); // sockets that were closed are gone
    globalThis.gc?.();
    looks.push(process.memoryUsage());
  }
  const least = (of: (usage: NodeJS.MemoryUsage) => number) => Math.min(...looks.map(of)) / 2 ** 20;
  return {
    runs,
    rssMb: least(({ rss }) => rss),
    heapMb: least(({ heapUsed }) => heapUsed),
    handles: openHandles(),
  };
}

function openHandles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0; // only Linux tells
  }
}

/** Of a short soak only the handles: it takes thousands of runs to see memory grow. */
function growth(samples: readonly Sample[], runs: number): readonly Claim[] {
  const handles = samples.map((sample) => sample.handles);
  const spread = Math.max(...handles) - Math.min(...handles);
  const flat = {
    claim: 'file handles between runs, fewest and most',
    figure: `${Math.min(...handles)}, ${Math.max(...handles)}`,
    holds: spread <= 5,
  };
  if (runs < 1_000) return [flat];
  // What is loaded, compiled and kept warm by then is all there will be.
  const warm = samples.filter((sample) => sample.runs > runs / 3);
  const inAThousand = (of: (sample: Sample) => number) =>
    1_000 * slope(warm.map((sample) => [sample.runs, of(sample)] as const));
  const rss = inAThousand(({ rssMb }) => rssMb);
  const heap = inAThousand(({ heapMb }) => heapMb);
  const of = (name: string, mb: number, all: number | undefined) => ({
    claim: `${name} in a thousand runs`,
    figure: `${mb.toFixed(2)} MB (${all?.toFixed(0)} MB in all)`,
    holds: mb < 1,
  });
  return [
    flat,
    of('resident memory', rss, warm.at(-1)?.rssMb),
    of('heap in use', heap, warm.at(-1)?.heapMb),
  ];
}

/** Of the line that fits best. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean((p) => (p[0] - x) * (p[1] - y)) / mean((p) => (p[0] - x) ** 2);
}

/** When every run is surely over, by every clock. */
async function sweepLater(account: Where): Promise<number> {
  const clock = { ...systemClock, now: () => Date.now() + 60 * 60_000 };
  const report = await inAccount({ account, env: account.env, clock }, (opened) =>
    sweepIn(opened, { limitMs: 3_600_000, most: 10_000 }),
  );
  return report?.removed ?? 0;
}
