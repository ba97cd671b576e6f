import { expect, test } from 'vitest';
import { runId } from '../../src/engine/run.ts';
import type { UnfinishedRun } from '../../src/engine/run-store.ts';
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
  [false, 'nothing to sweep', []],
  [true, 'nothing was looked at', ['there may be more: sweep again']],
])('a sweep of nothing, where there may be more: %s', (more, said, left) => {
  const nothing = { runs: [], found: 0, removed: 0, ledgerEntries: 0, durationMs: 1 };
  expect(sweepLines({ ...nothing, more })).toEqual({ lines: [said], left });
});
