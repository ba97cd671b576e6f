/** The handler with many scenarios: one run, in a process of its own. */
import { readFileSync } from 'node:fs';
import { handler } from '../../src/handler.ts';
import { context } from './lambda-context.ts';

export interface Told {
  readonly ms: number;
  readonly cpuMs: number;
  readonly residentMb: number;
}

async function main(): Promise<void> {
  const before = process.cpuUsage();
  const started = performance.now();
  const answer = await handler({}, context());
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  if (answer.outcome !== 'ran' || answer.report.verdict !== 'passed')
    throw new Error(`expected a run that passed, got ${JSON.stringify(answer).slice(0, 1_000)}`);
  process.send?.({
    ms,
    cpuMs: (user + system) / 1000,
    residentMb: peakMb(),
  } satisfies Told);
  process.disconnect();
}

/** Linux counts it from this program's start; `maxRSS` would have the process in it that started this one. */
function peakMb(): number {
  const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kb) / 1024;
}

void main();
