/** How everything here is bundled: the command line, and what the two stacks' Lambdas run. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const common = {
  bundle: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19', // Lambdas have a newer one, people's machines and our tests may not
  mainFields: ['module', 'main'],
  // Packages written as CommonJS call require('node:...'), which an ES module does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};

export const bundle = (options) => build({ ...common, ...options });

/**
 * Bundles a service's Lambdas for the framework to zip. Inside .serverless, which the framework
 * empties before it packages: nothing stale can be zipped.
 */
export async function bundleLambdas(service, options) {
  const outdir = join(service, '.serverless', 'bundle');
  await bundle({ absWorkingDir: service, outdir, ...options });
  // Lambda takes a .js file for CommonJS unless a package.json next to it says otherwise.
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
}
