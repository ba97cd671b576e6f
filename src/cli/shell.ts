import type { Env } from '../settings.ts';

/** What a command may know of and do to the process it runs in; only `main.ts` has a real one. */
export interface Shell {
  readonly env: Env;
  readonly cwd: string;
  readonly out: Output;
  readonly err: Output;
  /** Aborts at the first SIGINT or SIGTERM; its reason carries the signal's name. */
  readonly interrupted: AbortSignal;
  /** Gives the AWS SDK, which reads the environment of the process, what came from `.env`. */
  readonly exportToSdk: (env: Env) => void;
}

export interface Output {
  write(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
}

export const EXIT = { passed: 0, failed: 1, usage: 2, broken: 3 } as const;
export type ExitCode = number;

/** What a command line asked for, checked: see commands.ts. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** Wrong usage, or settings that are missing: every problem at once, nothing touched. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}
