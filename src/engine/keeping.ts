import { isClean } from './clean.ts';
import type { RunId, RunReport } from './report.ts';
import { type Debt, type RunStore, STORE_MS } from './run-store.ts';
import { firstAttempts, type PreparedRun } from './start.ts';
import { runPrepared, type SuiteBench } from './suite.ts';
import { never, share, within } from './time.ts';

/**
 * How long after its last moment a run is left alone: AWS accepts clocks that are five minutes wrong, so
 * those of the run and of the sweep may differ by ten.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
const MARGIN_MS = 10 * 60_000;
/** What was sent, and given up, has landed by then, if it ever does. */
const LANDED_MS = 60_000;

/** What a store was to be told; `report` is all of a run that it never heard of. */
export type Unkept = 'begin' | 'again' | 'finish' | 'report' | 'anything';

/** What a store that cannot be asked costs, for a person. */
export function withoutStore(what: Unkept): string {
  switch (what) {
    case 'begin':
      return 'the runs table could not be asked: a repeated event would run twice, and nobody would sweep what a killed run leaves';
    case 'again':
      return 'the runs table was not told of the next attempt: nobody would sweep what it leaves if the run is killed';
    case 'finish':
      return 'the runs table was not told what the run came to: it is in no history, and is swept as if it had died';
    case 'report':
      return 'the runs table was not told what the run came to: it is in no history';
    case 'anything':
      return 'RUNS_TABLE_NAME is not set: no history, nothing against a repeated event, no sweep of what a killed run leaves';
  }
}

export interface Keeping {
  readonly store: RunStore;
  readonly fromEvent: boolean;
  /** How long its entries in the ledger are left alone, where they are swept at all. */
  readonly ledgerKeptMs?: number | undefined;
  /** Hears what the store could not be told: it keeps no run from happening. */
  readonly unkept: (what: Unkept, error?: unknown) => void;
}

export type RunOnce =
  | { readonly outcome: 'ran'; readonly report: RunReport }
  | { readonly outcome: 'duplicate'; readonly id: RunId };

/** Runs what was prepared, unless it was begun before; the store knows of it before its first write. */
export async function runKept<P extends object>(
  run: PreparedRun<P>,
  bench: SuiteBench<P>,
  keeping: Keeping,
): Promise<RunOnce> {
  const { clock } = bench;
  const { store, unkept } = keeping;
  const body = share(clock, bench.bodyMs); // a slow store takes of the run's own time
  const told = (work: () => Promise<void>) => within(clock, STORE_MS, never, work);
  const first = firstAttempts(run);
  const attempts = [...first];
  const over = clock.now() + bench.bodyMs + bench.cleanupMs;
  const beginning = {
    attempts: first,
    fromEvent: keeping.fromEvent,
    claim: `${clock.now()}-${bench.random()}`,
    debt: { what: 'cleanup', dueAt: over + MARGIN_MS },
  } as const;
  let known = false;
  try {
    const begun = await within(clock, STORE_MS, bench.interrupted, () =>
      store.begin(run.request, beginning),
    );
    if (begun.outcome === 'duplicate') return begun;
    known = true;
  } catch (error) {
    if (!bench.interrupted.aborted) unkept('begin', error);
  }

  const report = await runPrepared(run, {
    ...bench,
    bodyMs: body.remaining(),
    async beforeRetry(attempt) {
      attempts.push(attempt);
      await told(() => store.again(run.request.id, attempt)).catch((error) =>
        unkept('again', error),
      );
    },
    async keep(report) {
      const debt = debtOf(report, clock.now(), keeping);
      const left = debt && { debt, attempts };
      await told(() => store.finish(report, left)).catch((error) =>
        unkept(known ? 'finish' : 'report', error),
      );
    },
  });
  return { outcome: 'ran', report };
}

function debtOf(report: RunReport, now: number, { ledgerKeptMs }: Keeping): Debt | undefined {
  if (!isClean(report)) return { what: 'cleanup', dueAt: now + LANDED_MS };
  return ledgerKeptMs === undefined ? undefined : { what: 'ledger', dueAt: now + ledgerKeptMs };
}
