import { appendFile } from 'node:fs/promises';
import { writeSettings } from '../../dotenv/file.ts';
import { errorFacts, FailureError } from '../../engine/failure.ts';
import { systemClock } from '../../engine/time.ts';
import { jsonReport } from '../../reporters/json.ts';
import { plural } from '../../reporters/plain.ts';
import type { Env } from '../../settings.ts';
import { serviceOf } from '../../telemetry/metrics.ts';
import { STACK_MS, settingsOf, toldOf } from '../env.ts';
import { forSdk } from '../sdk.ts';
import { EXIT, type Shell } from '../shell.ts';
import { type ChildEnd, runChild } from './child.ts';
import type { Deploying } from './deploy-plan.ts';
import { completed } from './deployment.ts';
import { commitIn } from './project.ts';
import { endOf, type StageEnd } from './stages.ts';
import { runDeployedSuite } from './suite.ts';
import { readTarget, type TargetTables } from './target.ts';
import { troubleOf } from './trouble.ts';
import { waitingFor } from './waiting.ts';

/** What each stage of a deployment does; its log is the file it is given. */

/** Nobody is told of newer versions, of npm and of Node: which ones are used is decided here. */
export const QUIET = {
  npm_config_update_notifier: 'false',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** As the person's own, with the account that was chosen. */
export function envOf({ place }: Deploying, { env }: Shell): Env {
  const own = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(own), ...forSdk(place.env), ...QUIET };
}

export async function runProgram(
  command: string,
  args: readonly string[],
  env: Env,
  log: string,
  { project }: Deploying,
  { interrupted, out }: Shell,
): Promise<StageEnd> {
  const line = [command, ...args].join(' ');
  await appendFile(log, `$ ${line}\n`);
  const waiting = waitingFor(command, out);
  const end = await runChild({ command, args, cwd: project, env, log, interrupted }).finally(() =>
    waiting.close(),
  );
  if (end.how === 'exit' && end.code === 0) return { ok: true, said: 'done' };
  return { ok: false, code: EXIT.broken, why: `${command} ${said(end)}`, shown: endOf(log) };
}

function said(end: ChildEnd): string {
  switch (end.how) {
    case 'exit':
      return `ended with exit code ${end.code}`;
    case 'signal':
      return `was ended by ${end.signal}`;
    case 'never began':
      return `could not be started: ${end.why}`;
  }
}

export async function readOutputs(
  { targetStack, place }: Deploying,
  found: (tables: TargetTables) => void,
  log: string,
  { interrupted }: Shell,
): Promise<StageEnd> {
  try {
    const how = { clock: systemClock, allowedMs: STACK_MS, interrupted };
    const target = await readTarget(targetStack, place.region, how);
    await appendFile(log, `${JSON.stringify(target, null, 2)}\n`);
    if (target.outcome === 'found') {
      found(target.tables);
      const changing = target.changing ? `, while it is ${target.changing}` : '';
      return {
        ok: true,
        said: `${plural(Object.keys(target.tables).length, 'output')}${changing}`,
      };
    }
    const why = `${targetStack}: ${target.problems.join('; ')}`;
    return { ok: false, code: EXIT.usage, why, next: target.next };
  } catch (error) {
    if (interrupted.aborted) return { ok: false, code: EXIT.broken, why: 'stopped' };
    if (!(error instanceof FailureError)) throw error;
    await appendFile(log, `${JSON.stringify(error.failure, null, 2)}\n`);
    return { ok: false, code: EXIT.broken, ...troubleOf(error.failure, place.env) };
  }
}

export async function writeEnv(
  { place: { file, region } }: Deploying,
  tables: TargetTables,
  log: string,
): Promise<StageEnd> {
  const settings = settingsOf(region, tables);
  try {
    const written = await writeSettings(file, settings);
    await appendFile(log, toldOf(file, written, settings));
    return { ok: true, said: written };
  } catch (error) {
    const why = `${file} was not written: ${errorFacts(error).message}`;
    await appendFile(log, `${why}\n`);
    return { ok: false, code: EXIT.broken, why, next: 'canary env, once that is mended' };
  }
}

export async function judge(plan: Deploying, log: string, shell: Shell): Promise<StageEnd> {
  const { place, stage, asked, announce, noColor, write, tell } = plan;
  // npm runs its scripts in the project's folder; whose deployment this is, stands where npm was called.
  const from = shell.env.INIT_CWD || shell.cwd;
  const deployment = completed(asked, shell.env, new Date());
  const commit = deployment.commit ?? (await commitIn(from, shell.env));
  const { code, said: verdict } = await runDeployedSuite(
    {
      program: 'canary deploy',
      functionName: serviceOf(stage),
      region: place.region,
      env: place.env,
      request: { by: 'canary deploy', deployment: { ...deployment, ...(commit && { commit }) } },
      announce,
      noColor,
      tell,
      progress: 'waiting',
      out: shell.out,
      write: async (report, seenIn) => {
        await appendFile(log, jsonReport(report));
        return await write(report, seenIn);
      },
    },
    shell,
  );
  if (code === EXIT.passed) return { ok: true, said: verdict };
  return { ok: false, code, why: verdict, told: true };
}
