import { type SweepReport, sweep } from './engine/sweeper.ts';
import { never } from './engine/time.ts';
import { scenarios } from './scenarios/index.ts';
import { planLedger } from './scenarios/plan-ledger.ts';
import { needed } from './settings.ts';
import { removeEntries } from './target/ledger.ts';
import { phase7 } from './target/phase7.ts';
import { type Deleted, planIn } from './target/plans.ts';
import { ledgerKept, type Opened } from './wiring.ts';

export interface SweepOptions {
  readonly limitMs: number;
  readonly most: number;
  /** Somebody asks for it: what `seed` has left goes too. */
  readonly byHand?: boolean;
  readonly interrupted?: AbortSignal;
}

/** A delete that was sent twice may have found it the first time. */
function wasThere({ deleted }: { readonly deleted?: Deleted }): boolean {
  return !deleted || deleted.row !== undefined || !deleted.sentOnce;
}

/** @returns undefined where there is no runs table, since nothing is then known of what died */
export async function sweepIn(
  { account, values, clock, store }: Opened,
  { limitMs, most, byHand = false, interrupted = never }: SweepOptions,
): Promise<SweepReport | undefined> {
  const keptMs = ledgerKept(values);
  return (
    store &&
    (await sweep({
      clock,
      store,
      scenarios,
      limitMs,
      most,
      interrupted,
      bind: phase7(account, values),
      // Whatever seeds one of our plans deletes it in the same way.
      wasThere,
      inItsPlace: (given) => (planIn(given) ? planLedger : undefined),
      keptToo: byHand,
      ledger:
        keptMs === undefined
          ? undefined
          : {
              keptMs,
              remove: (given, scope) =>
                removeEntries(needed(values, 'PLAN_LEDGER_TABLE_NAME'), account, scope, given),
            },
    }))
  );
}
