import { blame, errorFacts, FailureError } from '../engine/failure.ts';
import { type Seeded, seedPlan } from '../seeding.ts';
import type { Env } from '../settings.ts';
import { whyNot } from './failures.ts';
import { needs } from './needs.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary seed`: one PAUSED plan, printed as the plan's seed script printed it. */
export function seed(invocation: Invocation, shell: Shell): Ready {
  const { env, problems, hint } = needs(invocation, shell, () => [
    'AWS_REGION',
    'REVENUE_PLANS_TABLE_NAME',
    'CANARY_TENANT_ID',
  ]);
  return {
    problems,
    hint,
    go: async () => {
      shell.setForSdk(forSdk(env));
      try {
        return await seedAndTell(env, shell);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        shell.err.write(`canary seed: ${whyNot(error, env)}`);
        return blame(error.failure) === 'target' ? EXIT.failed : EXIT.broken;
      }
    },
  };
}

async function seedAndTell(env: Env, { out, err, interrupted }: Shell): Promise<ExitCode> {
  const { plan, kept } = await seedPlan(env, interrupted);
  const { plan_id, tenant_id, account_id, pk } = plan;
  const lines = `PLAN_ID=${plan_id}\nTENANT_ID=${tenant_id}\nACCOUNT_ID=${account_id}\nPK=${pk}\n`;
  if (kept !== true) err.write(`canary seed: ${whyNotKept(kept)}; you must remove it yourself\n`);
  if (interrupted.aborted) {
    err.write(
      `canary seed: stopped before an answer came; this plan may have been written\n${lines}`,
    );
  } else {
    out.write(lines);
  }
  return EXIT.passed; // what stopped it has an exit code of its own, which outranks this one
}

/** Why no sweep knows of the plan. */
function whyNotKept(kept: Exclude<Seeded['kept'], true>): string {
  return kept === false
    ? 'RUNS_TABLE_NAME is not set, so no sweep knows of this plan'
    : `no sweep knows of this plan: ${errorFacts(kept.error).message}`;
}
