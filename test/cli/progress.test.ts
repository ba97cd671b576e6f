import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Progress, progress } from '../../src/cli/progress.ts';
import type { Output } from '../../src/cli/shell.ts';
import type { ScenarioName, StepResult } from '../../src/engine/report.ts';
import { scenarioName } from '../../src/engine/run.ts';
import { width } from '../../src/reporters/layout.ts';
import {
  ANSWERS,
  attempt,
  failed,
  failures,
  look,
  passed,
  RESUME,
  report,
  SEED,
  scenario,
  skipped,
} from '../reporters/reports.ts';
import { screenOf } from './terminals.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const [ledger, validator, budget] = ['plan-ledger', 'validator-run', 'budget-reserve'].map(
  scenarioName,
) as [ScenarioName, ScenarioName, ScenarioName];

interface Told {
  readonly live: Progress;
  readonly out: Output;
  /** Everything that was written. */
  written(): string;
  /** What a terminal shows of it. */
  screen(): string[];
}

function telling(isTty: boolean, columns = 80, names = [ledger], whole = false): Told {
  let written = '';
  const out: Output = {
    write: (text) => {
      written += text;
    },
    isTty,
    columns,
  };
  const live = progress(out, look(columns, { whole }));
  const { id, trigger } = report();
  live.runStarted?.({ id, trigger, select: 'all', retries: 0, requestedAt: 0 }, names);
  return { live, out, written: () => written, screen: () => screenOf(written, columns) };
}

function begin(
  live: Progress,
  name: ScenarioName,
  [phase, title]: readonly [StepResult['phase'], string],
) {
  live.stepStarted?.(name, { phase, title, id: 'id' });
}

test('it begins with how much is run, and where', () => {
  const { screen } = telling(true, 80, [ledger, validator]);

  expect(screen()).toEqual(['2 scenarios in us-east-1', '']);
});

test('a step that takes long is under way on the last line, until it ends', () => {
  const { live, screen } = telling(true);
  begin(live, ledger, RESUME);

  vi.advanceTimersByTime(500);
  expect(screen().at(-1)).toBe('');
  vi.advanceTimersByTime(500);
  expect(screen().at(-1)).toBe('… plan-ledger: POST /plans/:planId/resume 1.0 s');
  vi.advanceTimersByTime(2_000);
  expect(screen().at(-1)).toBe('… plan-ledger: POST /plans/:planId/resume 3.0 s');

  live.stepFinished?.(ledger, passed(...RESUME, { durationMs: 3_000 }));
  live.close();
  expect(screen()).toEqual([
    '1 scenario in us-east-1',
    '✓ plan-ledger invoke  POST /plans/:planId/resume                          3.00 s',
    '',
  ]);
});

test('of several under way the oldest is named, with how many more there are', () => {
  const { live, screen } = telling(true, 80, [ledger, validator, budget]);
  begin(live, validator, RESUME);
  vi.advanceTimersByTime(100);
  begin(live, ledger, RESUME);
  begin(live, budget, SEED);
  vi.advanceTimersByTime(1_400);

  expect(screen().at(-1)).toBe('… validator-run: POST /plans/:planId/resume 1.5 s, +2 more');
});

test('all of them are named where there is room', () => {
  const { live, screen } = telling(true, 200, [ledger, validator]);
  begin(live, ledger, RESUME);
  begin(live, validator, SEED);
  vi.advanceTimersByTime(1_000);

  expect(screen().at(-1)).toBe(
    '… plan-ledger: POST /plans/:planId/resume 1.0 s, validator-run: one PAUSED plan in RevenuePlans 1.0 s',
  );
});

test.each([20, 40, 80])('at %i columns nothing of the last line is ever left behind', (columns) => {
  const { live, screen } = telling(true, columns, [ledger, validator]);
  for (let round = 0; round < 5; round++) {
    begin(live, ledger, RESUME);
    begin(live, validator, ['invoke', '計画が見つかりません 🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨']);
    vi.advanceTimersByTime(700 + round * 300);
    live.stepFinished?.(ledger, passed(...RESUME));
    vi.advanceTimersByTime(700);
    live.stepFinished?.(validator, failed(...ANSWERS, failures.check));
  }
  live.close();

  const lines = screen();
  expect(lines.filter((line) => line.includes('…') && line.startsWith('…'))).toEqual([]);
  expect(lines).toHaveLength(1 + 5 * 3 + 1);
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
});

test('where lines cannot be redrawn no escape code is written, and a stuck step is told once', () => {
  const { live, written } = telling(false);
  begin(live, ledger, RESUME);

  vi.advanceTimersByTime(4_900);
  expect(written()).toBe('1 scenario in us-east-1\n');
  vi.advanceTimersByTime(60_000);
  live.stepFinished?.(ledger, passed(...RESUME, { durationMs: 64_900 }));
  live.close();

  expect(written()).toBe(`1 scenario in us-east-1
… plan-ledger: POST /plans/:planId/resume 5.3 s
✓ plan-ledger invoke  POST /plans/:planId/resume                         64.90 s
`);
});

test('a skipped step is not worth a line', () => {
  const { live, screen } = telling(true);
  live.stepFinished?.(ledger, skipped(...RESUME, 'stopped by SIGINT'));

  expect(screen()).toEqual(['1 scenario in us-east-1', '']);
});

test('nor does it stay on the last line, where it was under way', () => {
  const { live, screen } = telling(true);
  begin(live, ledger, RESUME);
  vi.advanceTimersByTime(1_000);
  live.stepFinished?.(ledger, skipped(...RESUME, 'stopped by SIGINT while it ran'));
  vi.advanceTimersByTime(250);

  expect(screen()).toEqual(['1 scenario in us-east-1', '']);
});

test('another attempt is announced', () => {
  const { live, screen } = telling(true);
  live.scenarioRetried?.(attempt(scenario('plan-ledger', 'failed', [])), 2);

  expect(screen().at(-2)).toBe('↻ plan-ledger: attempt 2, with a fresh identity');
});

test('what is said beside it does not tear the last line', () => {
  const { live, out, screen } = telling(true);
  begin(live, ledger, RESUME);
  vi.advanceTimersByTime(1_000);

  live.aside(out, 'SIGINT: cleaning up\n');
  expect(screen().slice(1)).toEqual(['SIGINT: cleaning up', '']);
  vi.advanceTimersByTime(250);
  expect(screen().at(-1)).toBe('… plan-ledger: POST /plans/:planId/resume 1.3 s');
});

test('after its end nothing more is written, and no timer is left', () => {
  const { live, written } = telling(true);
  begin(live, ledger, RESUME);
  vi.advanceTimersByTime(1_000);
  live.close();
  const before = written();

  vi.advanceTimersByTime(10_000);

  expect(written()).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
});

test('in a log nothing is cut', () => {
  const { live, written } = telling(false, 20, [ledger], true);
  begin(live, ledger, RESUME);
  vi.advanceTimersByTime(5_300);
  live.scenarioRetried?.(attempt(scenario('plan-ledger', 'failed', [])), 2);
  live.close();

  expect(written()).toBe(`1 scenario in us-east-1
… plan-ledger: POST /plans/:planId/resume 5.3 s
↻ plan-ledger: attempt 2, with a fresh identity
`);
});
