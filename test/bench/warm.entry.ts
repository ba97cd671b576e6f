/** Bundled like the Lambda and run on its Node: the handler and the floor, warm, in one process. */
import { handler } from '../../src/handler.ts';
import { byHand, longestByHand } from './by-hand.ts';
import { context } from './lambda-context.ts';

export type Asked = 'handler' | 'byHand' | 'longestByHand';
export interface Told {
  readonly ms: number;
  readonly cpuMs: number;
}

const work: Record<Asked, () => Promise<unknown>> = {
  async handler() {
    const answer = await handler({}, context());
    if (answer.outcome !== 'ran' || answer.report.verdict !== 'passed')
      throw new Error(`expected a run that passed, got ${JSON.stringify(answer)}`);
  },
  byHand,
  longestByHand,
};

process.on('message', async (asked: Asked) => {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await work[asked]();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ ms, cpuMs: (user + system) / 1000 } satisfies Told);
});
process.on('disconnect', () => process.exit());
