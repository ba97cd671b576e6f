import { expect, test } from 'vitest';
import type { PastRun } from '../../../src/engine/history.ts';
import { trendReport } from '../../../src/reporters/trend/report.ts';
import { HOSTILE } from '../html/runs.ts';
import { textOf } from '../html/text.ts';
import { manyRuns, NOW } from './runs.ts';

const month = trendReport(manyRuns(10_000), NOW, 'us-east-1');

test('a history of 10,000 runs is a page to mail', () => {
  expect(Buffer.byteLength(month)).toBeLessThan(500_000);
  expect(textOf(month)).toContain('Runs 10000, 5 of them died');
});

test('it says where each scenario stands, and what it came from', () => {
  const text = textOf(month);

  expect(text).toMatch(/^ ?Every scenario passes All 4 scenarios passed at their last run\./);
  expect(text).toMatch(
    /plan-ledger ✓ passed 100\.0 % 100\.0 % 9\d\.\d % \d+ ms \d+ ms 0\.\d % 9995/,
  );
  expect(text).toContain('budget-reserve passed 2999 times in a row, since 2026-02-19 02:00');
});

test('deployments and outages are listed, the newest first', () => {
  const text = textOf(month);

  expect(text).toContain(
    '2026-02-17 20:55 a1b2c3d ✗ budget-reserve failed at ledger-has-entries after 8 hours',
  );
  expect(text).toContain(
    '2026-02-18 05:15 2026-02-19 01:55, 249 runs ✗ budget-reserve ledger-has-entries',
  );
});

test('the charts hold numbers and nothing else', () => {
  const drawn = [...month.matchAll(/ d="([^"]*)"/g)].map(([, d = '']) => d);

  expect(drawn.length).toBeGreaterThan(500);
  for (const d of drawn) expect(d).toMatch(/^[MLHVhvz\d.,-]+$/i);
});

test('a bar shows every verdict there is, the rare ones too', () => {
  const verdicts = [...Array<string>(97).fill('failed'), 'broken', 'passed', 'flaky'];
  const runs = manyRuns(100, ['a']).map((run, i) => {
    const [scenario] = run.summary?.scenarios ?? [];
    const flaky = verdicts[i] === 'flaky';
    const verdict = (flaky ? 'passed' : verdicts[i]) as 'passed' | 'failed' | 'broken';
    const scenarios = scenario ? [{ ...scenario, verdict, flaky }] : [];
    const summary = { verdict, durationMs: 1, version: '0.1.0', scenarios };
    return { ...run, begunAt: NOW - 5_000 + i, summary };
  });

  const [bar = ''] = trendReport(runs, NOW, 'here').match(/<g><title>.*?97 failed.*?<\/g>/s) ?? [];

  const drawn = [...bar.matchAll(/class="(\w+)" d="M[\d.]+,([\d.]+)h[\d.]+v([\d.]+)/g)];
  expect(drawn.map(([, kind]) => kind)).toEqual(['failed', 'broken', 'flaky', 'passed']);
  const ends = drawn.map(([, , y, height]) => Number(y) + Number(height));
  expect(drawn.slice(1).map(([, , y]) => Number(y))).toEqual(ends.slice(0, -1));
  expect(ends.at(-1)).toBe(40);
});

test.each([1, 2, 50])('a history of %i runs has its charts too', (count) => {
  const page = trendReport(manyRuns(count), NOW, 'us-east-1');

  expect(page).not.toMatch(/NaN|Infinity|undefined/);
  expect(page.match(/<article/g)).toHaveLength(4);
});

test.each([
  [true, '<span class="good">✓ no failure'],
  [false, '<span class="unsure">? not judged: no run since could tell'],
])('a deployment is well only where a run could tell: %s', (known, said) => {
  const [run] = manyRuns(1);
  const { summary, ...unknown } = { ...run, trigger: { kind: 'deploy', deployId: 'd' } } as PastRun;
  const page = trendReport([known && summary ? { ...unknown, summary } : unknown], NOW, 'here');
  expect(page).toContain(said);
});

test('without a run it says so', () => {
  expect(textOf(trendReport([], NOW, 'us-east-1'))).toContain(
    'No history No run is remembered yet.',
  );
});

test('what failed at its last run is named first', () => {
  const runs = manyRuns(10).map((run, i): PastRun => {
    if (!run.summary || i < 8) return run;
    const [first, ...rest] = run.summary.scenarios;
    return first
      ? {
          ...run,
          summary: { ...run.summary, scenarios: [{ ...first, verdict: 'failed' }, ...rest] },
        }
      : run;
  });

  const text = textOf(trendReport(runs, NOW, 'us-east-1'));

  expect(text).toMatch(/^ ?The target is unwell Not passing at their last run: plan-ledger\./);
  expect(text).toContain('plan-ledger failed 2 times in a row');
  expect(text).toMatch(/until now , 2 runs ✗ plan-ledger/);
});

test('what strangers have put into a history is text', () => {
  const page = trendReport(hostile(), NOW, HOSTILE);

  expect(page).not.toMatch(/<script|<img|<iframe/);
  expect(textOf(page)).toContain('<script>alert(1)</script>');
});

function hostile(): PastRun[] {
  return manyRuns(30, [HOSTILE]).map((run) => ({
    ...run,
    trigger: { kind: 'deploy', deployId: HOSTILE, version: HOSTILE },
    ...(run.summary && {
      summary: {
        ...run.summary,
        scenarios: run.summary.scenarios.map((one) => ({
          ...one,
          verdict: 'failed' as const,
          stops: [{ step: HOSTILE, kind: 'check' as const, message: HOSTILE }],
        })),
      },
    }),
  }));
}

test('with more scenarios than there is room for, the table still has them all', () => {
  const names = Array.from({ length: 60 }, (_, i) => `scenario-${i}`);

  const page = trendReport(manyRuns(200, names), NOW, 'us-east-1');

  expect(Buffer.byteLength(page)).toBeLessThan(500_000);
  expect(textOf(page)).toMatch(/\d+ further scenarios, without a chart\./);
  expect(page.match(/<td class="(good|bad|unsure)">/g)).toHaveLength(60);
});
