import { seedPlan } from '../canary.ts';
import { blame, FailureError } from '../engine/failure.ts';
import { nextFor } from '../reporters/next.ts';
import { plain } from '../reporters/plain.ts';
import { readSettings, type SettingName, type Settings } from '../settings.ts';
import { environment } from './environment.ts';
import { forSdk, placeOf } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

const required: readonly string[] = [
  'AWS_REGION',
  'REVENUE_PLANS_TABLE_NAME',
  'CANARY_TENANT_ID',
] satisfies SettingName[];

/** `canary seed`: one PAUSED plan, printed as the plan's seed script printed it. */
export function seed({ texts }: Invocation, shell: Shell): Ready {
  const { env, problems: unreadable, lookedIn } = environment(shell, texts.get('env-file'));
  const { values, problems } = readSettings(env);
  const missing = problems.filter(({ name }) => required.includes(name));
  return {
    problems: [...unreadable, ...missing.map(({ problem }) => problem)],
    hint: missing.length > 0 ? `looked in ${lookedIn}` : undefined,
    go: async () => {
      shell.setForSdk(forSdk(env));
      try {
        return await seedAndTell(values, shell);
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

async function seedAndTell(
  settings: Settings,
  { out, err, interrupted }: Shell,
): Promise<ExitCode> {
  const { plan_id, tenant_id, account_id, pk } = await seedPlan(settings, interrupted);
  const lines = `PLAN_ID=${plan_id}\nTENANT_ID=${tenant_id}\nACCOUNT_ID=${account_id}\nPK=${pk}\n`;
  if (!interrupted.aborted) {
    out.write(lines);
    return EXIT.passed;
  }
  err.write(
    `canary seed: stopped before an answer came; this plan may have been written\n${lines}`,
  );
  return EXIT.broken;
}
