import type { StepResult } from './engine/report.ts';
import { runId } from './engine/run.ts';
import { type Beginning, STORE_MS } from './engine/run-store.ts';
import { runStep } from './engine/step.ts';
import { share, within } from './engine/time.ts';
import { planLedger } from './scenarios/plan-ledger.ts';
import type { Env } from './settings.ts';
import { type Phase7Ports, phase7, planToSeed } from './target/phase7.ts';
import { inAccount, random } from './wiring.ts';

/** For a seed on its own: four attempts at a put, on a slow day. */
const SEED_MS = 15_000;
/** Whoever seeds a plan wants to do something with it; a sweep by hand takes it sooner. */
const SEED_KEPT_MS = 24 * 60 * 60_000;

export interface Seeded {
  readonly plan: ReturnType<typeof planToSeed>['plan'];
  /** Whether a sweep knows of it; else why not: no runs table, or what its table said. */
  readonly kept: true | false | { readonly error: unknown };
  /** How the write went. A plan whose answer was lost may be there. */
  readonly step: StepResult;
}

/**
 * Writes one PAUSED plan, as a scenario's seed does, and leaves it there, where it is known to the
 * sweep.
 */
export async function seedPlan(env: Env, interrupted: AbortSignal): Promise<Seeded> {
  return await inAccount({ env }, async ({ account, values, clock, store }) => {
    const startedAt = clock.now();
    const nonce = `${startedAt}-${random()}`;
    const id = runId(`seed-${nonce}`);
    const given = planToSeed({ id, startedAt, nonce, settings: values });
    const { plan } = given;
    const beginning: Beginning = {
      // Its cleanup is that of the scenario whose seed it is.
      attempts: [{ scenario: planLedger.name, given }],
      debt: { what: 'kept', dueAt: startedAt + SEED_KEPT_MS },
      fromEvent: false,
      claim: nonce,
    };
    const trigger = { kind: 'manual', by: 'canary seed' } as const;
    const begin = async () => store?.begin({ id, trigger, requestedAt: startedAt }, beginning);
    const kept = await within(clock, STORE_MS, interrupted, begin).then(
      (begun) => begun !== undefined,
      (error: unknown) => ({ error }),
    );
    const { result } = await runStep<Phase7Ports>(
      {
        phase: 'seed',
        id: 'seed-plan',
        title: 'one PAUSED plan in RevenuePlans',
        run: ({ plans }) => plans.put(plan),
      },
      {},
      share(clock, SEED_MS),
      {
        clock,
        bind: phase7(account, values),
        interrupted,
        interruptedForGood: interrupted,
      },
    );
    return { plan, kept, step: result };
  });
}
