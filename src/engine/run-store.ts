import type { PastRun } from './history.ts';
import type { RunId, RunReport, ScenarioName, Trigger } from './report.ts';
import type { RunRequest } from './run.ts';

/** An attempt at a scenario, by what it was given: all that its cleanup needs, whoever does it. */
export interface Attempt {
  readonly scenario: ScenarioName;
  readonly given: object;
}

/**
 * What is still to be done about a run: its cleanup, when it dies or does not finish clean; the
 * removal of what somebody keeps for a while; that of its entries in the ledger.
 */
export interface Debt {
  readonly what: 'cleanup' | 'kept' | 'ledger';
  /** From when on, in epoch ms: never while somebody may still be at work on it. */
  readonly dueAt: number;
}

/** What is left to do when a run is over, and all the attempts there were. */
export interface Left {
  readonly debt: Debt;
  readonly attempts: readonly Attempt[];
}

export interface Beginning {
  /** Of every scenario the first attempt. */
  readonly attempts: readonly Attempt[];
  /** Of a run that dies from now on. */
  readonly debt: Debt;
  /** Delivered by EventBridge, which may deliver it again; not asked for by anyone. */
  readonly fromEvent: boolean;
  /** Made up for this beginning alone: tells another delivery from this one's own repeat. */
  readonly claim: string;
}

/** A run with a debt. */
export interface UnfinishedRun {
  readonly id: RunId;
  readonly trigger: Trigger;
  /** Epoch ms. */
  readonly begunAt: number;
  readonly debt: Debt;
  readonly attempts: readonly Attempt[];
}

export interface Unfinished {
  readonly runs: readonly UnfinishedRun[];
  /** There may be more than were asked for. */
  readonly more: boolean;
}

/** For whatever a store is told or asked: one that is slower is treated as one that is not there. */
export const STORE_MS = 5_000;

/** Where runs are remembered: what is delivered twice is run once, and what died can be swept. */
export interface RunStore {
  /**
   * Claims a run before its first write. A duplicate is a run that was begun before, or, of an event,
   * one about a deployment that another run began to judge a moment ago: then `id` is that run's.
   */
  begin(
    request: Pick<RunRequest, 'id' | 'trigger' | 'requestedAt'>,
    beginning: Beginning,
  ): Promise<{ outcome: 'begun' } | { outcome: 'duplicate'; id: RunId }>;
  /** A further attempt, before its first write. */
  again(id: RunId, attempt: Attempt): Promise<void>;
  /** What a run came to, also of one that could not be begun here, and what of it is left to do. */
  finish(report: RunReport, left?: Left): Promise<void>;
  /** What is left to do about it from now on; without a debt, nothing. */
  settle(id: RunId, debt?: Debt): Promise<void>;
  /** Those that were due by then (epoch ms), the longest due first. */
  unfinished(
    what: Debt['what'],
    asked: { readonly dueBy: number; readonly howMany: number },
  ): Promise<Unfinished>;
  /** The newest first. */
  recent(howMany: number): Promise<readonly PastRun[]>;
  /** All that is known of one; of a run that died, or whose report was too large, nothing. */
  report(id: RunId): Promise<RunReport | undefined>;
}
