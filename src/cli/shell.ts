import type { Env } from '../settings.ts';

/** What a command may know of and do to the process it runs in; only `main.ts` has a real one. */
export interface Shell {
  readonly env: Env;
  readonly cwd: string;
  readonly out: Output & {
    /** Resolves when all that was written is handed over; false where its reader is gone or it failed. */
    arrived(): Promise<boolean>;
  };
  readonly err: Output;
  /** Aborts at the first SIGHUP, SIGINT or SIGTERM, or at a bug of the canary; its reason says which. */
  readonly interrupted: AbortSignal;
  /**
   * Makes these the only AWS settings that the SDK, which reads the environment of the process, can
   * find there.
   */
  readonly setForSdk: (aws: Env) => void;
  /** Hears every key that is pressed, until it is closed; none where nobody sits at a keyboard. */
  readonly onKey: (heard: (key: string) => void) => () => void;
}

export interface Output {
  write(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
}

export const EXIT = { passed: 0, failed: 1, usage: 2, broken: 3 } as const;
/** The last three are those of SIGHUP, SIGINT and SIGTERM. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT] | 129 | 130 | 143;

/** What a command line asked for: see commands.ts. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  /** Of options that may be given several times: all of their values. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** A command that has looked at everything it was asked, and has touched nothing yet. */
export interface Ready {
  /** Whatever is wrong with the asking; with any of it, or of the command line, `go` is not called. */
  readonly problems: readonly string[];
  /** What else helps to mend that. */
  readonly hint?: string | undefined;
  readonly go: () => Promise<ExitCode>;
}

export type Prepare = (invocation: Invocation, shell: Shell) => Ready;
