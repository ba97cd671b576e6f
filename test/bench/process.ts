/** Part 1: whole processes that do the work of the four scenarios. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import type { AccountProcess } from './account.ts';
import { writeBrunoCollection, writePostmanCollection } from './runners/collections.ts';
import { requestsFor } from './runners/requests.ts';
import { interleaved, sampleOf, wallMs } from './samples.ts';
import { installed, plainEnv, ran, root, scratch, versions } from './scratch.ts';
import { type Row, times } from './table.ts';

const here = import.meta.dirname;
const LIMIT_MS = 600;
const TIMES_FASTER = 15;

export async function processPart(account: AccountProcess): Promise<readonly Row[]> {
  await account.late(0);
  await installed();
  const env = { ...plainEnv(), ...account.env };
  const requests = requestsFor(account.env);
  const postman = join(scratch, 'phase7.postman_collection.json');
  const bruno = join(scratch, 'bruno');
  await writePostmanCollection(postman, requests);
  await writeBrunoCollection(bruno, requests);

  const node = (args: readonly string[], cwd?: string) => () =>
    wallMs(() => ran(process.execPath, args, env, cwd));
  const tool = (name: string) => join(scratch, 'node_modules', name);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const shell = await awsCommand(env);
  const contenders: Record<string, () => Promise<number>> = {
    'canary run': node(['dist/canary.js', 'run']),
    'canary run --local': node(['dist/canary.js', 'run', '--local']),
    [`mocha ${versions.mocha}, AWS SDK`]: node([
      tool('mocha/bin/mocha.js'),
      join(here, 'runners', 'phase7.mocha.mjs'),
    ]),
    [`vitest ${packageJson.devDependencies.vitest}, AWS SDK`]: node([
      vitest,
      'run',
      '--root',
      join(here, 'runners'),
    ]),
    [`newman ${versions.newman}`]: node([tool('newman/bin/newman.js'), 'run', postman]),
    [`Bruno ${versions['@usebruno/cli']}`]: node(
      [tool('@usebruno/cli/bin/bru.js'), 'run', '--sandbox', 'developer'],
      bruno,
    ),
    ...(shell && {
      [`shell, ${shell.version}`]: () =>
        wallMs(() => ran('bash', [join(here, 'shell', 'run-all.sh')], { ...env, ...shell.env })),
    }),
  };
  const measured = await interleaved(contenders);
  const samples = Object.entries(measured).map(([what, all]) => [what, sampleOf(all)] as const);
  const canary = sampleOf(measured['canary run'] ?? []).median;
  return samples.map(([what, sample]): Row => {
    const row = {
      part: 'process',
      what,
      sample,
      unit: 'ms',
      ratio: times(sample.median, canary),
    } as const;
    if (what.startsWith('canary'))
      return { ...row, limit: { wants: `under ${LIMIT_MS} ms`, met: sample.median < LIMIT_MS } };
    const least = what.startsWith('shell') ? TIMES_FASTER : 1;
    const wants = least === 1 ? 'slower' : `${least} times slower`;
    return { ...row, limit: { wants, met: sample.median > least * canary } };
  });
}

/** Version 1 takes a payload as it is, version 2 as base64 unless it is told. */
async function awsCommand(env: NodeJS.ProcessEnv) {
  for (const command of ['/usr/bin/aws', 'aws']) {
    const said = await promisify(execFile)(command, ['--version'], { env }).catch(() => undefined);
    const version = said && /aws-cli\/(\S+)/.exec(said.stdout + said.stderr)?.[1];
    if (!version) continue;
    const raw = version.startsWith('1.') ? '' : '--cli-binary-format raw-in-base64-out';
    return {
      version: `aws ${version} and jq`,
      env: { AWS_COMMAND: command, CLI_BINARY_FORMAT: raw },
    };
  }
  return undefined;
}
