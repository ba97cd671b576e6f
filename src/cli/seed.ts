import { blame, errorFacts } from '../engine/failure.ts';
import type { Failure } from '../engine/report.ts';
import { type Seeded, seedPlan } from '../seeding.ts';
import type { Env } from '../settings.ts';
import { failureTold } from './failures.ts';
import { needs } from './needs.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary seed`: one PAUSED plan, printed as the plan's seed script printed it. */
export function seed(invocation: Invocation, shell: Shell): Ready {
  const { env, problems, hint } = needs(
    invocation,
    shell,
    () => ['AWS_REGION', 'REVENUE_PLANS_TABLE_NAME', 'CANARY_TENANT_ID'],
    ['RUNS_TABLE_NAME'],
  );
  return {
    problems,
    hint,
    go: async () => {
      shell.setForSdk(forSdk(env));
      return await seedAndTell(env, shell);
    },
  };
}

async function seedAndTell(env: Env, { out, err, interrupted }: Shell): Promise<ExitCode> {
  const { plan, kept, step } = await seedPlan(env, interrupted);
  const { plan_id, tenant_id, account_id, pk } = plan;
  const lines = `PLAN_ID=${plan_id}\nTENANT_ID=${tenant_id}\nACCOUNT_ID=${account_id}\nPK=${pk}\n`;
  const failure = step.status === 'failed' ? step.failure : undefined;
  if (failure) err.write(`canary seed: ${failureTold(failure, [step], env)}`);
  // Any other failure is an answer, which says that it was not written.
  if (failure && failure.kind !== 'timeout') return endedBy(failure);

  if (kept !== true) err.write(`canary seed: ${whyNotKept(kept)}; you must remove it yourself\n`);
  if (failure || interrupted.aborted) {
    const why = failure ? 'no answer came' : 'stopped before an answer came';
    err.write(`canary seed: ${why}; this plan may have been written\n${lines}`);
  } else {
    out.write(lines);
    if (!(await out.arrived()))
      err.write(`canary seed: a plan was written, and this was not:\n${lines}`);
  }
  // What stopped it has an exit code of its own, which outranks this one.
  return failure ? endedBy(failure) : EXIT.passed;
}

function endedBy(failure: Failure): ExitCode {
  return blame(failure) === 'target' ? EXIT.failed : EXIT.broken;
}

/** Why no sweep knows of the plan. */
function whyNotKept(kept: Exclude<Seeded['kept'], true>): string {
  return kept === false
    ? 'RUNS_TABLE_NAME is not set, so no sweep knows of this plan'
    : `no sweep knows of this plan: ${errorFacts(kept.error).message}`;
}
