/** A local plugin: before the framework zips the code, esbuild makes one file of it. */
import { bundleLambdas } from '../../bundle.js';

const bundle = () => bundleLambdas(import.meta.dirname, { entryPoints: ['handlers.ts'] });

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class BundlePlugin {
  hooks = {
    'before:package:createDeploymentArtifacts': bundle, // sls package, sls deploy
    'before:package:function:package': bundle, // sls deploy function
    'before:invoke:local:invoke': bundle,
  };
}
