import { describe, expect, test } from 'vitest';
import type { PastRun, ScenarioSummary } from '../../src/engine/history.ts';
import type { Trigger } from '../../src/engine/report.ts';
import { runId, scenarioName } from '../../src/engine/run.ts';
import { historyReport, when } from '../../src/reporters/history.ts';
import { width } from '../../src/reporters/layout.ts';
import { pastScenario } from '../helpers/history.ts';
import { look } from './reports.ts';

const T0 = Date.UTC(2026, 0, 31, 3);
const schedule: Trigger = { kind: 'schedule', rule: 'r' };

const one = (name: string, rest: Partial<ScenarioSummary> = {}) =>
  pastScenario({ name: scenarioName(name), ...rest });
const stops = [
  {
    phase: 'verify',
    step: 'plan-is-active',
    kind: 'check',
    message: 'expected ACTIVE, got PAUSED',
  },
] as const;

function ran(minute: number, scenarios?: readonly ScenarioSummary[], trigger = schedule): PastRun {
  const bad = scenarios?.some(({ verdict }) => verdict === 'failed');
  const verdict = bad ? 'failed' : 'passed';
  return {
    id: runId(`r${minute}`),
    trigger,
    begunAt: T0 + minute * 60_000,
    ...(scenarios && { summary: { verdict, durationMs: 1_234, version: '1', scenarios } }),
  };
}

const runs = [
  ran(20),
  ran(15, [one('plan-ledger', { flaky: true, stops }), one('outcomes-capture')]),
  ran(12, [
    one('plan-ledger', { verdict: 'failed', stops: [{ ...stops[0], step: 'ask' }, ...stops] }),
    one('outcomes-capture'),
  ]),
  ran(10, [one('plan-ledger', { leaked: true }), one('outcomes-capture')], {
    kind: 'stack',
    stack: 'CCNativeStack',
    status: 'UPDATE_COMPLETE',
  }),
  ran(5),
];
const NOW = T0 + 21 * 60_000;

test('a page says what happened, how it is over time, and what followed on a deployment', () => {
  expect(historyReport(runs, NOW, look(80))).toBe(
    `\
2026-01-31 03:05  schedule died
2026-01-31 03:10  stack    passed      1.23 s  leaked: plan-ledger
2026-01-31 03:12  schedule failed      1.23 s  plan-ledger at plan-is-active
2026-01-31 03:15  schedule passed      1.23 s  flaky: plan-ledger
2026-01-31 03:20  schedule under way

                              runs  failed  broken   avail   flaky
plan-ledger                      3       1       0  66.6 %  33.3 %
· plan-is-active                         1       0          33.3 %
outcomes-capture                 3       0       0 100.0 %   0.0 %

2026-01-31 03:10 CCNativeStack UPDATE_COMPLETE: first failure after 2 minutes:
  plan-ledger at plan-is-active: expected ACTIVE, got PAUSED

3 runs, 1 died; times in UTC; avail: passed / (passed + failed)
`,
  );
});

test.each([
  ['no run since could tell how it is', undefined, '33', 'not judged: no run since could tell'],
  ['one could', [one('plan-ledger')], '32', 'no failure after it'],
])('of a deployment after which %s the page says so, in its colour', (_what, its, color, said) => {
  const deployed = ran(10, its, { kind: 'deploy', deployId: 'd', version: 'v7', commit: 'c' });
  const page = historyReport([deployed], NOW, { ...look(80), color: true });
  expect(page).toContain(`\u001b[${color}m2026-01-31 03:10 v7: ${said}`);
});

test('a failure that was there before a deployment is not put down to it alone', () => {
  const red = [one('plan-ledger', { verdict: 'failed', stops })];
  const page = historyReport(
    [ran(10, red, { kind: 'deploy', deployId: 'd' }), ran(5, red)],
    NOW,
    look(200),
  );

  expect(page).toContain('d: first failure at once, as before it: plan-ledger at plan-is-active');
});

test.each([
  [29_999, 'at once'],
  [30_000, 'after 30 seconds'],
])('%i ms after a deployment is %s', (ms, said) => {
  expect(when(ms)).toBe(said);
});

test('where there is room for little, of each scenario that is what matters most', () => {
  expect(historyReport(runs, NOW, look(40))).toContain(`\
                   avail   flaky
plan-ledger       66.6 %  33.3 %
· plan-is-active          33.3 %
`);
});

test('without a run there is nothing to show', () => {
  expect(historyReport([], NOW, look(80))).toBe('no runs are recorded yet\n');
});

test.each([40, 59, 60, 65, 66])('in %i columns the last one is whole', (columns) => {
  expect(historyReport(runs, NOW, look(columns))).toContain('66.6 %  33.3 %\n');
});

describe.each([40, 60, 80, 200])('in %i columns', (columns) => {
  test('no line is wider, whatever it says', () => {
    const long = one('a-scenario-of-somebody-with-a-very-long-name-indeed', {
      verdict: 'failed',
      stops: [{ ...stops[0], step: 'x'.repeat(60), message: 'y '.repeat(150) }],
    });
    const strange: Trigger = { kind: 'deploy', deployId: 'z'.repeat(200) };
    for (const line of historyReport([...runs, ran(1, [long], strange)], NOW, look(columns)).split(
      '\n',
    ))
      expect(width(line), line).toBeLessThanOrEqual(columns);
  });
});

test('runs, deployments and scenarios stand in the order in which they are read', () => {
  const followed = (minute: number, version: string) =>
    ran(minute, [one('outcomes-capture')], { kind: 'deploy', deployId: version, version });
  const page = historyReport(
    [
      followed(30, 'two'),
      ran(20, [one('plan-ledger'), one('outcomes-capture')]),
      followed(10, 'one'),
    ],
    NOW,
    look(80),
  );

  expect(page.match(/\n2026-01-31 03:\d\d (one|two):/g)?.map((line) => line.trim())).toEqual([
    '2026-01-31 03:10 one:',
    '2026-01-31 03:30 two:',
  ]);
  expect(page.match(/(?<=\n)(plan-ledger|outcomes-capture) /g)).toEqual([
    'plan-ledger ',
    'outcomes-capture ',
  ]);
});
