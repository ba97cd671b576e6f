/** Part 3: a cold start, on the Lambda's Node, of the code as `sls package` zips it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CanaryFunction, packageCanary } from '../serverless/packaged.ts';
import type { AccountProcess } from './account.ts';
import { bundled } from './bundles.ts';
import { nextFrom } from './child.ts';
import { interleaved, sampleOf } from './samples.ts';
import { installed, lambdaNode, plainEnv, root } from './scratch.ts';
import { type Row, times } from './table.ts';

const MOST_MS_OVER = 120;

interface Told {
  readonly outcome: string;
  readonly ms: number;
}

export async function coldPart(account: AccountProcess): Promise<readonly Row[]> {
  await account.late(0);
  await installed();
  const packaged = await packageCanary();
  try {
    const fn = packaged.properties<CanaryFunction>('CanaryLambdaFunction');
    const canary = join(packaged.task, fn.Handler.replace(/\.handler$/, '.js'));
    const env = {
      ...plainEnv(),
      ...fn.Environment.Variables,
      ...account.env,
    };
    const start = (file: string, event: object, outcome: string) => async (): Promise<Told> => {
      const script = join(import.meta.dirname, 'cold.script.mjs');
      const args = [file, JSON.stringify(event)];
      const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
      const child = fork(script, args, {
        execPath: lambdaNode,
        execArgv: [],
        env,
        stdio: [...stdio],
      });
      const told = await nextFrom<Told>(child);
      await once(child, 'exit');
      if (told.outcome === outcome) return told;
      throw new RangeError(`${file}: expected ${outcome}, got ${told.outcome}`);
    };
    const measured = await interleaved(
      {
        'an empty handler with the same clients': start(await bundled('empty'), {}, 'empty'),
        'the canary, an event that asks for no run': start(canary, ofAnotherTime(), 'ignored'),
        'the canary, a whole run': start(canary, {}, 'ran'),
        'the same calls by hand': start(await bundled('hand'), {}, 'ran'),
      },
      { runs: 31, warmUp: 20 }, // the account is fast when it has answered a hundred runs
    );
    return rowsOf(measured);
  } finally {
    await packaged.remove();
  }
}

/** A schedule's event that came too late to be worth a run. */
function ofAnotherTime(): object {
  return JSON.parse(readFileSync(join(root, 'events', 'schedule.json'), 'utf8'));
}

function rowsOf(measured: Readonly<Record<string, readonly Told[]>>): readonly Row[] {
  const entries = Object.entries(measured).map(
    ([what, all]) => [what, sampleOf(all.map(({ ms }) => ms))] as const,
  );
  const empty = entries[0]?.[1].median ?? Number.NaN;
  return entries.map(([what, sample]): Row => {
    const more = sample.median - empty;
    const canary = what.startsWith('the canary');
    return {
      part: 'cold',
      what,
      sample,
      unit: 'ms',
      ratio: more === 0 ? '1.00 ×' : `+ ${more.toFixed(1)} ms, ${times(sample.median, empty)}`,
      ...(canary && {
        limit: { wants: `+ ${MOST_MS_OVER} ms at most`, met: more <= MOST_MS_OVER },
      }),
    };
  });
}
