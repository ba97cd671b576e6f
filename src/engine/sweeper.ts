import { toFailure } from './failure.ts';
import type { Failure, RunId, ScenarioName, StepResult, Trigger } from './report.ts';
import type { Attempt, Debt, RunStore, UnfinishedRun } from './run-store.ts';
import type { Scenario, StepScope } from './scenario.ts';
import { runStep, type StepBench } from './step.ts';
import { type Clock, millis, never, type Share, share, within } from './time.ts';

/** What a sweep is done on. */
export interface SweepBench<P extends object> {
  readonly clock: Clock;
  readonly bind: StepBench<P>['bind'];
  readonly interrupted: AbortSignal;
  readonly store: RunStore;
  readonly scenarios: readonly Scenario<P>[];
  /** Whose cleanup removes what was given to an attempt whose own scenario has no cleanup by now. */
  readonly inItsPlace?: (given: object) => Scenario<P> | undefined;
  /** Whether what a cleanup answers says that something was there; without it, all of them do. */
  readonly wasThere?: (answer: object) => boolean;
  /** For all of it. */
  readonly limitMs: number;
  /** Runs that are looked at, of each kind of debt: the others are there at the next sweep too. */
  readonly most: number;
  /** Takes what somebody keeps as well, and not only when it is due. */
  readonly keptToo: boolean;
  /** Where the canary's entries in the ledger are swept. */
  readonly ledger?: LedgerSweep | undefined;
}

interface LedgerSweep {
  /** How long they are left alone; of a run that is swept it counts from its beginning. */
  readonly keptMs: number;
  /** @returns how many entries there were */
  readonly remove: (given: object, scope: StepScope) => Promise<number>;
}

/** What came of a run that was swept. */
export interface SweptRun {
  readonly id: RunId;
  readonly trigger: Trigger;
  readonly begunAt: number;
  readonly what: Debt['what'];
  /** Attempts of which something was still there, or may be, and those of them that are clean now. */
  readonly found: number;
  readonly removed: number;
  readonly ledgerEntries: number;
  readonly failures: readonly SweepFailure[];
}

export interface SweepFailure {
  readonly scenario: ScenarioName;
  readonly step?: string;
  readonly failure: Failure;
}

export interface SweepReport {
  readonly runs: readonly SweptRun[];
  readonly found: number;
  readonly removed: number;
  readonly ledgerEntries: number;
  /** There may be more than there was time or number for. */
  readonly more: boolean;
  readonly durationMs: number;
}

/** For the cleanups of one run, and at most a third of the sweep: one that hangs must not take it all. */
const RUN_MS = 15_000;
/** Less than this is no time to begin another one in. */
const LEAST_MS = 500;
/** Of what is left of the sweep, for the store to hear what came of a run. */
const TO_SETTLE = 0.2;

/**
 * Does the cleanup of runs that died, or did not finish clean, once more: each scenario's own steps,
 * with what the attempt was given. There is no other way to delete anything (but the ledger's, which
 * no scenario deletes from). What cannot be removed is tried again after all the others.
 *
 * @throws {FailureError | TimeUp} when the store cannot be asked what there is, and nothing was done
 *   yet; the reason of an interrupt, likewise
 */
export async function sweep<P extends object>(bench: SweepBench<P>): Promise<SweepReport> {
  const { clock, ledger, keptToo, interrupted, most } = bench;
  const started = clock.elapsed();
  const time = share(clock, bench.limitMs);
  const now = clock.now();
  const runs: SweptRun[] = [];
  const isOver = () => time.remaining() * (1 - TO_SETTLE) < LEAST_MS || interrupted.aborted;
  let more = false;
  const asked: readonly (readonly [Debt['what'], number])[] = [
    ['cleanup', now],
    ['kept', keptToo ? Number.MAX_SAFE_INTEGER : now],
    ...(ledger ? [['ledger', now] as const] : []),
  ];
  for (const [what, dueBy] of asked) {
    if (isOver()) {
      more = true;
      break;
    }
    const ask = () => bench.store.unfinished(what, { dueBy, howMany: most });
    const due = await within(clock, time.remaining(), interrupted, ask).catch((error: unknown) => {
      if (runs.length === 0) throw error;
      return undefined; // what was done is told; what there is besides, the next sweep hears
    });
    more ||= due?.more ?? true;
    for (const run of due?.runs ?? []) {
      if (isOver()) {
        more = true;
        break;
      }
      runs.push(await sweepRun(run, time, bench));
    }
  }
  const sum = (of: (run: SweptRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    runs,
    found: sum(({ found }) => found),
    removed: sum(({ removed }) => removed),
    ledgerEntries: sum(({ ledgerEntries }) => ledgerEntries),
    more,
    durationMs: millis(clock.elapsed() - started),
  };
}

async function sweepRun<P extends object>(
  run: UnfinishedRun,
  left: Share,
  bench: SweepBench<P>,
): Promise<SweptRun> {
  const { clock, ledger, store } = bench;
  const { id, trigger, begunAt, debt, attempts } = run;
  const ofOne = Math.min(RUN_MS, left.ms / 3, left.remaining() * (1 - TO_SETTLE));
  const time = share(clock, ofOne);
  const entries = debt.what === 'ledger';
  const dones = await Promise.all(
    attempts.map((one) => (entries ? sweepLedger(one, time, bench) : cleanUp(one, time, bench))),
  );
  const failures = dones.flatMap((done) => done.failures);
  const found = dones.filter((done) => done.found);
  const next: Debt | undefined =
    failures.length > 0
      ? { what: debt.what, dueAt: clock.now() } // behind all that are due
      : ledger && !entries
        ? { what: 'ledger', dueAt: begunAt + ledger.keptMs }
        : undefined;
  // Where the store does not hear of it, this run is swept again, which finds nothing.
  await within(clock, left.remaining(), never, () => store.settle(id, next)).catch(() => {});
  return {
    id,
    trigger,
    begunAt,
    what: debt.what,
    failures,
    found: found.length,
    removed: found.filter((done) => done.failures.length === 0).length,
    ledgerEntries: dones.reduce((sum, { ledgerEntries }) => sum + ledgerEntries, 0),
  };
}

interface Done {
  readonly found: boolean;
  readonly ledgerEntries: number;
  readonly failures: readonly SweepFailure[];
}

async function cleanUp<P extends object>(
  { scenario: name, given }: Attempt,
  time: Share,
  bench: SweepBench<P>,
): Promise<Done> {
  const named = bench.scenarios.find((one) => one.name === name);
  const scenario =
    named && cleanupsOf(named).length > 0 ? named : (bench.inItsPlace?.(given) ?? named);
  if (!scenario) {
    const why = new RangeError(`there is no scenario ${name} any more: nobody knows its cleanup`);
    return done(true, [{ scenario: name, failure: toFailure(why) }]);
  }
  const steps = cleanupsOf(scenario);
  const failures: SweepFailure[] = [];
  let there = false;
  for (const [i, step] of steps.entries()) {
    const part = share(bench.clock, time.remaining() / (steps.length - i));
    const { result, answer } = await runStep(step, given, part, calm(bench, bench.bind));
    failures.push(...failuresOf(name, result, part));
    there ||= result.status !== 'passed' || !answer || (bench.wasThere?.(answer) ?? true);
  }
  return done(there, failures);
}

function cleanupsOf<P>({ steps }: Scenario<P>) {
  return steps.filter(({ phase }) => phase === 'cleanup');
}

async function sweepLedger<P extends object>(
  { scenario, given }: Attempt,
  time: Share,
  bench: SweepBench<P>,
): Promise<Done> {
  const remove = ({ scope }: { scope: StepScope }) => bench.ledger?.remove(given, scope) ?? 0;
  const step = { id: 'delete-ledger-entries', title: 'delete the ledger entries' };
  const { result, answer } = await runStep<{ scope: StepScope }>(
    { phase: 'invoke', ...step, as: 'count', run: remove },
    {},
    time,
    calm(bench, (scope) => ({ scope })),
  );
  const { count = 0 } = (answer ?? {}) as { count?: number };
  return { ...done(false, failuresOf(scenario, result, time)), ledgerEntries: count };
}

/** What did not pass is still there, also where there was too little time to blame anybody. */
function failuresOf(scenario: ScenarioName, result: StepResult, { ms }: Share): SweepFailure[] {
  switch (result.status) {
    case 'passed':
      return [];
    case 'failed':
      return [{ scenario, step: result.id, failure: result.failure }];
    case 'skipped': {
      const failure = { kind: 'timeout', message: result.because, allowedMs: ms } as const;
      return [{ scenario, step: result.id, failure }];
    }
  }
}

function done(found: boolean, failures: readonly SweepFailure[]): Done {
  return { found, ledgerEntries: 0, failures };
}

/** What was begun is brought to its end: an interrupt keeps the next run from being looked at. */
function calm<P extends object>(
  { clock }: Pick<SweepBench<P>, 'clock'>,
  bind: StepBench<P>['bind'],
): StepBench<P> {
  return { clock, bind, interrupted: never, interruptedForGood: never };
}
