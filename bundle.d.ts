import type { RolldownOutput, RolldownPlugin } from 'rolldown';

/** What differs from one bundle to another: the rest is decided here. */
export interface BundleOptions {
  /** What the other paths are relative to. */
  readonly cwd: string;
  /** The one file that is started, by the name it gets. */
  readonly input: Readonly<Record<string, string>>;
  readonly outdir: string;
  /** Packages that stay packages. */
  readonly external?: readonly string[];
  readonly plugins?: readonly RolldownPlugin[];
  /** Default true. */
  readonly write?: boolean;
}

export function bundle(options: BundleOptions): Promise<RolldownOutput>;
/** @param input by the names of their handlers' files */
export function bundleLambdas(
  service: string,
  input: Readonly<Record<string, string>>,
): Promise<void>;
