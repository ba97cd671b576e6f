import { blame, errorFacts } from '../engine/failure.ts';
import type { Failure } from '../engine/report.ts';
import { type Seeded, seedPlan } from '../seeding.ts';
import type { Env } from '../settings.ts';
import { failureTold } from './failures.ts';
import { needs } from './needs.ts';
import { forSdk, placeOf } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary seed`: one PAUSED plan, printed as the plan's seed script printed it. */
export function seed(invocation: Invocation, shell: Shell): Ready {
  const { env, problems, hint } = needs(
    invocation,
    shell,
    () => ['AWS_REGION', 'REVENUE_PLANS_TABLE_NAME', 'CANARY_TENANT_ID'],
    { optional: ['RUNS_TABLE_NAME'] },
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
  if (failure && wasRefused(failure, step.calls)) return endedBy(failure);

  if (kept !== true) {
    const table = env.REVENUE_PLANS_TABLE_NAME || env.REVENUE_PLANS_TABLE;
    const where = placeOf(env).aws('dynamodb');
    const key = JSON.stringify({ pk: { S: pk }, sk: { S: plan.sk } });
    err.write(`canary seed: ${whyNotKept(kept)}; you must remove it yourself:\n`);
    err.write(`  aws dynamodb delete-item --table-name ${table} --key '${key}' ${where}\n`);
  }
  if (failure || interrupted.aborted) {
    const may = 'this plan may have been written';
    const said = failure ? `${may} all the same` : `stopped before an answer came; ${may}`;
    err.write(`canary seed: ${said}\n${lines}`);
  } else {
    out.write(lines);
    if (!(await out.arrived()))
      err.write(`canary seed: a plan was written, and this was not:\n${lines}`);
  }
  // What stopped it has an exit code of its own, which outranks this one.
  return failure ? endedBy(failure) : EXIT.passed;
}

/** Nothing went out, or what did was answered with a refusal: then nothing was written. */
function wasRefused(failure: Failure, calls: number): boolean {
  if (calls === 0) return true;
  if (failure.kind === 'target') return failure.error.name === 'ResourceNotFoundException';
  return calls === 1 && failure.kind !== 'timeout';
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
