import { expect, test } from 'vitest';
import { isClean } from '../../src/engine/clean.ts';
import type { StepResult, Verdict } from '../../src/engine/report.ts';
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

const cleaned = passed(...CLEANUP);
const clean = (verdict: Verdict, ...steps: readonly StepResult[]) =>
  isClean(report(scenario('plan-ledger', verdict, [...steps, cleaned])));
const cut = (step: Parameters<typeof skipped>[0], calls: number) =>
  skipped(step, RESUME[1], 'stopped by SIGINT while it ran', { calls });

test.each([
  ['everything passed', [passed(...SEED), passed(...RESUME)], true],
  ['an invoke was refused', [passed(...SEED), failed(...RESUME, failures.denied)], true],
  ['a later step never began', [skipped(...RESUME, 'the seed failed', { calls: 0 })], true],
  ['no answer to the seed came', [failed(...SEED, failures.timeout)], false],
  ['the seed was refused, once at least', [failed(...SEED, failures.crash)], false],
  ['the seed was sent again', [passed(...SEED, { calls: 2 }), passed(...RESUME)], false],
  ['the seed never went out', [failed(...SEED, failures.denied, { calls: 0 })], true],
  ['no answer to an invoke came', [failed(...RESUME, failures.timeout)], false],
  [
    'the last of several requests may be on its way',
    [failed(...RESUME, failures.crash, { calls: 2 })],
    false,
  ],
  ['the seed was cut off', [cut('seed', 1)], false],
  ['an invoke was cut off', [cut('invoke', 1)], false],
  ['a step was cut off before its request went out', [cut('seed', 0)], true],
] as const)('when %s: clean is %3$s', (_what, steps, is) => {
  expect(clean('broken', ...steps)).toBe(is);
});

test.each([
  ['answers wrongly', [passed(...RESUME), failed(...ANSWERS, failures.check)], false],
  ['crashes', [failed(...RESUME, failures.crash)], false],
  ['was never asked', [failed(...RESUME, failures.crash, { calls: 0 })], true],
] as const)('what a target that %s has begun may end after the cleanup', (_what, steps, is) => {
  expect(clean('failed', ...steps)).toBe(is);
});

test('no run is clean that could not clean up, in whichever attempt', () => {
  const leaking = scenario(
    'plan-ledger',
    'passed',
    [passed(...SEED), failed(...CLEANUP, failures.timeout)],
    {
      leaked: true,
    },
  );
  expect(isClean(report(leaking))).toBe(false);

  const earlier = scenario('plan-ledger', 'failed', [failed(...SEED, failures.timeout), cleaned]);
  const attempts = [attempt(earlier, earlier.startedAt)];
  const flaky = scenario('plan-ledger', 'passed', [passed(...SEED), cleaned], { attempts });
  expect(isClean(report(flaky))).toBe(false);
});

test('what needs no cleanup leaves nothing, however it ended', () => {
  const cutOff = scenario('outcomes-capture', 'broken', [cut('invoke', 1)]);
  expect(isClean(report(cutOff))).toBe(true);
});
