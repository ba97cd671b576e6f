/** Part 2: a warm run of the handler against the same calls by hand, in the same process. */
import { fork } from 'node:child_process';
import type { AccountProcess } from './account.ts';
import { bundled, FUNCTION_ENV } from './bundles.ts';
import { nextFrom } from './child.ts';
import { interleaved, type Sample, sampleOf } from './samples.ts';
import { installed, lambdaNode, plainEnv } from './scratch.ts';
import { type Row, times } from './table.ts';
import type { Asked, Told } from './warm.entry.ts';

const LATENCIES_MS = [0, 5, 50] as const;
const MOST_MS_AT_0 = 15;
const MOST_TIMES_AT_50 = 1.1;
const MOST_TIMES_IDEAL = 1.15;

export async function overheadPart(account: AccountProcess): Promise<readonly Row[]> {
  await installed();
  const file = await bundled('warm');
  const child = fork(file, {
    execPath: lambdaNode,
    execArgv: [], // ours would bring tsx along
    env: { ...plainEnv(), ...account.env, ...FUNCTION_ENV },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'], // its log lines are written, as to CloudWatch
  });
  const ask = (asked: Asked) => async (): Promise<Told> => {
    const told = nextFrom<Told>(child);
    child.send(asked);
    return await told;
  };
  const contenders = {
    handler: ask('handler'),
    byHand: ask('byHand'),
    longestByHand: ask('longestByHand'),
  };
  try {
    await refuseUnlessSameCalls(account, contenders);
    const rows: Row[] = [];
    for (const latencyMs of LATENCIES_MS) {
      await account.late(latencyMs);
      const measured = await interleaved(contenders, { runs: 31, warmUp: 10 });
      rows.push(...rowsOf(latencyMs, measured));
    }
    return rows;
  } finally {
    child.disconnect();
    await account.late(0);
  }
}

type Measured = Readonly<Record<Asked, readonly Told[]>>;

function rowsOf(latencyMs: number, measured: Measured): readonly Row[] {
  const of = (asked: Asked, what: keyof Told) =>
    sampleOf(measured[asked].map((told) => told[what]));
  const row = (what: string, sample: Sample, rest: Partial<Row> = {}): Row => ({
    part: 'overhead',
    unit: 'ms',
    what: `${what}, answers ${latencyMs} ms late`,
    sample,
    ...rest,
  });
  const handler = of('handler', 'ms');
  const floor = of('byHand', 'ms');
  const ideal = of('longestByHand', 'ms');
  const more = handler.median - floor.median;
  const ratio = handler.median / floor.median;
  const ofIdeal = handler.median / ideal.median;
  const rows = [
    row('a warm run of the handler', handler, {
      ratio: `+ ${more.toFixed(1)} ms, ${times(handler.median, floor.median)}`,
      ...(latencyMs === 0 && {
        limit: { wants: `+ ${MOST_MS_AT_0} ms at most`, met: more <= MOST_MS_AT_0 },
      }),
      ...(latencyMs === 50 && {
        limit: { wants: `${MOST_TIMES_AT_50} × at most`, met: ratio <= MOST_TIMES_AT_50 },
      }),
    }),
    row('the same calls by hand', floor, { ratio: '1.00 ×' }),
  ];
  if (latencyMs === 0) {
    const cpu = of('byHand', 'cpuMs');
    const handlerCpu = of('handler', 'cpuMs');
    const ratio = times(handlerCpu.median, cpu.median);
    return [...rows, row('CPU of the handler', handlerCpu, { ratio }), row('CPU by hand', cpu)];
  }
  if (latencyMs < 50) return rows;
  const limit = { wants: `${MOST_TIMES_IDEAL} × at most`, met: ofIdeal <= MOST_TIMES_IDEAL };
  const of4 = `the four of the handler take ${ofIdeal.toFixed(2)} ×`;
  return [...rows, row('the longest scenario alone, by hand', ideal, { ratio: of4, limit })];
}

/** Otherwise the two would not be comparable, and nobody would see it. */
async function refuseUnlessSameCalls(
  account: AccountProcess,
  { handler, byHand }: Readonly<Record<'handler' | 'byHand', () => Promise<unknown>>>,
): Promise<void> {
  await account.late(0);
  await handler();
  const made = await account.late(0);
  await byHand();
  const floor = await account.late(0);
  if (made !== floor)
    throw new RangeError(
      `the handler makes ${made} calls, by-hand.ts ${floor}: write them there too`,
    );
}
