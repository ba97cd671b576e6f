import type { Failure, RunReport, ScenarioReport, StepResult } from '../../../src/engine/report.ts';
import {
  asked,
  attempt,
  CLEANUP,
  failed,
  failures,
  passed,
  report,
  scenario,
  skipped,
} from '../reports.ts';

const STARTED = Date.parse('2026-01-31T03:00:00.000Z');
const at = (ms: number) => new Date(STARTED + ms).toISOString();

/** What a target may answer to break whatever shows it: a page, a terminal, a file of XML. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "'-alert(3)-'",
  '</pre></style><iframe src="https://example.invalid/">',
  '{{constructor.constructor("alert(4)")()}}',
  ']]><!--',
  '\u001b[2J\u001b[31mred\u001b]8;;https://example.invalid/\u0007link\u001b]8;;\u0007',
  '\u0000\u0008\u007f\u009b31m',
  'ab\u202egnp.exe\u2066\u200f',
  'שלום مرحبا',
  `z${'\u0335'.repeat(60)}`,
  '\ud83d half, 計🚨',
  'a\tb\r\nc\u2028d',
  '%0a::error::no',
].join(' ');

const megabyte = `${HOSTILE} ${'x'.repeat(1_000_000)} ${HOSTILE}`;

/** A run in which everything that a stranger can say is said by one who means harm. */
export function hostileRun(): RunReport {
  const check: Failure = {
    kind: 'check',
    message: `expected peace, got ${HOSTILE}`,
    expected: { [HOSTILE]: HOSTILE },
    actual: { body: megabyte, [HOSTILE]: [HOSTILE] },
  };
  const crash: Failure = {
    kind: 'target',
    message: megabyte,
    error: { name: HOSTILE, message: HOSTILE, stack: megabyte },
  };
  const notes = {
    function: HOSTILE,
    requestId: HOSTILE,
    logTail: megabyte,
    afterTheLostAnswer: { plan: HOSTILE },
  };
  const said = (failure: Failure) =>
    scenario(
      HOSTILE,
      'failed',
      [
        passed('seed', HOSTILE, { id: HOSTILE }),
        failed('invoke', HOSTILE, failure, { notes }),
        skipped('verify', HOSTILE, HOSTILE),
        failed('cleanup', HOSTILE, crash),
      ],
      { title: HOSTILE, leaked: true },
    );
  const first = said(check);
  return {
    ...report(
      { ...first, attempts: [attempt(first, '2026-01-31T02:59:59.000Z')] },
      { ...said(crash), name: 'second' as ScenarioReport['name'] },
    ),
    version: HOSTILE,
    trigger: { kind: 'manual', by: HOSTILE },
  };
}

/** As many scenarios side by side as were asked for, of sixteen steps each; some fail, some are flaky. */
export function largeRun(count: number, isRed = (i: number) => i % 10 === 9): RunReport {
  const all = Array.from({ length: count }, (_, i) => {
    const one = timed(i, isRed(i));
    if (i % 15 !== 14 || one.verdict === 'failed') return one;
    const again = { ...timed(i, false), startedAt: at(400) };
    return { ...again, flaky: true, attempts: [attempt(timed(i, true), at(0))] };
  });
  return { ...report(...all), startedAt: at(0), durationMs: 900 };
}

function timed(index: number, red: boolean): ScenarioReport {
  const shift = (index % 4) * 3;
  const verifies = (from: number, ms: number) =>
    Array.from({ length: 4 }, (_, i) =>
      passed('verify', `check ${from + i} of what came holds`, {
        startedAt: at(ms),
        durationMs: 0.03,
      }),
    );
  const steps: StepResult[] = [
    passed('seed', 'one PAUSED plan in RevenuePlans', { startedAt: at(0), durationMs: 40 + shift }),
    passed('invoke', 'POST /plans/:planId/resume', {
      startedAt: at(50 + shift),
      durationMs: 120,
      notes: asked,
    }),
    ...verifies(1, 170 + shift),
    passed('invoke', 'GET /plans/:planId/ledger', { startedAt: at(180 + shift), durationMs: 60 }),
    ...verifies(5, 240 + shift),
    red
      ? failed('verify', `the plan is ACTIVE ${index}`, checkOf(index), {
          startedAt: at(250 + shift),
        })
      : passed('invoke', 'GET /plans/:planId', { startedAt: at(250 + shift), durationMs: 40 }),
    ...verifies(9, 290 + shift),
    passed(...CLEANUP, { startedAt: at(300 + shift), durationMs: 30 }),
  ];
  const name = `scenario-${String(index).padStart(3, '0')}`;
  const rest = { startedAt: at(0), durationMs: 330 + shift };
  return scenario(name, red ? 'failed' : 'passed', steps, rest);
}

/** Each with a reason of its own, and a log that is long: nothing can be told together. */
function checkOf(index: number): Failure {
  return {
    ...failures.check,
    message: `expected ACTIVE, got PAUSED ${index} ${'y'.repeat(2_000)}`,
  };
}
