import { type CloudWatch, openCloudWatch } from '../aws/cloudwatch.ts';
import { systemClock, within } from '../engine/time.ts';
import { plainJson } from '../reporters/plain.ts';
import { statusReport } from '../reporters/status.ts';
import { type Env, needed, readSettings } from '../settings.ts';
import { type Status, statusOf } from '../status/status.ts';
import { inAccount } from '../wiring.ts';
import { environment } from './environment.ts';
import { whyNot } from './failures.ts';
import { lookOf } from './look.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';
import { watching } from './watching.ts';

const EXITS = { well: EXIT.passed, unwell: EXIT.failed, unknown: EXIT.broken } as const;
const STAGE = 'dev';
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: a name has 255. */
const VALID_STAGE = /^[A-Za-z0-9-]{1,64}$/;

/** `canary status`: how a deployed stage stands, once or until somebody has seen enough. */
export function status(invocation: Invocation, shell: Shell): Ready {
  const { texts, flags } = invocation;
  const stage = texts.get('stage') ?? STAGE;
  const found = environment(shell, texts.get('env-file'));
  const env = { ...found.env, ...asOptionsSay(texts) };
  const { values, problems } = readSettings(env);
  const noRegion = problems.filter(({ name }) => name === 'AWS_REGION');
  return {
    problems: [
      ...(VALID_STAGE.test(stage)
        ? []
        : [`--stage is ${JSON.stringify(stage)}: expected letters, digits and "-"`]),
      ...found.problems,
      ...noRegion.map(({ problem }) => problem),
    ],
    hint: noRegion.length > 0 ? `looked at --region, ${found.lookedIn}` : undefined,
    go: async () => {
      shell.setForSdk(forSdk(env));
      const cloudwatch = openCloudWatch(needed(values, 'AWS_REGION'));
      const look = () => lookOnce(stage, env, cloudwatch, flags, shell);
      try {
        return flags.has('watch') ? await watching(look, shell) : await said(look, shell);
      } finally {
        cloudwatch.close();
      }
    },
  };
}

/** Who names a profile means it: keys that are set beside it are another identity's. */
function asOptionsSay(texts: Invocation['texts']): Env {
  const [region, profile] = [texts.get('region'), texts.get('profile')];
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
  return {
    ...(region && { AWS_REGION: region }),
    ...(profile && {
      ...Object.fromEntries(keys.map((name) => [name, undefined])),
      AWS_PROFILE: profile,
    }),
  };
}

async function said(look: () => Promise<Seen>, { out, err }: Shell): Promise<ExitCode> {
  const { text, problem, exit } = await look();
  if (text !== undefined) out.write(text);
  if (problem !== undefined) err.write(problem);
  return exit;
}

/** What one look came to. */
export interface Seen {
  readonly text?: string;
  /** Why nothing was seen. */
  readonly problem?: string;
  readonly exit: ExitCode;
}

/** For all the requests together, their repeats included. */
const LOOK_MS = 20_000;

async function lookOnce(
  stage: string,
  env: Env,
  cloudwatch: CloudWatch,
  flags: Invocation['flags'],
  shell: Shell,
): Promise<Seen> {
  try {
    const RUNS_TABLE_NAME = env.RUNS_TABLE_NAME || `governance-canary-${stage}-runs`;
    const seen = await inAccount({ env: { ...env, RUNS_TABLE_NAME } }, ({ store, clock }) =>
      within(systemClock, LOOK_MS, shell.interrupted, (signal) =>
        statusOf(stage, { cloudwatch, store }, clock.now(), signal),
      ),
    );
    const text = flags.has('json')
      ? jsonOf(seen, flags.has('watch'))
      : statusReport(
          seen,
          lookOf({ local: false, noColor: flags.has('no-color'), env }, shell.out, shell),
        );
    return { text, exit: EXITS[seen.health.verdict] };
  } catch (error) {
    if (shell.interrupted.aborted) return { exit: EXIT.broken };
    return { problem: `canary status: ${whyNot(error, env)}`, exit: EXIT.broken };
  }
}

/** One after the other each has its line, for whoever reads them as they come. */
function jsonOf(seen: Status, onALine: boolean): string {
  return `${plainJson(JSON.stringify(seen, null, onALine ? undefined : 2))}\n`;
}
