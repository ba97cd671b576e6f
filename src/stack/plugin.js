/** A local plugin: what serverless.yml cannot say by itself, and the code. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, bundleLambdas } from '../../bundle.js';

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class StackPlugin {
  constructor(serverless) {
    const { serviceDir } = serverless;
    const entryPoints = ['src/handler.ts'];
    // Split, so that the tracer, and the SDK's ways to credentials that a Lambda does not go, cost no start.
    const bundleCanary = () => bundleLambdas(serviceDir, { entryPoints, splitting: true });
    this.hooks = {
      'before:package:initialize': () => completeStack(serverless),
      'before:package:createDeploymentArtifacts': bundleCanary, // sls package, sls deploy
      'before:package:function:package': bundleCanary, // sls deploy function
      'before:invoke:local:invoke': bundleCanary,
    };
  }
}

/** The framework runs JavaScript alone; what knows of alarms is TypeScript. */
async function completeStack(serverless) {
  const { service, serviceDir, processedInput } = serverless;
  const stage = serverless.getProvider('aws').getStage();
  const outdir = join(serviceDir, '.serverless', 'stack');
  await bundle({ absWorkingDir: serviceDir, entryPoints: ['src/stack/complete.ts'], outdir });
  const { complete } = await import(pathToFileURL(join(outdir, 'complete.js')));

  const refused = complete(service, stage, processedInput.options.param);
  if (refused.length > 0) {
    throw new serverless.classes.Error(refused.join('\n'), 'PARAMETERS_REFUSED');
  }
}
