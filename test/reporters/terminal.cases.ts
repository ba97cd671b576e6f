import {
  ANSWERS,
  asked,
  attempt,
  CLEANUP,
  failed,
  failures,
  LIFECYCLE,
  passed,
  REQUEST,
  RESUME,
  report,
  SEED,
  scenario,
  skipped,
} from './reports.ts';

/** One run of each kind that a person may have to read. */

const described = passed('invoke', 'describe-table on OUTCOMES_TABLE_NAME');
const fine = scenario('outcomes-capture', 'passed', [
  described,
  passed('verify', 'the table is ACTIVE'),
]);

/** What Lambda hands back of a log: the function's lines among its own. */
const logTail = (line: string) =>
  [
    `START RequestId: ${REQUEST} Version: $LATEST`,
    line,
    `END RequestId: ${REQUEST}`,
    `REPORT RequestId: ${REQUEST}\tDuration: 3.00 ms`,
  ].join('\n');
const stamp = `2026-01-31T03:00:00.000Z\t${REQUEST}\t`;
const crash = `${stamp}ERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"boom","stack":["TypeError: boom","    at handler (index.js:1:7)"]}`;

const wrong = scenario('plan-ledger', 'failed', [
  passed(...SEED),
  passed(...RESUME, {
    id: 'resume',
    notes: { ...asked, logTail: logTail(`${stamp}INFO\tloading`) },
  }),
  failed(...ANSWERS, failures.check),
  passed(...CLEANUP),
]);

export const runs = {
  green: report(fine),
  check: report(wrong, fine),
  crash: report(
    scenario('plan-ledger', 'failed', [
      passed(...SEED),
      failed(...RESUME, failures.crash, {
        id: 'resume',
        notes: { ...asked, logTail: logTail(crash) },
      }),
      skipped(...ANSWERS, `"${RESUME[1]}" failed`),
      passed(...CLEANUP),
    ]),
  ),
  timeout: report(
    scenario('plan-ledger', 'failed', [
      passed(...SEED),
      failed(...RESUME, failures.timeout, {
        id: 'resume',
        calls: 3,
        notes: { function: LIFECYCLE, afterTheLostAnswer: { plan: { plan_status: 'ACTIVE' } } },
      }),
      passed(...CLEANUP),
    ]),
  ),
  access: report(
    ...['plan-ledger', 'validator-run'].map((name) =>
      scenario(
        name,
        'broken',
        [
          failed(...SEED, failures.denied, { id: 'seed-plan', notes: { requestId: REQUEST } }),
          skipped(...RESUME, `"${SEED[1]}" failed`),
          failed(...CLEANUP, failures.denied),
        ],
        { leaked: true },
      ),
    ),
  ),
  settings: report(
    scenario('outcomes-capture', 'broken', [skipped('invoke', 'describe-table', 'no start')], {
      failure: failures.settings,
      durationMs: 0,
    }),
  ),
  defect: report(
    scenario('plan-ledger', 'broken', [
      failed(...SEED, failures.defect, { id: 'seed-plan', calls: 0 }),
    ]),
  ),
  interrupted: report(
    scenario('plan-ledger', 'broken', [
      passed(...SEED),
      skipped(...RESUME, 'stopped by SIGINT while it ran', {
        id: 'resume',
        durationMs: 4600,
        calls: 1,
        notes: { function: LIFECYCLE },
      }),
      skipped(...ANSWERS, 'stopped by SIGINT'),
      passed(...CLEANUP),
    ]),
  ),
  flaky: report(
    scenario('plan-ledger', 'passed', [passed(...SEED), passed(...CLEANUP)], {
      flaky: true,
      startedAt: '2026-01-31T03:00:09.000Z',
      attempts: [attempt(wrong, '2026-01-31T03:00:00.000Z')],
    }),
  ),
  leaked: report(
    scenario(
      'plan-ledger',
      'passed',
      [
        passed(...SEED, { notes: { plan: 'e2e-p7-ledger-1' } }),
        failed(...CLEANUP, failures.timeout),
      ],
      { leaked: true },
    ),
  ),
  retried: report(
    scenario('plan-ledger', 'failed', wrong.steps, {
      startedAt: '2026-01-31T03:00:09.000Z',
      attempts: [attempt(wrong, '2026-01-31T03:00:00.000Z')],
    }),
    // It failed twice, otherwise each time; then the canary broke, which is kept among the others.
    scenario('validator-run', 'failed', wrong.steps, {
      startedAt: '2026-01-31T03:00:09.000Z',
      attempts: [
        attempt(
          scenario('validator-run', 'failed', [failed(...RESUME, failures.timeout)]),
          '2026-01-31T03:00:00.000Z',
        ),
        attempt(
          scenario('validator-run', 'broken', [failed(...SEED, failures.denied)]),
          '2026-01-31T03:00:18.000Z',
        ),
      ],
    }),
  ),
};
