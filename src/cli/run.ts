import { randomBytes } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import { type CanaryOptions, runCanary } from '../canary.ts';
import { errorFacts } from '../engine/failure.ts';
import { withoutStore } from '../engine/keeping.ts';
import { type RunRequest, runId } from '../engine/run.ts';
import { jsonReport } from '../reporters/json.ts';
import { terminalSummary } from '../reporters/terminal.ts';
import { type Told, toldToGithub } from './github.ts';
import { lookOf } from './look.ts';
import { type Plan, preflight } from './preflight.ts';
import { progress } from './progress.ts';
import { reportWriter } from './report-files.ts';
import { forSdk, NO_ACCOUNT } from './sdk.ts';
import {
  EXIT,
  type ExitCode,
  type Invocation,
  type Output,
  type Ready,
  type Shell,
} from './shell.ts';

/** `canary run`: scenarios from this machine, against the account in the environment or an embedded one. */
export function run(invocation: Invocation, shell: Shell): Ready {
  const { plan, problems, hint } = preflight(invocation, shell);
  return {
    problems,
    hint,
    go: () => (plan.local ? runLocally(plan, shell) : runThere(plan, shell)),
  };
}

async function runThere(plan: Plan, shell: Shell): Promise<ExitCode> {
  shell.setForSdk(forSdk(plan.env));
  return await runAndReport(plan, { env: plan.env }, shell);
}

async function runLocally(plan: Plan, shell: Shell): Promise<ExitCode> {
  shell.setForSdk(NO_ACCOUNT);
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
  return await toldToGithub(shell, out, (tell) => runAndTell(plan, where, shell, out, tell));
}

async function runAndTell(
  plan: Plan,
  where: Pick<CanaryOptions, 'env' | 'account'>,
  shell: Shell,
  out: Output,
  tell: (told: Told) => void,
): Promise<ExitCode> {
  const { err, interrupted } = shell;
  const writeFiles = await reportWriter('canary run', plan.files, shell);
  const look = lookOf(plan, out, shell);
  const live = plan.quiet ? undefined : progress(out, look);
  const aside = (text: string) => (live ? live.aside(err, text) : err.write(text));
  const onInterrupt = () =>
    aside(
      `${signalOf(interrupted)}: cleaning up, which may take a while; once more to quit without it\n`,
    );
  interrupted.addEventListener('abort', onInterrupt, { once: true });
  const report = await runCanary(requestOf(plan), {
    ...where,
    bodyMs: plan.timeoutMs,
    concurrency: plan.concurrency,
    interrupted,
    observers: live ? [live] : [],
    observerFailed: (error) => aside(`canary: an observer failed: ${errorFacts(error).message}\n`),
    unkept(what, error) {
      if (what !== 'anything')
        aside(`canary run: ${withoutStore(what)}: ${errorFacts(error).message}\n`);
      else if (!plan.quiet) aside(`canary run: ${withoutStore(what)}\n`);
    },
    version: packageJson.version,
  }).finally(() => {
    interrupted.removeEventListener('abort', onInterrupt);
    live?.close();
  });

  if (plan.json) shell.out.write(jsonReport(report));
  const summary = terminalSummary(report, look, signalOf(interrupted));
  if (!plan.quiet) out.write(`\n${summary}`);
  else if (!plan.json) out.write(summary);
  tell({ kind: 'report', report, place: look.place.name });
  const written = await writeFiles(report, look.place);
  return written || report.verdict !== 'passed' ? EXIT[report.verdict] : EXIT.broken;
}

/** The signal's name, once there was one. */
function signalOf({ aborted, reason }: AbortSignal): string | undefined {
  return aborted ? (reason as Error).message : undefined;
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
