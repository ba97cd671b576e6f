import { type PastRun, type ScenarioSummary, toldIn } from './history.ts';
import type { ScenarioName, Trigger, Verdict } from './report.ts';
import { isDeployment } from './run.ts';
import { availabilityOf, type Trends, trendsOf } from './trends.ts';

/** How it went over time: what a picture of a history is drawn from, however many runs it has. */
export interface Timelines {
  readonly firstAt: number;
  /** What is drawn: from the first run to the last; where they are close, an hour until the last. */
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  readonly scenarios: readonly ScenarioTimeline[];
  readonly deployments: readonly { readonly at: number; readonly trigger: Trigger }[];
  readonly trends: Trends;
}

export interface ScenarioTimeline {
  readonly name: ScenarioName;
  readonly runs: number;
  /** What the last runs had in common, and how many they are. */
  readonly streak: Streak;
  readonly availability: Readonly<Record<WindowName, number | undefined>>;
  /** Of those that passed; a failure is fast or slow for reasons of its own. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly flakeRate: number;
  readonly buckets: readonly TimeBucket[];
}

export interface Streak {
  readonly verdict: Verdict;
  readonly runs: number;
  readonly since: number;
}

/** A stretch of that time, all as long; empty ones are left out. */
export interface TimeBucket {
  readonly from: number;
  readonly to: number;
  /** At the first attempt. */
  readonly passed: number;
  readonly flaky: number;
  readonly failed: number;
  readonly broken: number;
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
}

const HOUR_MS = 60 * 60_000;
export const WINDOWS = { '24 h': 24 * HOUR_MS, '7 d': 168 * HOUR_MS, '30 d': 720 * HOUR_MS };
export type WindowName = keyof typeof WINDOWS;

/** More would be narrower than can be told apart. */
const MOST_BUCKETS = 120;

interface Seen extends ScenarioSummary {
  readonly at: number;
}

/**
 * @param runs in any order
 * @param isCut there are older ones, which were not read: what they came to is not known
 */
export function timelinesOf(runs: readonly PastRun[], now: number, isCut = false): Timelines {
  const inOrder = runs.toSorted((a, b) => a.begunAt - b.begunAt);
  const firstAt = inOrder[0]?.begunAt ?? now;
  const to = inOrder.at(-1)?.begunAt ?? now;
  const from = Math.min(firstAt, to - HOUR_MS);
  const knownFrom = isCut ? firstAt : Number.NEGATIVE_INFINITY;
  return {
    firstAt,
    from,
    to,
    runs: inOrder.length,
    scenarios: [...byScenario(inOrder)].map(([name, seen]) => ({
      ...timelineOf(name, seen, { from, to }),
      availability: availabilities(seen, knownFrom, now),
    })),
    deployments: inOrder
      .filter(({ trigger }) => isDeployment(trigger))
      .map(({ begunAt: at, trigger }) => ({ at, trigger })),
    trends: trendsOf(inOrder, now),
  };
}

function byScenario(runs: readonly PastRun[]): ReadonlyMap<ScenarioName, readonly Seen[]> {
  const seen = new Map<ScenarioName, Seen[]>();
  for (const run of runs) {
    for (const one of toldIn(run)) {
      const before = seen.get(one.name);
      const at = run.begunAt;
      if (before) before.push({ ...one, at });
      else seen.set(one.name, [{ ...one, at }]);
    }
  }
  return seen;
}

/** Undefined where nothing is known of a window, or not of all of it. */
function availabilities(
  seen: readonly Seen[],
  knownFrom: number,
  now: number,
): ScenarioTimeline['availability'] {
  const ofWindow = (ms: number) =>
    now - ms < knownFrom ? undefined : availabilityOf(seen.filter(({ at }) => at > now - ms));
  const names = Object.keys(WINDOWS) as WindowName[];
  return Object.fromEntries(
    names.map((name) => [name, ofWindow(WINDOWS[name])]),
  ) as ScenarioTimeline['availability'];
}

function timelineOf(
  name: ScenarioName,
  seen: readonly Seen[],
  whole: { readonly from: number; readonly to: number },
): Omit<ScenarioTimeline, 'availability'> {
  return {
    name,
    runs: seen.length,
    streak: streakOf(seen),
    ...percentiles(seen),
    flakeRate: seen.filter(({ flaky }) => flaky).length / seen.length,
    buckets: bucketsOf(seen, whole),
  };
}

function streakOf(seen: readonly Seen[]): Streak {
  const verdict = seen.at(-1)?.verdict ?? 'broken';
  const before = seen.findLastIndex((one) => one.verdict !== verdict);
  return { verdict, runs: seen.length - 1 - before, since: seen[before + 1]?.at ?? 0 };
}

function bucketsOf(
  seen: readonly Seen[],
  { from, to }: { readonly from: number; readonly to: number },
): TimeBucket[] {
  const ms = (to - from) / MOST_BUCKETS;
  const slots = new Map<number, Seen[]>();
  for (const one of seen) {
    const slot = Math.min(MOST_BUCKETS - 1, Math.floor((one.at - from) / ms));
    const there = slots.get(slot);
    if (there) there.push(one);
    else slots.set(slot, [one]);
  }
  return [...slots].map(([slot, there]) => {
    const count = (is: (one: Seen) => boolean) => there.filter(is).length;
    return {
      from: from + slot * ms,
      to: from + (slot + 1) * ms,
      passed: count(({ verdict, flaky }) => verdict === 'passed' && !flaky),
      flaky: count(({ flaky }) => flaky),
      failed: count(({ verdict }) => verdict === 'failed'),
      broken: count(({ verdict }) => verdict === 'broken'),
      ...percentiles(there),
    };
  });
}

function percentiles(seen: readonly Seen[]): Pick<TimeBucket, 'p50Ms' | 'p95Ms'> {
  const sorted = seen
    .filter(({ verdict }) => verdict === 'passed')
    .map(({ durationMs }) => durationMs)
    .sort((a, b) => a - b);
  return { p50Ms: percentile(sorted, 50), p95Ms: percentile(sorted, 95) };
}

/** The nearest rank: a duration that was really measured. */
export function percentile(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
