import { expect, test } from 'vitest';
import type { Failure, RunReport } from '../../src/engine/report.ts';
import { htmlReport } from '../../src/reporters/html/report.ts';
import { width } from '../../src/reporters/layout.ts';
import { terminalSummary } from '../../src/reporters/terminal.ts';
import {
  CLEANUP,
  failed,
  failures,
  look,
  PLACE,
  passed,
  RESUME,
  report,
  SEED,
  scenario,
  skipped,
} from './reports.ts';
import { runs } from './terminal.cases.ts';

/** What is printed, written out as it is printed. */
const golden: readonly [
  sentence: string,
  run: keyof typeof runs,
  columns: number,
  expected: string,
][] = [
  [
    'a run that passed says so in a line per scenario',
    'green',
    80,
    `
✓ passed  outcomes-capture 2 steps                                        220 ms

PASSED  1 passed of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a check that is not met shows what was expected, what came, and where to look',
    'check',
    80,
    `
✗ plan-ledger  Title of plan-ledger
  step        verify: resume answers 200 (resume-answers-200)
  why         expected statusCode 200, got 500
  expected    {"statusCode": 200}
  actual      {"statusCode": 500, "body": {"error": "Internal server error"}}
  blame       the target: it answered wrongly (check)
  call        resume: cc-native-plan-lifecycle-api
              request 0f0e0d0c-0b0a-0908-0706-050403020100
    log       INFO  loading
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --filter-pattern '"0f0e0d0c-0b0a-0908-0706-050403020100"' --region us-east-1

✗ failed  plan-ledger      resume answers 200                             220 ms
✓ passed  outcomes-capture 2 steps                                        220 ms

FAILED  the target is unwell: 1 failed, 1 passed of 2 scenarios in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a crash of the target shows what it logged, where the log is, and whom to blame',
    'crash',
    80,
    `
✗ plan-ledger  Title of plan-ledger
  step        invoke: POST /plans/:planId/resume (resume)
  why         cc-native-plan-lifecycle-api: expected an answer, got
              FunctionError Unhandled: TypeError: boom
  blame       the target: it crashed, is missing, or stays throttled (target)
  call        resume: cc-native-plan-lifecycle-api
              request 0f0e0d0c-0b0a-0908-0706-050403020100
    log       ERROR  Invoke Error   {"errorType": "TypeError", "errorMessage":
              "boom", "stack": ["TypeError: boom", "    at handler
              (index.js:1:7)"]}
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --filter-pattern '"0f0e0d0c-0b0a-0908-0706-050403020100"' --region us-east-1

✗ failed  plan-ledger POST /plans/:planId/resume                          220 ms

FAILED  the target is unwell: 1 failed of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'an answer that never came shows what the target did meanwhile',
    'timeout',
    80,
    `
✗ plan-ledger  Title of plan-ledger
  step        invoke: POST /plans/:planId/resume (resume)
  why         expected an answer within 10.0 s, got none
  blame       the target: the request went out and no answer came (timeout)
  call        resume: cc-native-plan-lifecycle-api
              3 requests, no request id came back
    after     {"plan": {"plan_status": "ACTIVE"}}
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --region us-east-1

✗ failed  plan-ledger POST /plans/:planId/resume                          220 ms

FAILED  the target is unwell: 1 failed of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'scenarios that were refused in the same way are told once',
    'access',
    80,
    `
! plan-ledger  Title of plan-ledger
  also        validator-run
  step        seed: one PAUSED plan in RevenuePlans (seed-plan)
  why         PutItem on cc-native-revenue-plans: expected an answer, got
              AccessDeniedException (HTTP 400): not authorized to perform
              dynamodb:PutItem
  blame       the canary: denied, no credentials, or AWS cannot be reached;
              nothing is known about the target (access)
  call        request 0f0e0d0c-0b0a-0908-0706-050403020100
  leaked      delete the plan from RevenuePlans: the same
  next        aws sts get-caller-identity --region us-east-1
              and allow that identity the action above

! broken  plan-ledger   one PAUSED plan in RevenuePlans, leaked           220 ms
! broken  validator-run one PAUSED plan in RevenuePlans, leaked           220 ms

BROKEN  the canary could not tell: 2 broken of 2 scenarios in 1.23 s; 2 leaked
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a scenario that could not start says which setting is missing',
    'settings',
    80,
    `
! outcomes-capture  Title of outcomes-capture
  why         OUTCOMES_TABLE_NAME is not set: the ExecutionOutcomes table
  blame       the canary: nothing is known about the target (settings)
  next        set it in the environment or in .env; canary list says what each
              one is

! broken  outcomes-capture could not start                                  0 ms

BROKEN  the canary could not tell: 1 broken of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a bug of the canary blames the canary',
    'defect',
    80,
    `
! plan-ledger  Title of plan-ledger
  step        seed: one PAUSED plan in RevenuePlans (seed-plan)
  why         the canary itself threw RangeError: out of bounds
  blame       the canary: a bug of its own; nothing is known about the target
              (defect)
  next        a bug of the canary itself: report it with the output of --json

! broken  plan-ledger one PAUSED plan in RevenuePlans                     220 ms

BROKEN  the canary could not tell: 1 broken of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a run that was stopped says by what, and where it was',
    'interrupted',
    80,
    `
! plan-ledger  Title of plan-ledger
  step        invoke: POST /plans/:planId/resume (resume) after 4.60 s
  why         stopped by SIGINT while it ran
  call        resume: cc-native-plan-lifecycle-api
              1 request, no request id came back

! broken  plan-ledger cut short at POST /plans/:planId/resume             220 ms

BROKEN  stopped by SIGINT: 1 broken of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a scenario that passed at its second attempt shows what the first came to',
    'flaky',
    80,
    `
✓ plan-ledger  Title of plan-ledger
  attempt 1   resume answers 200: expected statusCode 200, got 500
  attempt 2   passed

✓ passed  plan-ledger 2 steps, flaky, 2 attempts                          220 ms

PASSED  1 passed of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a cleanup that failed is told without touching the verdict',
    'leaked',
    80,
    `
✓ plan-ledger  Title of plan-ledger
  leaked      delete the plan from RevenuePlans: expected an answer within 10.0
              s, got none
              plan e2e-p7-ledger-1
  next        canary sweep removes it, if RUNS_TABLE_NAME was set for this run;
              if not, remove that row by hand

✓ passed  plan-ledger 2 steps, leaked                                     220 ms

PASSED  1 passed of 1 scenario in 1.23 s; 1 leaked
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'attempts are told in their order, equal ones together',
    'retried',
    80,
    `
✗ plan-ledger  Title of plan-ledger
  step        verify: resume answers 200 (resume-answers-200)
  why         expected statusCode 200, got 500
  expected    {"statusCode": 200}
  actual      {"statusCode": 500, "body": {"error": "Internal server error"}}
  blame       the target: it answered wrongly (check)
  call        resume: cc-native-plan-lifecycle-api
              request 0f0e0d0c-0b0a-0908-0706-050403020100
    log       INFO  loading
  attempts    2, all with this failure
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --filter-pattern '"0f0e0d0c-0b0a-0908-0706-050403020100"' --region us-east-1

✗ validator-run  Title of validator-run
  step        verify: resume answers 200 (resume-answers-200)
  why         expected statusCode 200, got 500
  expected    {"statusCode": 200}
  actual      {"statusCode": 500, "body": {"error": "Internal server error"}}
  blame       the target: it answered wrongly (check)
  call        resume: cc-native-plan-lifecycle-api
              request 0f0e0d0c-0b0a-0908-0706-050403020100
    log       INFO  loading
  attempt 1   POST /plans/:planId/resume: expected an answer within 10.0 s, got
              none
  attempt 2   as above
  attempt 3   one PAUSED plan in RevenuePlans: PutItem on
              cc-native-revenue-plans: expected an answer, got
              AccessDeniedException (HTTP 400): not authorized to perform
              dynamodb:PutItem
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --filter-pattern '"0f0e0d0c-0b0a-0908-0706-050403020100"' --region us-east-1

✗ failed  plan-ledger   resume answers 200, 2 attempts                    220 ms
✗ failed  validator-run resume answers 200, 3 attempts                    220 ms

FAILED  the target is unwell: 2 failed of 2 scenarios in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
  [
    'a narrow terminal gets names and words, and wraps the rest',
    'check',
    40,
    `
✗ plan-ledger  Title of plan-ledger
  step        verify: resume answers 200
              (resume-answers-200)
  why         expected statusCode 200,
              got 500
  expected    {"statusCode": 200}
  actual      {"statusCode": 500,
              "body": {"error":
              "Internal server error"}}
  blame       the target: it answered
              wrongly (check)
  call        resume: cc-native-plan-lif
              ecycle-api
              request 0f0e0d0c-0b0a-0908
              -0706-050403020100
    log       INFO  loading
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --filter-pattern '"0f0e0d0c-0b0a-0908-0706-050403020100"' --region us-east-1

✗ plan-ledger      resume answers 200
✓ outcomes-capture 2 steps

FAILED  the target is unwell: 1 failed,
        1 passed of 2 scenarios in 1.23
        s
run manual-1769828400000-0a1b2c3d in
us-east-1
`,
  ],
  [
    'a narrow terminal keeps the attempts and the leak of a clipped line',
    'access',
    40,
    `
! plan-ledger  Title of plan-ledger
  also        validator-run
  step        seed: one PAUSED plan in
              RevenuePlans (seed-plan)
  why         PutItem on
              cc-native-revenue-plans:
              expected an answer, got
              AccessDeniedException
              (HTTP 400): not authorized
              to perform
              dynamodb:PutItem
  blame       the canary: denied, no
              credentials, or AWS cannot
              be reached; nothing is
              known about the target
              (access)
  call        request 0f0e0d0c-0b0a-0908
              -0706-050403020100
  leaked      delete the plan from
              RevenuePlans: the same
  next        aws sts get-caller-identity --region us-east-1
              and allow that identity
              the action above

! plan-ledger   one PAUSED plan…, leaked
! validator-run one PAUSED plan…, leaked

BROKEN  the canary could not tell: 2
        broken of 2 scenarios in 1.23 s;
        2 leaked
run manual-1769828400000-0a1b2c3d in
us-east-1
`,
  ],
  [
    'a narrow terminal keeps that a scenario is flaky',
    'flaky',
    40,
    `
✓ plan-ledger  Title of plan-ledger
  attempt 1   resume answers 200:
              expected statusCode 200,
              got 500
  attempt 2   passed

✓ plan-ledger 2 steps, flaky, 2 attempts

PASSED  1 passed of 1 scenario in 1.23 s
run manual-1769828400000-0a1b2c3d in
us-east-1
`,
  ],
  [
    'a wide terminal is not filled, so that the eye finds the end of a line',
    'check',
    200,
    `
✗ plan-ledger  Title of plan-ledger
  step        verify: resume answers 200 (resume-answers-200)
  why         expected statusCode 200, got 500
  expected    {"statusCode": 200}
  actual      {"statusCode": 500, "body": {"error": "Internal server error"}}
  blame       the target: it answered wrongly (check)
  call        resume: cc-native-plan-lifecycle-api
              request 0f0e0d0c-0b0a-0908-0706-050403020100
    log       INFO  loading
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since 2026-01-31T03:00:00.000Z --filter-pattern '"0f0e0d0c-0b0a-0908-0706-050403020100"' --region us-east-1

✗ failed  plan-ledger      resume answers 200                                                 220 ms
✓ passed  outcomes-capture 2 steps                                                            220 ms

FAILED  the target is unwell: 1 failed, 1 passed of 2 scenarios in 1.23 s
run manual-1769828400000-0a1b2c3d in us-east-1
`,
  ],
];

const stoppedBy = (run: string) => (run === 'interrupted' ? 'SIGINT' : undefined);

test.each(golden)('%s', (_sentence, run, columns, expected) => {
  const told = terminalSummary(runs[run], look(columns), stoppedBy(run));

  expect(`\n${told}`).toBe(expected);
});

const kinds = Object.keys(runs) as (keyof typeof runs)[];

test.each([40, 60, 80, 200])(
  'at %i columns no line is wider than the terminal, but for the command to copy',
  (columns) => {
    for (const run of kinds) {
      const lines = terminalSummary(runs[run], look(columns), stoppedBy(run)).split('\n');
      const tooWide = lines.filter(
        (line) => width(line) > columns && !/^ {2}next +aws /.test(line),
      );
      expect(tooWide, run).toEqual([]);
    }
  },
);

test.each(kinds)('colour changes no character of a run of kind %s', (run) => {
  const plainly = terminalSummary(runs[run], look(80));

  const coloured = terminalSummary(runs[run], look(80, { color: true }));

  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plainly);
  expect(coloured).toContain('\u001b[');
  expect(plainly).not.toContain('\u001b');
});

test.each([
  ['another error', { name: 'ThrottlingException' }],
  ['the same error about something else', { message: 'not authorized: dynamodb:DeleteItem' }],
])('a cleanup that failed with %s says with which', (_what, other) => {
  const error = { ...failures.denied.error, ...other };
  const leak = failed(...CLEANUP, { ...failures.denied, message: 'it stayed', error });
  const steps = [failed(...SEED, failures.denied), leak];
  const leaked = report(scenario('plan-ledger', 'broken', steps, { leaked: true }));

  expect(terminalSummary(leaked, look(80))).toContain(
    '  leaked      delete the plan from RevenuePlans: it stayed\n',
  );
});

test.each([
  ['the same reason', 'once', failures.timeout, 1],
  ['another reason', 'apart', { ...failures.timeout, message: 'it stayed' }, 2],
])('scenarios that left something behind for %s are told %s', (_why, _how, failure, blocks) => {
  const leaked = (name: string, why: Failure) =>
    scenario(name, 'passed', [passed(...SEED), failed(...CLEANUP, why)], { leaked: true });
  const run = report(leaked('plan-ledger', failures.timeout), leaked('validator-run', failure));

  expect(terminalSummary(run, look(80)).match(/^ {2}leaked /gm)).toHaveLength(blocks);
});

test('an answer of six kilobytes is cut after a few lines, which says where the rest is', () => {
  const actual = { statusCode: 500, body: { error: 'word '.repeat(1200) } };
  const failure = { ...failures.check, actual };
  const long = report(scenario('plan-ledger', 'failed', [failed('verify', 'it answers', failure)]));

  const lines = terminalSummary(long, look(80)).split('\n');

  expect(lines.filter((line) => line.includes('word word'))).toHaveLength(6);
  expect(lines).toContain('              … more with --json');
  expect(lines.length).toBeLessThan(20);
});

test('a megabyte of one word, CJK and emoji stay within the terminal', () => {
  for (const text of ['x'.repeat(1_000_000), '計画が見つかりません🚨'.repeat(50_000)]) {
    const failure = { ...failures.check, message: text, expected: text, actual: { text } };
    const one = report(scenario('plan-ledger', 'failed', [failed('verify', text, failure)]));
    for (const line of terminalSummary(one, look(80)).split('\n')) {
      expect(width(line)).toBeLessThanOrEqual(80);
    }
  }
});

test('what a stranger answers can neither colour nor move nor reorder what is shown', () => {
  const hostile = '\u001b[2J\u001b]0;title\u0007\r\u009b31m\u202eevil\u0000';
  const failure = {
    ...failures.crash,
    message: hostile,
    error: { name: hostile, message: hostile },
  };
  const notes = { function: hostile, requestId: hostile, logTail: hostile };
  const hostilely = (name: string) =>
    scenario(name, 'failed', [failed('invoke', hostile, failure, { id: hostile, notes })], {
      title: hostile,
    });
  const one = report(hostilely(`${hostile}1`), hostilely(`${hostile}2`));

  const told = terminalSummary(one, look(80));

  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(told).toContain('evil');
});

test('a cleanup that failed where nothing was written is no leak', () => {
  const steps = [
    failed(...SEED, failures.denied, { calls: 0 }),
    failed(...CLEANUP, failures.denied),
  ];
  const told = terminalSummary(report(scenario('plan-ledger', 'broken', steps)), look(80));
  expect(told).not.toContain('leaked');
});

test('scenarios that failed differently are told apart', () => {
  const other = { ...failures.check, message: 'expected statusCode 200, got 404' };
  const two = report(
    scenario('plan-ledger', 'failed', [failed('verify', 'it answers', failures.check)]),
    scenario('validator-run', 'failed', [failed('verify', 'it answers', other)]),
  );

  const told = terminalSummary(two, look(80));

  expect(told).toContain('\n  why         expected statusCode 200, got 500\n');
  expect(told).toContain('\n  why         expected statusCode 200, got 404\n');
  expect(told).not.toContain('also');
});

test('scenarios that were cut short at the same word are told apart, since each has a step of its own', () => {
  const { scenarios } = runs.interrupted;
  const two = report(
    ...scenarios,
    ...scenarios.map((one) => ({ ...one, name: 'validator-run' as typeof one.name })),
  );

  const told = terminalSummary(two, look(80), 'SIGINT');

  expect(told).toContain('! plan-ledger  Title');
  expect(told).toContain('! validator-run  Title');
});

test('where nothing is cut, what a terminal would cut is whole', () => {
  const title = 'a title of more characters than there is room for in any terminal '
    .repeat(3)
    .trim();
  const long = {
    ...scenario('plan-ledger', 'failed', [failed('verify', title, failures.check)]),
    title,
  };

  const told = terminalSummary(report(long), look(80, { whole: true }));

  expect(told).toContain(`✗ plan-ledger  ${title}\n`);
  expect(told).toContain(`✗ failed  plan-ledger ${title}   220 ms\n`);
  expect(terminalSummary(report(long), look(80))).not.toContain(title);
});

test('a scenario without time for more is told what gives it more', () => {
  const late = scenario('plan-ledger', 'broken', [
    passed(...SEED),
    skipped(...RESUME, 'the 1.0 s this scenario had were used up while it ran'),
  ]);
  const unbegun = scenario('validator-run', 'broken', [
    skipped(...SEED, 'the time of the run was used up before this scenario began'),
  ]);

  for (const one of [late, unbegun]) {
    expect(terminalSummary(report(one), look(80))).toContain(
      '\n  next        give it more time: canary run --timeout SECONDS\n',
    );
    expect(htmlReport(report(one), PLACE)).toContain('canary run --timeout SECONDS');
  }
  expect(terminalSummary(runs.interrupted, look(80), 'SIGINT')).not.toContain('  next');
});

test('a name of any length and a title of any length leave the columns in line', () => {
  const long = 'a-scenario-with-a-name-that-nobody-would-give-it';
  const two = report(
    scenario(long, 'passed', [passed('verify', 'it is')]),
    scenario('short', 'passed', [passed('verify', 'it is')]),
  );

  const [first = '', second = ''] = terminalSummary(two, look(80)).split('\n');

  expect(first).toBe(`✓ passed  ${long.slice(0, 23)}… 1 step${' '.repeat(33)}220 ms`);
  expect(second).toBe(`✓ passed  short${' '.repeat(20)}1 step${' '.repeat(33)}220 ms`);
});

test('a run that judged a deployment says which', () => {
  const green = scenario('outcomes-capture', 'passed', [passed('verify', 'it is')]);
  const deploy = { kind: 'deploy', deployId: 'd-1' } as const;
  const said = (trigger: RunReport['trigger']) =>
    terminalSummary({ ...report(green), trigger }, look(200))
      .trimEnd()
      .split('\n')
      .at(-1);
  const run = 'run manual-1769828400000-0a1b2c3d';

  expect(said(deploy)).toBe(`${run} of deployment d-1 in us-east-1`);
  expect(said({ ...deploy, version: '4.7.1', commit: '9fceb02' })).toBe(
    `${run} of deployment d-1 (version 4.7.1, commit 9fceb02) in us-east-1`,
  );
  expect(said({ ...deploy, commit: 'a\u001b[2J\nb' })).toBe(
    `${run} of deployment d-1 (commit a b) in us-east-1`,
  );
});
