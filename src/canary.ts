import { type Keeping, type RunOnce, runKept } from './engine/keeping.ts';
import type { RunReport } from './engine/report.ts';
import type { RunObserver, RunRequest } from './engine/run.ts';
import { prepareRun } from './engine/start.ts';
import { runSuite, type SuiteBench } from './engine/suite.ts';
import { never } from './engine/time.ts';
import { scenarios } from './scenarios/index.ts';
import { type Phase7Ports, phase7 } from './target/phase7.ts';
import { redactedResult } from './telemetry/redacted-result.ts';
import { inAccount, ledgerKept, type Opened, random, type Where } from './wiring.ts';

export interface CanaryOptions extends Where {
  /** For the whole run but the cleanups. */
  readonly bodyMs: number;
  readonly concurrency: number;
  readonly interrupted?: AbortSignal;
  readonly observers?: readonly RunObserver[];
  readonly observerFailed: (error: unknown) => void;
  /** Hears what the runs table could not be told, also where there is none: the run goes on without. */
  readonly unkept?: Keeping['unkept'];
  readonly version: string;
}

/** What may be asked for, in the order of the suite. */
export const scenarioNames = scenarios.map(({ name }) => name);

/** For the cleanup of each scenario, in ms; a delete is repeated until it is over. */
export const CLEANUP_MS = 15_000;

/**
 * Runs the canary: the same for a laptop, a pipeline and the deployed Lambda, which differ by the
 * account they are given. Where there is a runs table, what was begun before is not run again.
 */
export async function runOnce(
  request: RunRequest,
  options: CanaryOptions & {
    readonly fromEvent: boolean;
    /** Done in the same account, when the run is over and all who listen were told. */
    readonly afterwards?: (opened: Opened) => Promise<void>;
  },
): Promise<RunOnce> {
  return await inAccount(options, async (opened) => {
    const ran = await runIn(opened, request, options);
    if (ran.outcome === 'ran') await options.afterwards?.(opened);
    return ran;
  });
}

async function runIn(
  opened: Opened,
  request: RunRequest,
  options: CanaryOptions & { readonly fromEvent: boolean },
): Promise<RunOnce> {
  const { store, values } = opened;
  const { fromEvent, unkept = () => {} } = options;
  const bench = benchOf(opened, options);
  if (!store) {
    unkept('anything');
    return { outcome: 'ran', report: await runSuite(scenarios, request, bench) };
  }
  const keeping = { store, fromEvent, ledgerKeptMs: ledgerKept(values), unkept };
  return await runKept(prepareRun(scenarios, request, bench), bench, keeping);
}

/**
 * A run that somebody asks for.
 *
 * @throws {RangeError} when there was one of this id before
 */
export async function runCanary(request: RunRequest, options: CanaryOptions): Promise<RunReport> {
  const ran = await runOnce(request, { ...options, fromEvent: false });
  if (ran.outcome === 'ran') return ran.report;
  throw new RangeError(`expected an id of its own, got ${ran.id}, of a run that was begun before`);
}

function benchOf(
  { account, values, problems, clock }: Opened,
  options: CanaryOptions,
): SuiteBench<Phase7Ports> {
  return {
    clock,
    settings: values,
    problems,
    random,
    bind: phase7(account, values),
    bodyMs: options.bodyMs,
    cleanupMs: CLEANUP_MS,
    concurrency: options.concurrency,
    interrupted: options.interrupted ?? never,
    observers: options.observers ?? [],
    observerFailed: options.observerFailed,
    redact: redactedResult,
    version: options.version,
  };
}
