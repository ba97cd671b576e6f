/** Part 4: more scenarios, and more of them side by side. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import type { AccountProcess } from './account.ts';
import { bundled, FUNCTION_ENV } from './bundles.ts';
import { nextFrom } from './child.ts';
import type { Told } from './many.entry.ts';
import { interleaved, type Sample, sampleOf } from './samples.ts';
import { installed, lambdaNode, plainEnv } from './scratch.ts';
import { type Row, times } from './table.ts';

const MOST_MB = 160;
const MOST_TIMES = 1.2;
const COUNTS = [1, 10, 100, 1000] as const;
const CONCURRENCIES = [1, 4, 16, 64] as const;
/** For the counts; with it the target's answers are waited for side by side. */
const CONCURRENCY = 16;
/** For the concurrencies: with answers that take no time there would be nothing to wait for. */
const LATENCY_MS = 5;
const AT_THAT = 50;

const manyScenarios: Plugin = {
  name: 'many-scenarios',
  resolveId: {
    filter: { id: /scenarios\/index\.ts$/ },
    handler: () => join(import.meta.dirname, 'many-scenarios.ts'),
  },
};

export async function growthPart(account: AccountProcess): Promise<readonly Row[]> {
  await installed();
  const file = await bundled('many', [manyScenarios]);
  const run = (scenarios: number, concurrency: number) => async (): Promise<Told> => {
    const env = {
      ...plainEnv(),
      ...account.env,
      ...FUNCTION_ENV,
      PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'bench-echo',
      CANARY_CONCURRENCY: String(concurrency),
      BENCH_SCENARIOS: String(scenarios),
    };
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
    const child = fork(file, { execPath: lambdaNode, execArgv: [], env, stdio: [...stdio] });
    const told = await nextFrom<Told>(child);
    await once(child, 'exit');
    return told;
  };
  await account.late(0);
  const counts = await interleaved(
    Object.fromEntries(COUNTS.map((count) => [count, run(count, CONCURRENCY)])),
  );
  await account.late(LATENCY_MS);
  const concurrencies = await interleaved(
    Object.fromEntries(CONCURRENCIES.map((many) => [many, run(AT_THAT, many)])),
  );
  await account.late(0);
  return [...countRows(counts), ...concurrencyRows(concurrencies)];
}

type Measured = Readonly<Record<string, readonly Told[]>>;

function of(measured: Measured, key: number, what: keyof Told): Sample {
  return sampleOf((measured[key] ?? []).map((told) => told[what]));
}

function countRows(measured: Measured): readonly Row[] {
  const rows = COUNTS.flatMap((count): readonly Row[] => {
    const common = { part: 'growth', what: `${plural(count)}, ${CONCURRENCY} at a time` };
    const cpu = of(measured, count, 'cpuMs');
    const resident = of(measured, count, 'residentMb');
    return [
      {
        ...common,
        unit: 'ms',
        sample: of(measured, count, 'ms'),
        ratio: `${(of(measured, count, 'ms').median / count).toFixed(2)} ms each`,
      },
      {
        ...common,
        what: `CPU of ${common.what}`,
        unit: 'ms',
        sample: cpu,
        ratio: `${(cpu.median / count).toFixed(2)} ms each`,
      },
      {
        ...common,
        what: `memory of ${common.what}`,
        unit: 'MB',
        sample: resident,
        ...(count === 1000 && {
          limit: { wants: `under ${MOST_MB} MB`, met: resident.median < MOST_MB },
        }),
      },
    ];
  });
  return [...rows, ...marginal(measured)];
}

/** What one more scenario costs, where there are about a hundred and where there are about a thousand. */
function marginal(measured: Measured): readonly Row[] {
  const between = (less: number, more: number) => {
    const cpu = (count: number) => (measured[count] ?? []).map(({ cpuMs }) => cpuMs);
    const [before, after] = [cpu(less), cpu(more)];
    return sampleOf(after.map((ms, i) => (ms - (before[i] ?? 0)) / (more - less)));
  };
  const hundred = between(10, 100);
  const thousand = between(100, 1000);
  const ratio = thousand.median / hundred.median;
  const common = { part: 'growth', unit: 'ms' } as const;
  return [
    { ...common, what: 'CPU of one more scenario, from 10 to 100', sample: hundred },
    {
      ...common,
      what: 'CPU of one more scenario, from 100 to 1,000',
      sample: thousand,
      ratio: times(thousand.median, hundred.median),
      limit: { wants: `${MOST_TIMES} × at most`, met: ratio <= MOST_TIMES },
    },
  ];
}

function concurrencyRows(measured: Measured): readonly Row[] {
  const alone = of(measured, 1, 'ms').median;
  return CONCURRENCIES.map((many) => {
    const sample = of(measured, many, 'ms');
    const what = `${AT_THAT} scenarios, ${many} at a time, answers ${LATENCY_MS} ms late`;
    return { part: 'growth', what, sample, unit: 'ms', ratio: times(sample.median, alone) };
  });
}

function plural(count: number): string {
  return count === 1 ? 'one scenario' : `${count.toLocaleString('en-US')} scenarios`;
}
