export type Log = (line: string) => void;

/** Where an invocation logs to, if not to the console. */
export interface Logging {
  readonly log?: Log;
}

// biome-ignore lint/suspicious/noConsole: in a Lambda, the console is the log.
const consoleLog: Log = (line) => console.error(line);

/** One line for the log, and what may be said of it outside. */
export function crash(error: unknown, { log = consoleLog }: Logging = {}): { error: string } {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(JSON.stringify({ level: 'ERROR', message: 'Internal server error', reason }));
  return { error: 'Internal server error' };
}
