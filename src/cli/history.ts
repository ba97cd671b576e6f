import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorFacts } from '../engine/failure.ts';
import { within } from '../engine/time.ts';
import { trendsOf } from '../engine/trends.ts';
import { historyReport } from '../reporters/history.ts';
import { plainJson, plural } from '../reporters/plain.ts';
import type { Env } from '../settings.ts';
import { inAccount } from '../wiring.ts';
import { whyNot } from './failures.ts';
import { lookOf } from './look.ts';
import { needs } from './needs.ts';
import { unwritable } from './report-files.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** About a screenful: four hours at one run every five minutes. */
const LAST = 50;
/** A month at five minutes is 8,640: for a page that shows 30 days. */
const LAST_OF_A_PAGE = 10_000;
/** For reading them: somebody waits for it. */
const LIMIT_MS = 120_000;

interface Asked {
  readonly last: number;
  readonly json: boolean;
  readonly noColor: boolean;
  readonly html: string | undefined;
}

/** `canary history`: past runs, and what they say together. */
export function history(invocation: Invocation, shell: Shell): Ready {
  const { env, problems, hint } = needs(
    invocation,
    shell,
    () => ['AWS_REGION', 'RUNS_TABLE_NAME'],
    {
      options: ['--stage', '--region'],
    },
  );
  const { flags, numbers, texts } = invocation;
  const file = texts.get('html');
  const html = file === undefined ? undefined : resolve(shell.cwd, file);
  return {
    problems: [...(file === undefined ? [] : unwritable('--html', file, shell.cwd)), ...problems],
    hint,
    go: async () => {
      shell.setForSdk(forSdk(env));
      const last = numbers.get('last') ?? (html === undefined ? LAST : LAST_OF_A_PAGE);
      const asked = { last, html, json: flags.has('json'), noColor: flags.has('no-color') };
      try {
        return await tell(asked, env, shell);
      } catch (error) {
        shell.err.write(`canary history: ${whyNot(error, env, shell.interrupted)}`);
        return EXIT.broken;
      }
    },
  };
}

async function tell(
  { last, html, json, noColor }: Asked,
  env: Env,
  shell: Shell,
): Promise<ExitCode> {
  const { out, err, interrupted } = shell;
  const { runs, now } = await inAccount({ env }, async ({ store, clock }) => ({
    runs: (await within(clock, LIMIT_MS, interrupted, async () => await store?.recent(last))) ?? [],
    now: clock.now(),
  }));
  const look = lookOf({ local: false, noColor, env }, out, shell);
  if (json) {
    out.write(`${plainJson(JSON.stringify({ trends: trendsOf(runs, now), runs }, null, 2))}\n`);
  } else if (html === undefined) {
    out.write(historyReport(runs, now, look));
  }
  if (html === undefined) return EXIT.passed;

  const { trendReport } = await import('../reporters/trend/report.ts');
  const page = trendReport(runs, now, look.place.name, runs.length === last);
  try {
    await writeFile(html, page);
  } catch (error) {
    err.write(`canary history: --html ${html} was not written: ${errorFacts(error).message}\n`);
    return EXIT.broken;
  }
  if (!json) out.write(`${html}: ${plural(runs.length, 'run')}\n`);
  return EXIT.passed;
}
