/** Code as the Lambda has it: bundled in the same way, run on its Node. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle, forLambda } from '../../bundle.js';
import { root, scratch } from './scratch.ts';

/** @returns the file of the bundle */
export async function bundled(name: string, plugins: readonly Plugin[] = []): Promise<string> {
  const outdir = join(scratch, 'bundles', name);
  const entryPoints = [join('test', 'bench', `${name}.entry.ts`)];
  const options = { absWorkingDir: root, entryPoints, outdir, splitting: true, ...forLambda };
  await bundle(options, plugins);
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
  return join(outdir, `${name}.entry.js`);
}

/** What serverless.yml gives the function, as far as no account has it. */
export const FUNCTION_ENV = {
  STAGE: 'bench',
  INTERVAL_MINUTES: '5',
  TARGET_STACK_NAME: 'CCNativeStack',
  TRACING: 'false',
  POWERTOOLS_SERVICE_NAME: 'governance-canary-bench',
  NODE_OPTIONS: '--max-old-space-size=256 --max-semi-space-size=8',
};
