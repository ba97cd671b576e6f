import { type CloudWatch, openCloudWatch } from '../aws/cloudwatch.ts';
import { FailureError } from '../engine/failure.ts';
import { stoppedBy } from '../engine/skips.ts';
import { plainJson } from '../reporters/plain.ts';
import { statusReport } from '../reporters/status.ts';
import type { Env } from '../settings.ts';
import { type Status, statusOf } from '../status/status.ts';
import { inAccount } from '../wiring.ts';
import { gatePlace } from './gate/place.ts';
import { DEFAULT_STAGE, nameProblems, runsTableOf } from './gate/stage.ts';
import { troubleOf } from './gate/trouble.ts';
import { lookOf } from './look.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';
import { watching } from './watching.ts';

const EXITS = { well: EXIT.passed, unwell: EXIT.failed, unknown: EXIT.broken } as const;

/** `canary status`: how a deployed stage stands, once or until somebody has seen enough. */
export function status(invocation: Invocation, shell: Shell): Ready {
  const { texts, flags } = invocation;
  const stage = texts.get('stage') ?? DEFAULT_STAGE;
  const { env, region, problems, hint } = gatePlace(invocation, shell, { fileMayMiss: false });
  return {
    problems: [...nameProblems({ stage }), ...problems],
    hint,
    go: async () => {
      shell.setForSdk(forSdk(env));
      const cloudwatch = openCloudWatch(region);
      const look = () => lookOnce(stage, env, cloudwatch, flags, shell);
      try {
        return flags.has('watch') ? await watching(look, shell) : await said(look, shell);
      } finally {
        cloudwatch.close();
      }
    },
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

/** For whatever is asked, its pages and repeats included. */
const ANSWER_MS = 20_000;

async function lookOnce(
  stage: string,
  env: Env,
  cloudwatch: CloudWatch,
  flags: Invocation['flags'],
  shell: Shell,
): Promise<Seen> {
  try {
    const RUNS_TABLE_NAME = runsTableOf(stage); // of this stage, whatever .env says of another
    const seen = await inAccount({ env: { ...env, RUNS_TABLE_NAME } }, ({ store, clock }) =>
      statusOf(stage, { cloudwatch, store }, clock.now(), {
        clock,
        allowedMs: ANSWER_MS,
        interrupted: shell.interrupted,
      }),
    );
    const text = flags.has('json')
      ? jsonOf(seen, flags.has('watch'))
      : statusReport(
          seen,
          lookOf({ local: false, noColor: flags.has('no-color'), env }, shell.out, shell),
        );
    return { text, exit: EXITS[seen.health.verdict] };
  } catch (error) {
    const { interrupted } = shell;
    if (interrupted.aborted)
      return { problem: `canary status: ${stoppedBy(interrupted)}\n`, exit: EXIT.broken };
    if (!(error instanceof FailureError)) throw error;
    const { why, next } = troubleOf(error.failure, env);
    return { problem: `canary status: ${why}\nnext: ${next}\n`, exit: EXIT.broken };
  }
}

/** One after the other each has its line, for whoever reads them as they come. */
function jsonOf(seen: Status, onALine: boolean): string {
  return `${plainJson(JSON.stringify(seen, null, onALine ? undefined : 2))}\n`;
}
