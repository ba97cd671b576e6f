/** The handler with many scenarios: one run, in a process of its own. */
import { handler } from '../../src/handler.ts';
import { context } from './lambda-context.ts';

export interface Told {
  readonly ms: number;
  readonly cpuMs: number;
  readonly residentMb: number;
}

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
  residentMb: process.resourceUsage().maxRSS / 1024,
} satisfies Told);
process.disconnect();
