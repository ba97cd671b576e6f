/** A local plugin: before the framework zips the code, esbuild makes one file of it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const service = import.meta.dirname;
// Inside .serverless, which the framework empties before it packages: nothing stale can be zipped.
const out = join(service, '.serverless', 'bundle');

async function bundle() {
  await build({
    absWorkingDir: service,
    entryPoints: ['handlers.ts'],
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19', // the Lambda has a newer one, the machine that tests the bundle may not
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  // Lambda takes a .js file for CommonJS unless a package.json next to it says otherwise.
  await writeFile(join(out, 'package.json'), '{ "type": "module" }\n');
}

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class BundlePlugin {
  hooks = {
    'before:package:createDeploymentArtifacts': bundle, // sls package, sls deploy
    'before:package:function:package': bundle, // sls deploy function
    'before:invoke:local:invoke': bundle,
  };
}
