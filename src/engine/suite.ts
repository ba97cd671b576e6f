import { worst } from './failure.ts';
import type { RunReport } from './report.ts';
import { withRetries } from './retries.ts';
import type { RunObserver, RunRequest } from './run.ts';
import type { Attempt } from './run-store.ts';
import { type Bench, runScenario } from './runner.ts';
import type { BindPorts, Scenario } from './scenario.ts';
import {
  attemptsOf,
  type PreparedRun,
  prepareRun,
  type Start,
  type StartBench,
  startOf,
} from './start.ts';
import { telling } from './telling.ts';
import { delayed, isoTime, millis, share } from './time.ts';

/** How long the request under way may still take after an interrupt, so that its end is known. */
const INTERRUPT_GRACE_MS = 2_000;

/** What a suite is run on. */
export interface SuiteBench<P extends object> extends StartBench {
  readonly bind: BindPorts<P>;
  /** For the whole run but the cleanups, which have a time of their own. */
  readonly bodyMs: number;
  readonly cleanupMs: number;
  /** Scenarios run side by side. */
  readonly concurrency: number;
  /** Stops the run early: no further step but the cleanups. */
  readonly interrupted: AbortSignal;
  readonly observers: readonly RunObserver[];
  /** Hears what an observer threw. */
  readonly observerFailed: (error: unknown) => void;
  readonly redact?: NonNullable<Bench<P>['redact']>;
  /** Hears of a further attempt before anything of it is done, and is waited for. */
  readonly beforeRetry?: (attempt: Attempt) => Promise<void>;
  /** Hears of the report while the observers do, and is waited for; it does not throw. */
  readonly keep?: (report: RunReport) => Promise<void>;
  /** Of the canary. */
  readonly version: string;
}

/**
 * Prepares a run, and runs it.
 *
 * @throws {RangeError} as {@link prepareRun} and {@link runPrepared} do
 */
export async function runSuite<P extends object>(
  scenarios: readonly Scenario<P>[],
  request: RunRequest,
  bench: SuiteBench<P>,
): Promise<RunReport> {
  return await runPrepared(prepareRun(scenarios, request, bench), bench);
}

/**
 * Runs the scenarios, tries a failed one again with a fresh identity, tells the observers.
 *
 * @throws {RangeError} when there is room for no scenario: nothing would be run, as in {@link prepareRun}
 */
export async function runPrepared<P extends object>(
  { request, chosen }: PreparedRun<P>,
  bench: SuiteBench<P>,
): Promise<RunReport> {
  const { clock, concurrency } = bench;
  if (!(concurrency >= 1))
    throw new RangeError(`expected a concurrency of at least 1, got ${concurrency}`);
  const { tell, tellLast } = telling(clock, bench.observers, bench.observerFailed);
  const startedAt = isoTime(clock.now());
  const started = clock.elapsed();
  const forGood = delayed(clock, bench.interrupted, INTERRUPT_GRACE_MS);
  const body = share(clock, bench.bodyMs);
  let waiting = chosen.length;

  tell((observer) =>
    observer.runStarted?.(
      request,
      chosen.map(({ scenario }) => scenario.name),
    ),
  );
  try {
    const reports = await inParallel(chosen, concurrency, async ({ scenario, first }) => {
      waiting -= 1;
      const bodyMs = () => shareOf(body.remaining(), Math.ceil((waiting + 1) / concurrency));
      const attempt = (start: Start) =>
        runScenario(scenario, start, {
          ...bench,
          bodyMs: bodyMs(),
          interruptedForGood: forGood.signal,
          stepStarted: (name, step) => tell((observer) => observer.stepStarted?.(name, step)),
          stepFinished: (name, step) => tell((observer) => observer.stepFinished?.(name, step)),
        });
      const again = async () => {
        const start = startOf(scenario, request, bench);
        for (const one of attemptsOf(scenario, start)) await bench.beforeRetry?.(one);
        return await attempt(start);
      };
      const { interrupted } = bench;
      const how = { clock, bodyMs, interrupted, tell };
      const report = await withRetries(await attempt(first), again, request, how);
      tell((observer) => observer.scenarioFinished?.(report));
      return report;
    });
    const report: RunReport = {
      id: request.id,
      trigger: request.trigger,
      verdict: worst(reports.map(({ verdict }) => verdict)),
      startedAt,
      durationMs: millis(clock.elapsed() - started),
      version: bench.version,
      scenarios: reports,
    };
    await Promise.all([
      bench.keep?.(report),
      tellLast((observer) => observer.runFinished?.(report)),
    ]);
    return report;
  } finally {
    forGood.close();
  }
}

/** What a scenario takes that goes well, on a slow day. */
const GOOD_MS = 4_000;

/**
 * A scenario may use all the time that is left but GOOD_MS for each round after its own: to fail takes
 * longer than to pass, and a window that is cut short proves nothing. If that is too little for all of
 * them, the time is divided equally.
 */
function shareOf(leftMs: number, rounds: number): number {
  return Math.max(leftMs - (rounds - 1) * GOOD_MS, leftMs / rounds);
}

/** As `Promise.all` over `work`, at most `limit` at a time, started and answered in their order. */
async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
