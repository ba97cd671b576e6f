import { blame, errorFacts, FailureError } from '../engine/failure.ts';
import { nextFor } from '../reporters/next.ts';
import { plain } from '../reporters/plain.ts';
import { type Seeded, seedPlan } from '../seeding.ts';
import { type Env, readSettings, type SettingName } from '../settings.ts';
import { environment } from './environment.ts';
import { forSdk, malformedEndpoints, placeOf } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

const required: readonly string[] = [
  'AWS_REGION',
  'REVENUE_PLANS_TABLE_NAME',
  'CANARY_TENANT_ID',
] satisfies SettingName[];

/** `canary seed`: one PAUSED plan, printed as the plan's seed script printed it. */
export function seed({ texts }: Invocation, shell: Shell): Ready {
  const { env, problems: unreadable, lookedIn } = environment(shell, texts.get('env-file'));
  const { problems } = readSettings(env);
  const missing = problems.filter(({ name }) => required.includes(name));
  return {
    problems: [...unreadable, ...malformedEndpoints(env), ...missing.map(({ problem }) => problem)],
    hint: missing.length > 0 ? `looked in ${lookedIn}` : undefined,
    go: async () => {
      shell.setForSdk(forSdk(env));
      try {
        return await seedAndTell(env, shell);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        const { failure } = error;
        const { command, advice } = nextFor(failure, [], placeOf(env));
        const next = [command, advice].filter(Boolean).join('; ');
        shell.err.write(`canary seed: ${plain(failure.message)}\nnext: ${next}\n`);
        return blame(failure) === 'target' ? EXIT.failed : EXIT.broken;
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
