import { AsyncLocalStorage } from 'node:async_hooks';

/** What an invocation logged, each line where the invocation ran that logged it. */
const current = new AsyncLocalStorage<string[]>();

/** Lambda hands back the end of a log that is longer. */
const TAIL_BYTES = 4096;

/** Adds a line to the log of the invocation that is running here; anywhere else it is not kept. */
export function logLine(line: string): void {
  current.getStore()?.push(line);
}

/** Collects in `lines` what `work` logs, and whatever it starts. */
export function collectLog<T>(lines: string[], work: () => T): T {
  return current.run(lines, work);
}

export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly timedOut: boolean;
}

/** An invocation's log as CloudWatch would hold it, from START to REPORT. */
export function formatLog(lines: readonly string[], report: Report): string {
  const { requestId, durationMs, memoryMb, timedOut } = report;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${memoryMb} MB`, // one process holds all functions: no figure of its own
    timedOut ? 'Status: timeout' : '',
  ];
  const all = [
    `START RequestId: ${requestId} Version: $LATEST`,
    ...lines,
    `END RequestId: ${requestId}`,
    fields.join('\t'),
  ];
  return `${all.join('\n')}\n`;
}

/** As `X-Amz-Log-Result` carries it. */
export function encodeTail(log: string): string {
  return Buffer.from(log).subarray(-TAIL_BYTES).toString('base64');
}
