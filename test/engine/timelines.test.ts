import { describe, expect, test } from 'vitest';
import type { PastRun, ScenarioSummary } from '../../src/engine/history.ts';
import { outagesIn } from '../../src/engine/outages.ts';
import type { Trigger } from '../../src/engine/report.ts';
import { runId } from '../../src/engine/run.ts';
import { percentile, timelinesOf } from '../../src/engine/timelines.ts';
import { pastScenario as one } from '../helpers/history.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const NOW = 100 * DAY;

const red = one({ verdict: 'failed', durationMs: 9_000 });
const blind = one({ verdict: 'broken' });

let count = 0;
function ran(begunAt: number, scenario?: ScenarioSummary, trigger?: Trigger): PastRun {
  const summary = scenario && {
    verdict: scenario.verdict,
    durationMs: 100,
    version: '1',
    scenarios: [scenario],
  };
  return {
    id: runId(`r${count++}`),
    trigger: trigger ?? { kind: 'schedule', rule: 'r' },
    begunAt,
    ...(summary && { summary }),
  };
}

const timelineOf = (...runs: PastRun[]) => timelinesOf(runs, NOW).scenarios[0];

test('without a run there is no timeline', () => {
  expect(timelinesOf([], NOW)).toMatchObject({ runs: 0, scenarios: [], deployments: [] });
});

test('runs that are close are drawn on an hour, others on the time between them', () => {
  const close = timelinesOf([ran(5), ran(7)], NOW);
  expect(close).toMatchObject({ firstAt: 5, from: 7 - HOUR, to: 7 }); // none of it is to come
  expect(timelinesOf([ran(5), ran(DAY)], NOW)).toMatchObject({ firstAt: 5, from: 5, to: DAY });
});

test('of a scenario that somebody stopped nothing is told', () => {
  const stops = [{ step: 'resume', message: 'stopped by SIGINT while it ran' }];
  const stopped = one({ verdict: 'broken', stops });
  expect(timelineOf(ran(1), ran(2, one()), ran(3, stopped))).toMatchObject({
    runs: 1,
    streak: { verdict: 'passed' },
  });
  expect(outagesIn([ran(3, stopped)])).toEqual([]);
  const used = { ...stopped, stops: [{ step: 'resume', message: 'the 1.0 s … were used up' }] };
  expect(outagesIn([ran(3, used)])).toHaveLength(1);
});

test('a streak is how often the last verdict was so, without another in between', () => {
  const runs = [one(), red, one(), one(), one()].map((scenario, i) => ran(i * HOUR, scenario));

  expect(timelineOf(...runs)?.streak).toEqual({ verdict: 'passed', runs: 3, since: 2 * HOUR });
  expect(timelineOf(...runs.toReversed())?.streak.runs).toBe(3);
  expect(timelineOf(ran(7, red))?.streak).toEqual({ verdict: 'failed', runs: 1, since: 7 });
});

test('availability is that of the last 24 hours, 7 days and 30 days', () => {
  const timeline = timelineOf(
    ran(NOW - 40 * DAY, red),
    ran(NOW - 20 * DAY, red),
    ran(NOW - 3 * DAY, red),
    ran(NOW - 2 * DAY, one()),
    ran(NOW - HOUR, one()),
    ran(NOW - HOUR, blind),
  );

  expect(timeline?.availability).toEqual({ '24 h': 1, '7 d': 2 / 3, '30 d': 2 / 4 });
  expect(timelineOf(ran(NOW - 2 * DAY, one()))?.availability['24 h']).toBeUndefined();
  expect(timelineOf(ran(NOW - DAY, one()))?.availability['24 h']).toBeUndefined();
});

test('of a time whose older runs were not read it is not known', () => {
  const runs = [ran(NOW - 3 * DAY, one()), ran(NOW - 2 * HOUR, red)];
  const availability = (isCut: boolean) => timelinesOf(runs, NOW, isCut).scenarios[0]?.availability;

  expect(availability(true)).toEqual({ '24 h': 0, '7 d': undefined, '30 d': undefined });
  expect(availability(false)).toEqual({ '24 h': 0, '7 d': 0.5, '30 d': 0.5 });
});

test('durations are those of runs that passed', () => {
  const durations = Array.from({ length: 100 }, (_, i) =>
    ran(i * HOUR, one({ durationMs: i + 1 })),
  );

  expect(timelineOf(...durations, ran(101 * HOUR, red))).toMatchObject({ p50Ms: 50, p95Ms: 95 });
  expect(timelineOf(ran(0, red))).toMatchObject({ p50Ms: undefined, p95Ms: undefined });
});

describe('buckets', () => {
  test('hold every run once, by what it came to, the last one too', () => {
    const runs = Array.from({ length: 1_000 }, (_, i) =>
      ran(i * HOUR, [one(), one({ flaky: true }), red, blind][i % 4]),
    );

    const { buckets = [] } = timelineOf(...runs) ?? {};

    const sum = (what: 'passed' | 'flaky' | 'failed' | 'broken') =>
      buckets.reduce((all, bucket) => all + bucket[what], 0);
    expect([sum('passed'), sum('flaky'), sum('failed'), sum('broken')]).toEqual([
      250, 250, 250, 250,
    ]);
    expect(buckets).toHaveLength(120);
    expect(buckets.at(-1)?.to).toBeCloseTo(999 * HOUR);
  });

  test('are as long as each other, and none is empty', () => {
    const { buckets = [] } = timelineOf(ran(0, one()), ran(1, one()), ran(DAY, one())) ?? {};

    expect(buckets.map(({ passed }) => passed)).toEqual([2, 1]);
    for (const { from, to } of buckets) expect(to - from).toBeCloseTo(DAY / 120);
  });
});

test('runs that died have no part in a timeline, and are counted', () => {
  const { runs, trends, scenarios } = timelinesOf([ran(0, one()), ran(HOUR)], NOW);

  expect({ runs, died: trends.died }).toEqual({ runs: 2, died: 1 });
  expect(scenarios[0]?.runs).toBe(1);
});

test('deployments are in their order, whoever told of them', () => {
  const { deployments } = timelinesOf(
    [
      ran(3, one(), { kind: 'stack', stack: 's', status: 'UPDATE_COMPLETE' }),
      ran(2, one()),
      ran(1, one(), { kind: 'deploy', deployId: 'd' }),
    ],
    NOW,
  );

  expect(deployments.map(({ at, trigger }) => [at, trigger.kind])).toEqual([
    [1, 'deploy'],
    [3, 'stack'],
  ]);
});

test.each([
  [[], 50, undefined],
  [[7], 95, 7],
  [[1, 2], 50, 1],
  [[1, 2, 3, 4], 95, 4],
  [[1, 2, 3, 4], 0, 1],
] as const)('of %j the percentile %i is %s', (sorted, percent, expected) => {
  expect(percentile(sorted, percent)).toBe(expected);
});
