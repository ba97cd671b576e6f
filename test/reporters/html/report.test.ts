import { expect, test } from 'vitest';
import { htmlReport } from '../../../src/reporters/html/report.ts';
import { failed, failures, PLACE, passed, REQUEST, report, SEED, scenario } from '../reports.ts';
import { runs } from '../terminal.cases.ts';
import { hostileRun, largeRun } from './runs.ts';
import { textOf } from './text.ts';

test.each([
  ['green', 'Passed The target is well: 1 passed of 1 scenario in 1.23 s.'],
  ['check', 'Failed The target is unwell: 1 failed, 1 passed of 2 scenarios in 1.23 s.'],
  ['access', 'Broken The canary could not tell: 2 broken, 2 leaked of 2 scenarios'],
  ['flaky', 'Passed The target is well: 1 passed, 1 flaky of 1 scenario'],
] as const)('the page of a run of kind %s begins with its verdict', (kind, verdict) => {
  expect(textOf(htmlReport(runs[kind], PLACE)).trim().slice(0, verdict.length)).toBe(verdict);
});

test('a check shows what was expected, what came, who is to blame and what to do next', () => {
  const text = textOf(htmlReport(runs.check, PLACE));

  expect(text).toContain('Why expected statusCode 200, got 500');
  expect(text).toContain('Expected { "statusCode": 200 }');
  expect(text).toContain(
    'Actual { "statusCode": 500, "body": { "error": "Internal server error" } }',
  );
  expect(text).toContain('Blame the target: it answered wrongly (check)');
  expect(text).toContain(
    'Next aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z',
  );
});

test('a crash shows its stack, the request that met it and what the function logged', () => {
  const text = textOf(htmlReport(runs.crash, PLACE));

  expect(text).toContain('Stack TypeError: boom at handler (index.js:1:7)');
  expect(text).toContain(`function cc-native-plan-lifecycle-api request id ${REQUEST}`);
  expect(text).toContain('log tail START RequestId');
  expect(text).toContain('"errorMessage":"boom"');
});

test('what was found after a lost answer, a leak and each attempt are told', () => {
  expect(textOf(htmlReport(runs.timeout, PLACE))).toContain(
    'what was found after the lost answer { "plan": { "plan_status": "ACTIVE" } }',
  );
  expect(textOf(htmlReport(runs.leaked, PLACE))).toContain(
    'Leaked delete the plan from RevenuePlans: expected an answer within 10.0 s, got none plan e2e-p7-ledger-1',
  );
  const retried = textOf(htmlReport(runs.retried, PLACE));
  expect(retried).toContain('Attempts 2, all with this failure');
  expect(retried).toContain('attempt 1 , failed');
});

test('what failed comes before what was broken, and that before what only was flaky', () => {
  const kinds = [runs.flaky, runs.defect, runs.check];
  const page = htmlReport(report(...kinds.flatMap(({ scenarios }) => scenarios)), PLACE);

  const cards = [...page.matchAll(/<article class="card trouble \w+">[\s\S]*?<\/h3>/g)];
  expect(cards.map(([card]) => /passed|failed|broken/.exec(textOf(`<body>${card}`))?.[0])).toEqual([
    'failed',
    'broken',
    'passed',
  ]);
});

test('a page loads nothing and runs nothing', () => {
  for (const run of [...Object.values(runs), hostileRun()]) {
    const page = htmlReport(run, { ...PLACE, awsConsole: { region: 'us-east-1' } });

    expect(page).toContain('content="default-src &#39;none&#39;;');
    expect(page).not.toMatch(/<script|<link(?! rel="icon" href="data:)|<img|@import|url\(/);
    expect(page).not.toMatch(/<[^>]*\son\w+=/);
  }
});

test('what is quoted is cut where it is too long, and says how long it was', () => {
  const page = htmlReport(hostileRun(), PLACE);

  expect(Buffer.byteLength(page)).toBeLessThan(500_000);
  expect(page).toMatch(/… \(\d{7} characters in all\)/);
});

test('two hundred failures, each for a reason of its own, are still one page to mail', () => {
  const page = htmlReport(
    largeRun(200, () => true),
    PLACE,
  );

  expect(Buffer.byteLength(page)).toBeLessThan(500_000);
  expect(textOf(page)).toMatch(/\d+ further causes: see the timeline, or --json/);
  expect(textOf(page)).toContain('17 steps, listed by --json');
});

test('a scenario without steps, and one that took no time, have their place', () => {
  const run = { ...report(scenario('empty', 'passed', [])), durationMs: 0 };
  const still = report(
    scenario('still', 'broken', [failed(...SEED, failures.defect)], { durationMs: 0 }),
  );

  expect(textOf(htmlReport(run, PLACE))).toContain('empty , passed,');
  expect(textOf(htmlReport(still, PLACE))).toContain('still , broken,');
});

test('bars keep within the run, whatever a clock says', () => {
  const astray = ['2026-01-31T02:00:00.000Z', '2026-01-31T09:00:00.000Z'].map((startedAt) =>
    passed(...SEED, { startedAt, durationMs: 1e9 }),
  );

  const page = htmlReport(report(scenario('a', 'passed', astray)), PLACE);

  const bars = [...page.matchAll(/--l:(-?[\d.]+);--w:(-?[\d.]+)/g)];
  expect(bars.length).toBeGreaterThan(0);
  for (const [, left, width] of bars) {
    expect(Number(left)).toBeGreaterThanOrEqual(0);
    expect(Number(left) + Number(width)).toBeLessThanOrEqual(100.01);
  }
});
