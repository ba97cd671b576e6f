import { expect, test } from 'vitest';
import type { StepResult } from '../../src/engine/report.ts';
import { scenarioName } from '../../src/engine/run.ts';
import { width } from '../../src/reporters/layout.ts';
import { nameRoom, painter } from '../../src/reporters/look.ts';
import { stepLine } from '../../src/reporters/step-line.ts';
import { ANSWERS, failed, failures, look, passed, RESUME, SEED } from './reports.ts';

const names = nameRoom(['plan-ledger', 'outcomes-capture'].map(scenarioName));

function line(columns: number, step: StepResult, color = false): string {
  const on = look(columns, { color });
  return stepLine('plan-ledger', names, step, on, painter(on));
}

test.each([
  [40, SEED, '✓ plan-ledger      one PAUSED plan in R…'],
  [80, SEED, '✓ plan-ledger      seed    one PAUSED plan in RevenuePlans                 12 ms'],
  [
    200,
    SEED,
    '✓ plan-ledger      seed    one PAUSED plan in RevenuePlans                                     12 ms',
  ],
  [40, ANSWERS, '✓ plan-ledger      resume answers 200'],
  [80, ANSWERS, '✓ plan-ledger      verify  resume answers 200'],
] as const)('at %i columns a step that passed is one line', (columns, [phase, title], expected) => {
  expect(line(columns, passed(phase, title))).toBe(expected);
});

test('where nothing is cut, all of it is there; what is short stays in its column', () => {
  const on = look(40, { whole: true });
  const whole = (step: StepResult) => stepLine('plan-ledger', names, step, on, painter(on));

  expect(whole(passed(...SEED))).toBe('✓ plan-ledger      one PAUSED plan in RevenuePlans');
  expect(whole(failed(...RESUME, failures.crash))).toBe(
    `✗ plan-ledger      POST /plans/:planId/resume\n  ${failures.crash.message}`,
  );
  const wide = look(80, { whole: true });
  const step = passed(...SEED);
  expect(stepLine('plan-ledger', names, step, wide, painter(wide))).toBe(line(80, step));
});

test.each([
  [
    40,
    `✗ plan-ledger      POST /plans/:planId/…
  cc-native-plan-lifecycle-api: expecte…`,
  ],
  [
    80,
    `✗ plan-ledger      invoke  POST /plans/:planId/resume                      12 ms
  cc-native-plan-lifecycle-api: expected an answer, got FunctionError Unhandled…`,
  ],
])('at %i columns a step that failed says why on a second line', (columns, expected) => {
  expect(line(columns, failed(...RESUME, failures.crash))).toBe(expected);
});

test('a step whose title and failure are a stranger’s stays on its lines', () => {
  const hostile = `\u001b[2Jone\ntwo ${'計画'.repeat(100)}`;
  const failure = { ...failures.crash, message: hostile };

  const told = line(80, failed('invoke', hostile, failure)).split('\n');

  expect(told).toHaveLength(2);
  expect(told.map(width)).toEqual([80, 79]); // half of a wide character has no place
  expect(told.join('')).not.toContain('\u001b');
});

test('colour marks what passed green and what failed red, and changes no character', () => {
  const red = line(80, failed(...ANSWERS, failures.check), true);
  const green = line(80, passed(...ANSWERS), true);

  expect(red).toContain('\u001b[31m✗\u001b[39m');
  expect(red).toContain('\u001b[31mexpected statusCode 200, got 500\u001b[39m');
  expect(green).toContain('\u001b[32m✓\u001b[39m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(green.replaceAll(/\u001b\[\d+m/g, '')).toBe(line(80, passed(...ANSWERS)));
});
