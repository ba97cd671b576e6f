import type { BuildOptions, BuildResult, Plugin } from 'esbuild';

export const forLambda: BuildOptions;
export function bundle<Options extends BuildOptions>(
  options: Options,
  plugins?: readonly Plugin[],
): Promise<BuildResult<Options>>;
export function bundleLambdas(service: string, options: BuildOptions): Promise<void>;
