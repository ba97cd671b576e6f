import { expect, test } from 'vitest';
import { summaryOf } from '../../src/engine/history.ts';
import {
  ANSWERS,
  attempt,
  CLEANUP,
  failed,
  failures,
  passed,
  RESUME,
  report,
  SEED,
  scenario,
  skipped,
} from '../reporters/reports.ts';

test('a summary keeps what was judged, and no step', () => {
  const steps = [passed(...SEED), passed(...RESUME)];
  expect(summaryOf(report(scenario('plan-ledger', 'passed', steps)))).toEqual({
    verdict: 'passed',
    durationMs: 1234,
    version: '1.2.3',
    scenarios: [
      {
        name: 'plan-ledger',
        verdict: 'passed',
        flaky: false,
        leaked: false,
        durationMs: 220,
        stops: [],
      },
    ],
  });
});

test('each attempt that did not pass says where it stopped, in the order they were made', () => {
  const first = scenario('plan-ledger', 'failed', [
    passed(...SEED),
    failed(...RESUME, failures.crash, { id: 'resume' }),
    skipped(...ANSWERS, 'resume failed'),
    failed(...CLEANUP, failures.timeout),
  ]);
  const last = scenario('plan-ledger', 'passed', [passed(...SEED)], {
    flaky: true,
    startedAt: '2026-01-31T03:00:02.000Z',
    attempts: [attempt(first, '2026-01-31T03:00:01.000Z')],
  });
  expect(summaryOf(report(last)).scenarios[0]).toMatchObject({
    flaky: true,
    stops: [{ phase: 'invoke', step: 'resume', kind: 'target', message: failures.crash.message }],
  });
});

test('where the attempt of the verdict stopped comes last, whatever broke after it', () => {
  const red = scenario('plan-ledger', 'failed', [failed(...RESUME, failures.crash)]);
  const broken = scenario('plan-ledger', 'broken', [failed(...SEED, failures.denied)]);
  const attempts = [attempt(broken, '2026-01-31T23:00:00.000Z')];
  const { stops } = summaryOf(report({ ...red, attempts })).scenarios[0] ?? {};
  expect(stops?.map(({ phase }) => phase)).toEqual(['seed', 'invoke']);
});

test('what could not start stopped at no step', () => {
  const broken = scenario('plan-ledger', 'broken', [], { failure: failures.settings });
  expect(summaryOf(report(broken)).scenarios[0]?.stops).toEqual([
    { kind: 'settings', message: failures.settings.message },
  ]);
});

test('a message without end is cut', () => {
  const endless = { ...failures.check, message: 'x'.repeat(5_000) };
  const red = scenario('plan-ledger', 'failed', [failed(...ANSWERS, endless)]);
  expect(summaryOf(report(red)).scenarios[0]?.stops[0]?.message).toHaveLength(300);
  const cut = scenario('plan-ledger', 'broken', [skipped(...ANSWERS, 'x'.repeat(5_000))]);
  expect(summaryOf(report(cut)).scenarios[0]?.stops[0]?.message).toHaveLength(300);
});

test('a message is never cut inside a character', () => {
  const message = `${'x'.repeat(298)}🚨!`;
  const red = scenario('plan-ledger', 'failed', [
    failed(...ANSWERS, { ...failures.check, message }),
  ]);
  expect(summaryOf(report(red)).scenarios[0]?.stops[0]?.message).toBe(`${'x'.repeat(298)}…`);
});

test('a scenario that was cut short stopped at the step it did not end, and no failure is made of that', () => {
  const cut = scenario('plan-ledger', 'broken', [
    passed(...SEED),
    skipped(...RESUME, 'the 1.0 s this scenario had were used up', { id: 'resume' }),
    skipped(...ANSWERS, 'the 1.0 s this scenario had were used up'),
    passed(...CLEANUP),
  ]);
  expect(summaryOf(report(cut)).scenarios[0]?.stops).toEqual([
    { phase: 'invoke', step: 'resume', message: 'the 1.0 s this scenario had were used up' },
  ]);
});
