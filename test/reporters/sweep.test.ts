import { expect, test } from 'vitest';
import { runId } from '../../src/engine/run.ts';
import type { UnfinishedRun } from '../../src/engine/run-store.ts';
import type { SweepReport } from '../../src/engine/sweeper.ts';
import { sweepLines, upcomingLines } from '../../src/reporters/sweep.ts';
import { FAKE_START } from '../helpers/clock.ts';

test.each([
  ['due', FAKE_START],
  ['due in 38 seconds', FAKE_START - 38_000],
  ['due in 3 minutes', FAKE_START - 180_000],
])('what is swept from noon on is %s', (when, now) => {
  const run: UnfinishedRun = {
    ...{
      id: runId('run-1'),
      trigger: { kind: 'schedule', rule: 'r' },
      begunAt: FAKE_START - 60_000,
    },
    debt: { what: 'cleanup', dueAt: FAKE_START },
    attempts: [],
  };

  const [line] = upcomingLines([run], now, () => undefined);

  expect(line).toMatch(new RegExp(`, ${when}$`));
});

test.each([
  ['cleanup', 'died, or may have left something, due'],
  ['kept', 'kept on purpose, due, or with a sweep by hand'],
  ['ledger', 'ledger entries, due'],
] as const)('what is owed (%s) is told, and who would have it at once', (what, said) => {
  const run: UnfinishedRun = {
    id: runId('run-1'),
    trigger: { kind: 'manual', by: 'canary seed' },
    begunAt: FAKE_START,
    debt: { what, dueAt: FAKE_START },
    attempts: [],
  };

  expect(upcomingLines([run], FAKE_START, () => undefined)).toEqual([
    `2026-01-31 12:00 run-1 canary seed ${said}`,
  ]);
});

test.each([
  [false, 'nothing to sweep', []],
  [true, 'nothing was looked at', ['there may be more: sweep again']],
])('a sweep of nothing, where there may be more: %s', (more, said, left) => {
  expect(sweepLines({ ...swept(0, 0), runs: [], more })).toEqual({ lines: [said], left });
});

test.each([
  [swept(0, 0), 'nothing was left', 'nothing was left, from 1 run'],
  [swept(2, 0), '1 of 2 removed', '1 of 2 leftovers removed, from 1 run'],
  [swept(0, 1), 'nothing was left', '1 ledger entry removed, from 1 run'],
  [swept(2, 6), '1 of 2 removed', '1 of 2 leftovers removed, 6 ledger entries removed, from 1 run'],
])('of a sweep is said what was there: %#', (report, ofTheRun, ofAll) => {
  const { lines } = sweepLines(report);
  expect(lines[0]).toMatch(new RegExp(` r ${ofTheRun}$`));
  expect(lines[1]).toBe(ofAll);
});

function swept(found: number, ledgerEntries: number): SweepReport {
  const counts = { found, removed: found / 2, ledgerEntries };
  const schedule = { kind: 'schedule', rule: 'r' } as const;
  const run = {
    id: runId('r'),
    trigger: schedule,
    begunAt: 1,
    what: 'cleanup',
    failures: [],
  } as const;
  return { runs: [{ ...run, ...counts }], ...counts, more: false, durationMs: 1 };
}
