import { expect, test } from 'vitest';
import { attemptReporting } from '../../src/engine/attempt-report.ts';
import { met } from '../../src/engine/checks.ts';
import type { StepResult } from '../../src/engine/report.ts';
import type { Ran } from '../../src/engine/step.ts';
import { fakeClock } from '../helpers/clock.ts';
import { accessDenied, targetDown, toy } from '../helpers/toys.ts';

const tiny = toy('tiny', 'A tiny one')
  .given(() => ({}))
  .verify('fine', () => met)
  .leavesNothing('it only looks');

type Told = { phase?: StepResult['phase'] } & (
  | { status: 'passed' }
  | { status: 'failed'; failure: typeof targetDown }
  | { status: 'skipped'; because: string }
);
const ran = (told: Told, begun = told.status !== 'skipped'): Ran => ({
  result: {
    phase: 'invoke',
    id: 'x',
    title: 'x',
    startedAt: '2026-01-31T12:00:00.000Z',
    durationMs: 1,
    calls: 1,
    notes: { function: 'api', logTail: 'a long story' },
    ...told,
  },
  begun,
  evidenceKeys: ['logTail'],
});
const passed: Told = { status: 'passed' };
const failed: Told = { status: 'failed', failure: targetDown };
const broken: Told = { status: 'failed', failure: accessDenied };
const skipped: Told = { status: 'skipped', because: 'stopped' };
const cleanup = (told: Told): Told => ({ ...told, phase: 'cleanup' });

function reportOf(told: readonly Told[], failure?: typeof targetDown) {
  const report = attemptReporting(tiny, fakeClock());
  for (const one of told) report.add(ran(one));
  return report.finished(failure);
}

test.each<[string, string, boolean, Told[]]>([
  ['everything passed', 'passed', false, [passed, cleanup(passed)]],
  ['the target failed', 'failed', false, [passed, failed, skipped, cleanup(passed)]],
  ['the canary failed', 'broken', false, [broken, skipped, cleanup(passed)]],
  ['the first failure decides', 'broken', false, [broken, failed, cleanup(passed)]],
  ['only the cleanup failed', 'passed', true, [passed, cleanup(failed)]],
  ['one of two cleanups failed', 'passed', true, [passed, cleanup(failed), cleanup(passed)]],
  ['a cleanup was denied', 'passed', true, [passed, cleanup(broken)]],
  ['cut short, nothing is known', 'broken', false, [passed, skipped, cleanup(passed)]],
  ['nothing was begun', 'broken', false, [skipped, cleanup(skipped)]],
  ['begun, but not cleaned up', 'passed', true, [passed, cleanup(skipped)]],
])('when %s, the verdict is %s and leaked %s', (_name, verdict, leaked, told) => {
  expect(reportOf(told)).toMatchObject({ verdict, leaked });
});

test.each([
  ['broken', accessDenied],
  ['failed', targetDown],
])('what kept it from starting decides: %s', (verdict, failure) => {
  const report = reportOf([skipped], failure);

  expect(report).toMatchObject({ verdict, failure, leaked: false });
});

test.each([
  [1, true],
  [0, false],
])('a seed that failed after %i requests may have written: leaked is %s', (calls, leaked) => {
  const report = attemptReporting(tiny, fakeClock());
  const seed = ran({ ...broken, phase: 'seed' });
  report.add({ ...seed, result: { ...seed.result, calls } });
  report.add(ran(cleanup(broken)));

  expect(report.finished()).toMatchObject({ verdict: 'broken', leaked });
});

test('a seed that was cut off may have written: without a cleanup it leaked', () => {
  const report = attemptReporting(tiny, fakeClock());
  report.add(ran(skipped, true));
  expect(report.begun()).toBe(true);
  report.add(ran(cleanup(skipped), false));

  expect(report.finished()).toMatchObject({ verdict: 'broken', leaked: true });
});

test('evidence is kept unless everything passed and was cleaned up', () => {
  const kept = (told: readonly Told[]) => reportOf(told).steps.map(({ notes }) => notes.logTail);

  expect(kept([passed, cleanup(passed)])).toEqual([undefined, undefined]);
  expect(kept([passed, failed])).toEqual(['a long story', 'a long story']);
  expect(kept([passed, cleanup(failed)])).toEqual(['a long story', 'a long story']);
  expect(kept([passed, skipped])).toEqual(['a long story', 'a long story']);
});

test('notes that are no evidence are always kept', () => {
  expect(reportOf([passed]).steps[0]?.notes).toEqual({ function: 'api' });
});

test('an attempt has its name, its title and its time', async () => {
  const clock = fakeClock();
  clock.pass(1_000);
  const report = attemptReporting(tiny, clock);
  await clock.sleep(1234.567);

  expect(report.finished()).toMatchObject({
    name: 'tiny',
    title: 'A tiny one',
    startedAt: '2026-01-31T12:00:01.000Z',
    durationMs: 1234.57,
    flaky: false,
    attempts: [],
  });
});
