import { describe, expect, test } from 'vitest';
import type { PastRun, RunSummary, ScenarioSummary, Stop } from '../../src/engine/history.ts';
import type { Trigger } from '../../src/engine/report.ts';
import { runId, scenarioName } from '../../src/engine/run.ts';
import { stateOf, trendsOf } from '../../src/engine/trends.ts';
import { pastScenario as one } from '../helpers/history.ts';

const MINUTE = 60_000;
const schedule: Trigger = { kind: 'schedule', rule: 'r' };
const deploy: Trigger = { kind: 'deploy', deployId: 'd' };
const stop = (step: string): Stop => ({ phase: 'invoke', step, kind: 'target', message: 'no' });

const red = (step = 'resume') => one({ verdict: 'failed', stops: [stop('seed'), stop(step)] });
const shaky = (step = 'resume') => one({ flaky: true, stops: [stop(step)] });
const blind = () => one({ verdict: 'broken', stops: [{ kind: 'settings', message: 'unset' }] });

let count = 0;
function ran(minute: number, scenario?: ScenarioSummary, trigger: Trigger = schedule): PastRun {
  const summary: RunSummary | undefined = scenario && {
    verdict: scenario.verdict,
    durationMs: 100,
    version: '1',
    scenarios: [scenario],
  };
  const id = runId(`r${count++}`);
  return { id, trigger, begunAt: minute * MINUTE, ...(summary && { summary }) };
}

describe('a scenario', () => {
  const [trend] = trendsOf(
    [1, 2, 3, 4].map((n) => ran(n, [one(), red(), shaky(), blind()][n - 1])),
    0,
  ).scenarios;

  test('is available as often as it passed where something is known of the target', () => {
    expect(trend).toMatchObject({ runs: 4, passed: 2, failed: 1, broken: 1, flaky: 1 });
    expect(trend?.availability).toBeCloseTo(2 / 3);
    expect(trend?.flakeRate).toBe(1 / 4);
  });

  test('says at which steps it stopped, for good or until the next attempt', () => {
    expect(trend?.steps).toEqual([
      { step: 'resume', failed: 1, broken: 0, flaked: 1, flakeRate: 1 / 4 },
      { failed: 0, broken: 1, flaked: 0, flakeRate: 0 },
    ]);
  });

  test('of which nothing is known has no availability', () => {
    expect(trendsOf([ran(1, blind())], 0).scenarios[0]).not.toHaveProperty('availability');
  });
});

test('scenarios are in the order of the run that had most of them', () => {
  const named = (name: string) => one({ name: scenarioName(name) });
  const scenarios = ['a', 'b', 'c'].map(named);
  const all = { verdict: 'passed', durationMs: 100, version: '1', scenarios } as const;
  const runs = [ran(1, named('c')), { ...ran(2), summary: all }];

  expect(trendsOf(runs, 0).scenarios.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('the step that stopped the most runs comes first; of equals the one that flaked more', () => {
  const all = [shaky('ledger'), shaky('resume'), shaky('resume'), red('delete')];
  const runs = all.map((run, n) => ran(n, run));

  expect(trendsOf(runs, 0).scenarios[0]?.steps.map(({ step }) => step)).toEqual([
    'delete',
    'resume',
    'ledger',
  ]);
});

test('a run that stopped twice at a step before it passed is one that flaked there', () => {
  const twice = one({ flaky: true, stops: [stop('resume'), stop('resume')] });

  expect(trendsOf([ran(1, twice), ran(2, one())], 0).scenarios[0]?.steps).toEqual([
    { step: 'resume', failed: 0, broken: 0, flaked: 1, flakeRate: 1 / 2 },
  ]);
});

test('no run, no numbers', () => {
  expect(trendsOf([], 0)).toEqual({ finished: 0, died: 0, scenarios: [], deployments: [] });
});

describe('a deployment', () => {
  test('is followed until the next one; its first failure says where', () => {
    const runs = [
      ran(1, one()),
      ran(2, one(), deploy),
      ran(3, one()),
      ran(4, red('ledger')),
      ran(5, red('resume')),
      ran(6, red(), deploy),
      ran(7, one()),
      ran(8, one(), { kind: 'stack', stack: 's', status: 'UPDATE_COMPLETE' }),
    ];
    const told = trendsOf(runs.toReversed(), 0).deployments;

    expect(told).toEqual([
      { trigger: runs[7]?.trigger, at: 8 * MINUTE, afterFailure: false, judged: true },
      {
        trigger: deploy,
        at: 6 * MINUTE,
        afterFailure: true,
        judged: true,
        firstFailure: {
          id: runs[5]?.id,
          at: 6 * MINUTE,
          scenario: 'plan-ledger',
          stop: stop('resume'),
        },
      },
      {
        trigger: deploy,
        at: 2 * MINUTE,
        afterFailure: false,
        judged: true,
        firstFailure: {
          id: runs[3]?.id,
          at: 4 * MINUTE,
          scenario: 'plan-ledger',
          stop: stop('ledger'),
        },
      },
    ]);
  });

  test.each([
    ['its run broke', false, ran(1, blind(), deploy), []],
    ['its run is under way, or died', false, ran(1, undefined, deploy), []],
    ['its run broke and the next one did not', true, ran(1, blind(), deploy), [ran(2, one())]],
    ['its run passed and the next one broke', true, ran(1, one(), deploy), [ran(2, blind())]],
    ['the next deployment’s alone passed', false, ran(1, blind(), deploy), [ran(2, one(), deploy)]],
  ])('is judged by a run that could tell; where %s: %s', (_what, judged, its, after) => {
    expect(trendsOf([its, ...after], 0).deployments.at(-1)).toMatchObject({ judged });
  });

  test('has nothing to do with what failed after the next one', () => {
    const runs = [ran(1, one(), deploy), ran(2, one()), ran(3, one(), deploy), ran(4, red())];
    const [next, first] = trendsOf(runs, 0).deployments;

    expect(next).toMatchObject({ firstFailure: { id: runs[3]?.id } });
    expect(first).not.toHaveProperty('firstFailure');
  });

  test.each([
    ['a run that broke', false, [ran(1, blind())]],
    ['no run at all', false, []],
    ['a failure and a run that died', true, [ran(1, red()), ran(2)]],
  ])('that comes after %s is one after a failure: %s', (_what, afterFailure, before) => {
    const [told] = trendsOf([...before, ran(3, one(), deploy)], 0).deployments;
    expect(told).toMatchObject({ afterFailure });
  });
});

test.each([
  ['a Lambda’s, that ended', ran(0, red()), 1, 'failed'],
  ['a Lambda’s, just now', ran(0), 5, 'under way'],
  ['a Lambda’s, as long as it may take', ran(0), 6, 'under way'],
  ['a Lambda’s, long ago', ran(0), 7, 'died'],
  [
    'a person’s, who may wait an hour',
    ran(0, undefined, { kind: 'manual', by: 'x' }),
    70,
    'under way',
  ],
  ['a person’s, long ago', ran(0, undefined, { kind: 'manual', by: 'x' }), 76, 'died'],
])('a run, %s, is %4$s', (_what, run, minute, state) => {
  expect(stateOf(run, minute * MINUTE)).toBe(state);
});
