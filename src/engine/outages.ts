import { type PastRun, type ScenarioSummary, type Stop, toldIn } from './history.ts';
import type { ScenarioName, Verdict } from './report.ts';

/** Runs of a scenario one after the other that stopped at the same place, in the same way. */
export interface Outage {
  readonly scenario: ScenarioName;
  readonly verdict: Exclude<Verdict, 'passed'>;
  /** Where and why it stopped at last. */
  readonly stop: Stop | undefined;
  readonly from: number;
  /** Of its last run. */
  readonly to: number;
  readonly runs: number;
  /** The scenario's last run is among them. */
  readonly open: boolean;
}

/**
 * @param runs in any order
 * @returns the newest first
 */
export function outagesIn(runs: readonly PastRun[]): readonly Outage[] {
  const over: Outage[] = [];
  const open = new Map<ScenarioName, Outage>();
  for (const run of runs.toSorted((a, b) => a.begunAt - b.begunAt)) {
    for (const one of toldIn(run)) {
      const before = open.get(one.name);
      const now = next(before, one, run.begunAt);
      if (before && now?.from !== before.from) over.push({ ...before, open: false });
      if (now) open.set(one.name, now);
      else open.delete(one.name);
    }
  }
  return [...over, ...open.values()].sort((a, b) => b.to - a.to);
}

/** The outage that a run is part of, if it is: the one before it, or one that begins. */
function next(
  before: Outage | undefined,
  { name: scenario, verdict, stops }: ScenarioSummary,
  at: number,
): Outage | undefined {
  if (verdict === 'passed') return undefined;
  const stop = stops.at(-1);
  const goesOn = before?.verdict === verdict && before.stop?.step === stop?.step;
  const [from, runs] = goesOn ? [before.from, before.runs + 1] : [at, 1];
  return { scenario, verdict, stop, from, to: at, runs, open: true };
}
