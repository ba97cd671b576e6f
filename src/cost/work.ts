import type { CostSettings } from './settings.ts';

/** What one run asks of AWS. Units are DynamoDB's request units; a test measures them in a green run. */
export interface Work {
  /** Invocations of the canary that run scenarios: one, or one for each of them. */
  readonly parts: number;
  /** All invocations of the canary. */
  readonly invocations: number;
  /** For which those are billed. */
  readonly seconds: number;
  readonly runsTable: { readonly writes: number; readonly reads: number; readonly bytes: number };
  readonly target: { readonly asked: number; readonly writes: number; readonly reads: number };
  readonly transitions: number;
  /** Executions that a Distributed Map starts, and the GB-seconds of all of them. */
  readonly express: { readonly executions: number; readonly gbSeconds: number };
}

/** @param scenarios how many a run has */
export function workOf(scenarios: number, settings: CostSettings): Work {
  const { fanOut, durationMs } = settings;
  const fans = fanOut !== 'false';
  const parts = fans ? scenarios : 1;
  const helpers = fans ? HELPERS : 0;
  // A part is billed for as long as the whole run takes, at most: how it divides is not known.
  const seconds = (parts * durationMs + helpers * HELPER_MS) / 1000;
  const executions = fanOut === 'distributed' ? parts : 0;
  return {
    parts,
    invocations: parts + helpers,
    seconds,
    runsTable: runsTable(parts, settings),
    target: target(settings),
    transitions: fans ? STATES + parts : 0,
    express: { executions, gbSeconds: executions * expressSeconds(durationMs) * EXPRESS_GB },
  };
}

/** Of a run in parts: the one that hands it over, the one that begins it, the one that gathers it. */
const HELPERS = 3;
/** A connection and a few requests. */
const HELPER_MS = 100;

/**
 * Begin, IsThereARun, EachScenario and Gather in serverless.yml. An item adds one: inline the state it
 * enters, distributed the start of its execution, whose own states are not charged.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html
 */
const STATES = 4;

/** 50 MB and what is handed on, by the 64 MB, and time by the 100 ms: https://aws.amazon.com/step-functions/pricing/ */
const EXPRESS_GB = 64 / 1024;
const expressSeconds = (ms: number) => Math.ceil(ms / 100) / 10;

/** Bytes with the 100 that DynamoDB adds to an item, and to its entry in an index. */
const WHOLE = { writes: 12, bytes: 3_700 }; // 3 KB, nearly 4, twice, and both indexes each time
const GATHERED = { writes: 9, bytes: 3_500 }; // 1 KB when it begins
const PART = { writes: 8, bytes: 2_000 }; // 2 KB, twice

/** What a run keeps until its entries in the ledger are swept, and the sweep's own write. */
const DEBT = {
  whole: { begun: 3, settled: 7, reads: 2 },
  part: { begun: 2, settled: 4, reads: 1 },
};

function runsTable(parts: number, settings: CostSettings): Work['runsTable'] {
  const fans = settings.fanOut !== 'false';
  const debt = DEBT[fans ? 'part' : 'whole'];
  const owes = settings.sweepLedger ? debt.begun + (isSwept(settings) ? debt.settled : 0) : 0;
  const kept = fans
    ? { writes: GATHERED.writes + parts * PART.writes, bytes: GATHERED.bytes + parts * PART.bytes }
    : WHOLE;
  const ofSweep = settings.scheduleEnabled ? SWEEP_READS : 0;
  const ofDebts = isSwept(settings) ? LEDGER_QUERY + parts * debt.reads : 0;
  const gathered = fans ? parts : 0;
  return {
    writes: kept.writes + parts * owes,
    reads: ofSweep + ofDebts + gathered,
    bytes: kept.bytes,
  };
}

/** A sweep follows on each scheduled run, and asks for two kinds of debts; a third is the ledger's. */
const SWEEP_READS = 1;
const LEDGER_QUERY = 0.5;
const isSwept = ({ sweepLedger, scheduleEnabled }: CostSettings) => sweepLedger && scheduleEnabled;

/**
 * Of the target: 3 plans that come and go and 2 that change, each with its two indexes, and 13 entries
 * of the ledger with theirs, which a sweep of the ledger finds by 3 plans and deletes.
 */
function target(settings: CostSettings): Work['target'] {
  const swept = isSwept(settings) ? { writes: 26, reads: 1.5 } : { writes: 0, reads: 0 };
  return { asked: 8, writes: 54 + swept.writes, reads: 12 + swept.reads };
}
