/** A local plugin: before the framework zips the code, it is bundled. */
import { bundleLambdas } from '../../bundle.js';

const bundle = () => bundleLambdas(import.meta.dirname, { handlers: './handlers.ts' });

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class BundlePlugin {
  constructor(serverless) {
    this.hooks = {
      'before:package:createDeploymentArtifacts': bundle, // sls package, sls deploy
      'before:package:function:package': bundle, // sls deploy function
      // It would set the role anew, and does not understand how it is written: left out, it stays.
      'before:deploy:function:deploy': () => {
        for (const one of Object.values(serverless.service.functions)) delete one.role;
      },
      'before:invoke:local:invoke': bundle,
    };
  }
}
