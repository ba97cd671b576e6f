import { type PastRun, type ScenarioSummary, type Stop, toldIn } from './history.ts';
import type { RunId, ScenarioName, Trigger, Verdict } from './report.ts';
import { isDeployment } from './run.ts';

/** What many runs say together. Everything that shows a history takes its numbers from here. */
export interface Trends {
  /** Runs that came to an end, and those that did not. */
  readonly finished: number;
  readonly died: number;
  readonly scenarios: readonly ScenarioTrend[];
  /** The newest first. */
  readonly deployments: readonly DeploymentTrend[];
}

export interface ScenarioTrend {
  readonly name: ScenarioName;
  readonly runs: number;
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
  readonly flaky: number;
  readonly leaked: number;
  /** Passed of all in which something is known about the target; none where nothing is. */
  readonly availability?: number;
  /** Flaky of all: a pass at a second attempt is a pass, and something to know of. */
  readonly flakeRate: number;
  /** Steps at which attempts stopped, the worst first. */
  readonly steps: readonly StepTrend[];
}

export interface StepTrend {
  /** The step's id; absent where the scenario could not start. */
  readonly step?: string;
  /** Runs of the scenario that stopped there for good, and those that passed at another attempt. */
  readonly failed: number;
  readonly broken: number;
  readonly flaked: number;
  /** `flaked` of all runs of the scenario. */
  readonly flakeRate: number;
}

/** A deployment of the target, as far as the canary saw it, until the next one. */
export interface DeploymentTrend {
  readonly trigger: Trigger;
  readonly at: number;
  /** The run before it had failed already. */
  readonly afterFailure: boolean;
  /** Some run since could tell how the target is: none that broke, died or is under way. */
  readonly judged: boolean;
  readonly firstFailure?: FirstFailure;
}

export interface FirstFailure {
  readonly id: RunId;
  readonly at: number;
  readonly scenario: ScenarioName;
  readonly stop?: Stop;
}

export type PastState = Verdict | 'under way' | 'died';

/** A Lambda lives a minute, a run in parts mostly a few; a person may have asked for an hour. */
const LONGEST_MS = { manual: 75 * 60_000, other: 6 * 60_000 };

/** What a run came to, or why nothing is known of that. */
export function stateOf({ summary, trigger, begunAt }: PastRun, now: number): PastState {
  if (summary) return summary.verdict;
  const longestMs = trigger.kind === 'manual' ? LONGEST_MS.manual : LONGEST_MS.other;
  return now - begunAt > longestMs ? 'died' : 'under way';
}

/** @param runs in any order */
export function trendsOf(runs: readonly PastRun[], now: number): Trends {
  const inOrder = runs.toSorted((a, b) => a.begunAt - b.begunAt);
  const summaries = inOrder.flatMap(toldIn);
  // A run of all of them has them in the suite's order.
  const largestFirst = inOrder
    .flatMap(({ summary }) => (summary ? [summary.scenarios] : []))
    .toSorted((a, b) => b.length - a.length);
  const names = [...new Set(largestFirst.flat().map(({ name }) => name))];
  return {
    finished: inOrder.filter(({ summary }) => summary).length,
    died: inOrder.filter((run) => stateOf(run, now) === 'died').length,
    scenarios: names.map((name) =>
      scenarioTrend(
        name,
        summaries.filter((one) => one.name === name),
      ),
    ),
    deployments: deploymentsIn(inOrder).reverse(),
  };
}

/** Of those runs of which something is known: of a broken one nothing is. */
export function availabilityOf(runs: readonly ScenarioSummary[]): number | undefined {
  const passed = runs.filter(({ verdict }) => verdict === 'passed').length;
  const known = runs.filter(({ verdict }) => verdict !== 'broken').length;
  return known === 0 ? undefined : passed / known;
}

function scenarioTrend(name: ScenarioName, runs: readonly ScenarioSummary[]): ScenarioTrend {
  const count = (is: (run: ScenarioSummary) => boolean) => runs.filter(is).length;
  const passed = count(({ verdict }) => verdict === 'passed');
  const failed = count(({ verdict }) => verdict === 'failed');
  const flaky = count((run) => run.flaky);
  const availability = availabilityOf(runs);
  return {
    name,
    runs: runs.length,
    passed,
    failed,
    flaky,
    broken: count(({ verdict }) => verdict === 'broken'),
    leaked: count((run) => run.leaked),
    ...(availability !== undefined && { availability }),
    flakeRate: flaky / runs.length,
    steps: stepTrends(runs),
  };
}

function stepTrends(runs: readonly ScenarioSummary[]): StepTrend[] {
  // Of several attempts the last stop is the one that counted; in a flaky run all of them did, a step once.
  const stops = runs.flatMap(({ flaky, verdict, stops }) => {
    const steps = new Set((flaky ? stops : stops.slice(-1)).map(({ step }) => step));
    return [...steps].map((step) => ({ step, how: flaky ? 'flaked' : verdict }));
  });
  const ids = [...new Set(stops.map(({ step }) => step))];
  return ids
    .map((id): StepTrend => {
      const count = (as: string) =>
        stops.filter(({ step, how }) => step === id && how === as).length;
      const flaked = count('flaked');
      return {
        ...(id !== undefined && { step: id }),
        failed: count('failed'),
        broken: count('broken'),
        flaked,
        flakeRate: flaked / runs.length,
      };
    })
    .toSorted((a, b) => b.failed - a.failed || b.broken - a.broken || b.flaked - a.flaked);
}

function deploymentsIn(runs: readonly PastRun[]): DeploymentTrend[] {
  const ofDeployment = ({ trigger }: PastRun) => isDeployment(trigger);
  return runs.flatMap((run, i) => {
    if (!ofDeployment(run)) return [];
    const rest = runs.slice(i + 1);
    const next = rest.findIndex(ofDeployment);
    const until = [run, ...(next === -1 ? rest : rest.slice(0, next))];
    const firstFailure = until.flatMap(failureOf).at(0);
    const before = runs.slice(0, i).findLast(({ summary }) => summary);
    return [
      {
        trigger: run.trigger,
        at: run.begunAt,
        afterFailure: before?.summary?.verdict === 'failed',
        judged: until.some(({ summary }) => summary && summary.verdict !== 'broken'),
        ...(firstFailure && { firstFailure }),
      },
    ];
  });
}

function failureOf({ id, begunAt, summary }: PastRun): FirstFailure[] {
  const scenario = summary?.scenarios.find(({ verdict }) => verdict === 'failed');
  if (!scenario) return [];
  const stop = scenario.stops.at(-1);
  return [{ id, at: begunAt, scenario: scenario.name, ...(stop && { stop }) }];
}
