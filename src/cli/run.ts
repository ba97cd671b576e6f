import { randomBytes } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import { type CanaryOptions, runCanary } from '../canary.ts';
import { type RunReport, type RunRequest, runId } from '../engine/run.ts';
import { jsonReport } from '../reporters/json.ts';
import { type Look, terminalSummary } from '../reporters/terminal.ts';
import { type Plan, preflight } from './preflight.ts';
import { progress } from './progress.ts';
import { EXIT, type ExitCode, type Invocation, type Output, type Shell } from './shell.ts';

/** `canary run`: scenarios from this machine, against the account in the environment or an embedded one. */
export async function run(invocation: Invocation, shell: Shell): Promise<ExitCode> {
  const plan = preflight(invocation, shell);
  if (!plan.local) {
    shell.exportToSdk(plan.env);
    return await runAndReport(plan, { env: plan.env }, shell);
  }
  const { startLocalAccount } = await import('../local/account.ts');
  const account = await startLocalAccount();
  try {
    return await runAndReport(plan, { env: plan.env, account }, shell);
  } finally {
    await account.close();
  }
}

async function runAndReport(
  plan: Plan,
  where: Pick<CanaryOptions, 'env' | 'account'>,
  shell: Shell,
): Promise<ExitCode> {
  const out = plan.json ? shell.err : shell.out;
  const look = lookOf(plan, out, shell);
  const live = plan.quiet ? undefined : progress(out, look);
  const report = await runCanary(requestOf(plan), {
    ...where,
    bodyMs: plan.timeoutMs,
    concurrency: plan.concurrency,
    interrupted: shell.interrupted,
    observers: live ? [live] : [],
    observerFailed: (error) => shell.err.write(`canary: an observer failed: ${String(error)}\n`),
    version: packageJson.version,
  }).finally(() => live?.close());

  if (plan.json) shell.out.write(jsonReport(report));
  if (!plan.json || !plan.quiet) out.write(terminalSummary(report, look));
  const written = await writeJunit(plan, report, shell);
  return written || report.verdict !== 'passed' ? EXIT[report.verdict] : EXIT.broken;
}

function requestOf({ select, retries, local }: Plan): RunRequest {
  const requestedAt = Date.now();
  return {
    id: runId(`manual-${requestedAt}-${randomBytes(4).toString('hex')}`),
    trigger: { kind: 'manual', by: local ? 'canary run --local' : 'canary run' },
    select,
    retries,
    requestedAt,
  };
}

function lookOf(plan: Plan, out: Output, { env }: Shell): Look {
  const wanted = env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : out.isTty;
  const color = wanted && !plan.noColor && !env.NO_COLOR;
  return { color, columns: out.columns, embedded: plan.local };
}

/** @returns false when a file was asked for and could not be written: the gate behind it would see nothing */
async function writeJunit({ junit }: Plan, report: RunReport, { err }: Shell): Promise<boolean> {
  if (junit === undefined) return true;
  const [{ junitReport }, { writeFile }] = await Promise.all([
    import('../reporters/junit.ts'),
    import('node:fs/promises'),
  ]);
  try {
    await writeFile(junit, junitReport(report));
    return true;
  } catch (error) {
    err.write(`canary run: --junit ${junit} was not written: ${String(error)}\n`);
    return false;
  }
}
