/** Numbers measured side by side, and what can be said of them. */

export interface Sample {
  readonly median: number;
  /** A tenth of the runs were below the first, a tenth above the second. */
  readonly spread: readonly [number, number];
  readonly runs: number;
}

export function sampleOf(numbers: readonly number[]): Sample {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), spread: [at(0.1), at(0.9)], runs: sorted.length };
}

/** Fewer would let one bad moment of the machine decide. */
const RUNS = 15;
const WARM_UP = 1;

/**
 * Every contender once, then all of them again: what disturbs the machine meanwhile disturbs all of
 * them. Each round begins with another one, so that none always follows the same.
 */
export async function interleaved<Name extends string, T>(
  contenders: Readonly<Record<Name, () => Promise<T>>>,
  { runs = RUNS, warmUp = WARM_UP } = {},
): Promise<Readonly<Record<Name, readonly T[]>>> {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
  for (let round = 0; round < warmUp + runs; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const result = await contenders[name]();
      if (round >= warmUp) measured[name].push(result);
    }
  }
  return measured;
}

export async function wallMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
