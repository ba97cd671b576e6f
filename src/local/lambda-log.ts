/** Lambda hands back the end of a log that is longer. */
const TAIL_BYTES = 4096;

interface Report {
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
