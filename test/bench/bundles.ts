/** Code as the Lambda has it: bundled in the same way, run on its Node. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RolldownPlugin } from 'rolldown';
import { bundle } from '../../bundle.js';
import { root, scratch } from './scratch.ts';

/** @returns the file of the bundle */
export async function bundled(
  name: string,
  plugins: readonly RolldownPlugin[] = [],
): Promise<string> {
  const outdir = join(scratch, 'bundles', name);
  const input = { [name]: join('test', 'bench', `${name}.entry.ts`) };
  await bundle({ cwd: root, input, outdir, plugins });
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
  return join(outdir, `${name}.js`);
}

/** What serverless.yml gives the function, as far as no account has it. */
export const FUNCTION_ENV = {
  STAGE: 'bench',
  INTERVAL_MINUTES: '5',
  TARGET_STACK_NAME: 'CCNativeStack',
  TRACING: 'false',
  NODE_OPTIONS: '--max-old-space-size=256 --max-semi-space-size=8',
};
