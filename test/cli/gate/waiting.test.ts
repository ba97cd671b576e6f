import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitingFor } from '../../../src/cli/gate/waiting.ts';
import { fakeShell } from '../shells.ts';
import { screenOf } from '../terminals.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('in a terminal a wait is a line that is redrawn, and then gone', () => {
  const { out, err, printed } = fakeShell({ terminal: 20 });
  const waiting = waitingFor('the-canary-in-prod', out);
  vi.advanceTimersByTime(900);
  expect(printed.out).toBe('');

  vi.advanceTimersByTime(61_100);
  expect(screenOf(printed.out, 20)).toEqual(['… 62 s: the-canary…']);

  waiting.aside(err, 'busy\n');
  expect(printed.err).toBe('busy\n');
  expect(screenOf(printed.out, 20)).toEqual(['']);
  vi.advanceTimersByTime(250);
  expect(screenOf(printed.out, 20)).toHaveLength(1);

  waiting.close();
  vi.advanceTimersByTime(10_000);
  expect(screenOf(printed.out, 20)).toEqual(['']);
});

test('elsewhere it is told once a minute, and a short one never', () => {
  const { out, printed } = fakeShell();
  const waiting = waitingFor('npm', out);
  vi.advanceTimersByTime(59_000);
  expect(printed.out).toBe('');
  vi.advanceTimersByTime(61_000);
  expect(printed.out).toBe('… 60 s: npm\n… 120 s: npm\n');
  waiting.close();
  vi.advanceTimersByTime(120_000);
  expect(printed.out).toBe('… 60 s: npm\n… 120 s: npm\n');
});
