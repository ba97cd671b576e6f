import { seedPlan } from '../canary.ts';
import { blame, FailureError } from '../engine/failure.ts';
import { readSettings, type SettingName } from '../settings.ts';
import { environment } from './environment.ts';
import { EXIT, type ExitCode, type Invocation, type Shell, UsageError } from './shell.ts';

const required: readonly string[] = [
  'AWS_REGION',
  'REVENUE_PLANS_TABLE_NAME',
  'CANARY_TENANT_ID',
] satisfies SettingName[];

/** `canary seed`: one PAUSED plan, printed as the plan's seed script printed it. */
export async function seed({ texts }: Invocation, shell: Shell): Promise<ExitCode> {
  const env = environment(shell, texts.get('env-file'));
  const { values, problems } = readSettings(env);
  const wrong = problems.filter(({ name }) => required.includes(name));
  if (wrong.length > 0) throw new UsageError(wrong.map(({ problem }) => problem));
  shell.exportToSdk(env);
  try {
    const plan = await seedPlan(values, shell.interrupted);
    const { plan_id, tenant_id, account_id, pk } = plan;
    shell.out.write(
      `PLAN_ID=${plan_id}\nTENANT_ID=${tenant_id}\nACCOUNT_ID=${account_id}\nPK=${pk}\n`,
    );
    return EXIT.passed;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { failure } = error;
    shell.err.write(`canary seed: ${failure.message}\n`);
    return blame(failure) === 'target' ? EXIT.failed : EXIT.broken;
  }
}
