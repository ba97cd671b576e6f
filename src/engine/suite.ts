import { worst } from './failure.ts';
import type { AttemptReport, RunReport, ScenarioReport } from './report.ts';
import type { RunContext, RunObserver, RunRequest, SettingProblem } from './run.ts';
import { runScenario } from './runner.ts';
import type { BindPorts, Scenario } from './scenario.ts';
import { type Telling, telling } from './telling.ts';
import { type Clock, delayed, isoTime, millis, share } from './time.ts';

/** How long the request under way may still take after an interrupt, so that its end is known. */
const INTERRUPT_GRACE_MS = 2_000;

/** What a suite is run on. */
export interface SuiteBench<P extends object> {
  readonly clock: Clock;
  readonly bind: BindPorts<P>;
  readonly settings: RunContext['settings'];
  readonly problems: readonly SettingProblem[];
  /** A few random letters and digits, other ones at each call: the only source of chance in an id. */
  readonly random: () => string;
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
  /** Of the canary. */
  readonly version: string;
}

/**
 * Runs the chosen scenarios, tries a failed one again with a fresh identity, tells the observers.
 *
 * @throws {RangeError} when the request names a scenario that is not among `scenarios`, or when
 *   nothing would be run: that would look like a pass
 */
export async function runSuite<P extends object>(
  scenarios: readonly Scenario<P>[],
  request: RunRequest,
  bench: SuiteBench<P>,
): Promise<RunReport> {
  const { clock } = bench;
  const chosen = choose(scenarios, request, bench);
  const { tell, tellLast } = telling(clock, bench.observers, bench.observerFailed);
  const startedAt = isoTime(clock.now());
  const started = clock.elapsed();
  const forGood = delayed(clock, bench.interrupted, INTERRUPT_GRACE_MS);
  const body = share(clock, bench.bodyMs);
  let waiting = chosen.length;

  tell((observer) =>
    observer.runStarted?.(
      request,
      chosen.map(({ name }) => name),
    ),
  );
  try {
    const reports = await inParallel(chosen, bench.concurrency, async (scenario) => {
      waiting -= 1;
      const bodyMs = () => body.remaining() / Math.ceil((waiting + 1) / bench.concurrency);
      const attempt = () =>
        runScenario(scenario, context(request, bench), {
          ...bench,
          bodyMs: bodyMs(),
          interruptedForGood: forGood.signal,
          stepStarted: (name, step) => tell((observer) => observer.stepStarted?.(name, step)),
          stepFinished: (name, step) => tell((observer) => observer.stepFinished?.(name, step)),
        });
      const report = await withRetries(attempt, request, bodyMs, bench, tell);
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
    await tellLast((observer) => observer.runFinished?.(report));
    return report;
  } finally {
    forGood.close();
  }
}

function choose<P extends object>(
  scenarios: readonly Scenario<P>[],
  { select }: RunRequest,
  { concurrency }: SuiteBench<P>,
): readonly Scenario<P>[] {
  const names = select === 'all' ? scenarios.map(({ name }) => name) : select;
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new RangeError(`no such scenario: ${unknown.join(', ')}`);
  if (names.length === 0) throw new RangeError('no scenario was chosen');
  if (!(concurrency >= 1))
    throw new RangeError(`expected a concurrency from 1, got ${concurrency}`);
  return scenarios.filter(({ name }) => names.includes(name));
}

function context<P extends object>(
  { id }: RunRequest,
  { clock, random, settings }: SuiteBench<P>,
): RunContext {
  const startedAt = clock.now();
  return { id, startedAt, nonce: `${startedAt}-${random()}`, settings };
}

/**
 * Only a failure of the target is tried again: what is denied or unset now will be in a second. An
 * attempt that could not have as long as the failed one took would be no fair trial.
 */
async function withRetries<P extends object>(
  attempt: () => Promise<AttemptReport>,
  { retries }: RunRequest,
  bodyMs: () => number,
  { interrupted }: SuiteBench<P>,
  tell: Telling['tell'],
): Promise<ScenarioReport> {
  const earlier: AttemptReport[] = [];
  let last = await attempt();
  while (last.verdict === 'failed' && earlier.length < retries) {
    if (interrupted.aborted || bodyMs() < last.durationMs) break;
    const failed = last;
    earlier.push(failed);
    tell((observer) => observer.scenarioRetried?.(failed, earlier.length + 1));
    last = await attempt();
  }
  return together(last, earlier);
}

function together(last: AttemptReport, earlier: readonly AttemptReport[]): ScenarioReport {
  const leaked = last.leaked || earlier.some((attempt) => attempt.leaked);
  const failed = earlier.at(-1);
  if (failed && last.verdict === 'broken') {
    // That it failed is known; that the canary then broke takes nothing from it.
    return { ...failed, leaked, attempts: [...earlier.slice(0, -1), last] };
  }
  return {
    ...last,
    leaked,
    flaky: last.verdict === 'passed' && earlier.length > 0,
    attempts: earlier,
  };
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
