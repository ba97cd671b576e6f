/** How everything here is bundled: the command line, and what the two stacks' Lambdas run. */
import { writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Node's own modules, taken as they are. An import of one makes Node read every property it has, and
 * some load a whole part of Node when they are read: `http.WebSocket` brings undici, 30 ms of a cold
 * start.
 */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(node:.+|${builtinModules.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({
      path: path.startsWith('node:') ? path : `node:${path}`,
      namespace: 'builtin',
    }));
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }));
  },
};

const common = {
  bundle: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19', // Lambdas have a newer one, people's machines and our tests may not
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * What only a Lambda runs: a call for every function, to keep its name for a stack trace, is a tenth
 * of a cold start. Errors have their names from their classes' own fields.
 */
export const forLambda = { keepNames: false };

export const bundle = (options, plugins = []) =>
  build({ ...common, ...options, plugins: [...plugins, builtins] });

/**
 * Bundles a service's Lambdas for the framework to zip. Inside .serverless, which the framework
 * empties before it packages: nothing stale can be zipped.
 */
export async function bundleLambdas(service, options) {
  const outdir = join(service, '.serverless', 'bundle');
  await bundle({ absWorkingDir: service, outdir, ...forLambda, ...options });
  // Lambda takes a .js file for CommonJS unless a package.json next to it says otherwise.
  await writeFile(join(outdir, 'package.json'), '{ "type": "module" }\n');
}
