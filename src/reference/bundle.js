/** A local plugin: before the framework zips the code, it is bundled. */
import { bundleLambdas } from '../../bundle.js';

const bundle = () => bundleLambdas(import.meta.dirname, { handlers: './handlers.ts' });

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class BundlePlugin {
  hooks = {
    'before:package:createDeploymentArtifacts': bundle, // sls package, sls deploy
    'before:package:function:package': bundle, // sls deploy function
    'before:invoke:local:invoke': bundle,
  };
}
