export type Log = (line: string) => void;

// biome-ignore lint/suspicious/noConsole: in a Lambda, the console is the log.
export const consoleLog: Log = (line) => console.error(line);

/** One line for the log, and what may be said of it outside. */
export function crash(error: unknown, log: Log): { error: string } {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(JSON.stringify({ level: 'ERROR', message: 'Internal server error', reason }));
  return { error: 'Internal server error' };
}
