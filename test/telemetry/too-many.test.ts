import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alarmsFor } from '../../src/telemetry/alarms.ts';
import { tooManyScenarios } from '../../src/telemetry/too-many.ts';
import { alarmsNamedIn } from '../helpers/cloudwatch/alarm-rule.ts';
import { optionsFor } from './alarms.ts';
import { suiteOf } from './suites.ts';

/** The rule that pages, where a stack holds so many. */
function ruleOf(stage: string, scenarios: ReturnType<typeof suiteOf>): string {
  const alarms = alarmsFor(optionsFor(stage, { scenarios, intervalMinutes: 15 }));
  const rules = alarms.flatMap((one) =>
    one.type === 'AWS::CloudWatch::CompositeAlarm' ? one.properties.AlarmRule : [],
  );
  return rules.find((rule) => rule.length === Math.max(...rules.map(({ length }) => length))) ?? '';
}

test('48 scenarios are one stack: 99 of the 100 alarms that a rule may name, of 500 resources', () => {
  const scenarios = suiteOf(48);
  expect(tooManyScenarios('prod', scenarios)).toEqual([]);
  const rule = ruleOf('prod', scenarios);
  expect(new Set(alarmsNamedIn(rule)).size).toBe(99);
  expect(rule.length).toBeLessThanOrEqual(10_240);
  expect(alarmsFor(optionsFor('prod', { scenarios })).length).toBeLessThan(400);
  expect(readFileSync('README.md', 'utf8')).toContain('One stack holds 48 scenarios');
});

describe('49 scenarios', () => {
  const scenarios = suiteOf(49);
  const [why = ''] = tooManyScenarios('prod', scenarios);

  test('are too many, and it says how many are, and what to do with the others', () => {
    expect(why).toMatch(/^49 scenarios are too many for one stack: .* which is 48 of these\./);
    expect(why).toContain(
      'deploy the other 1 from a copy of this project, with a stage of its own',
    );
  });

  test.each([true, false])('have no alarms, with scheduleEnabled=%j', (scheduleEnabled) => {
    const options = optionsFor('prod', { scenarios, scheduleEnabled });
    expect(() => alarmsFor(options)).toThrow(new RangeError(why));
  });
});

test.each([27, 28])(
  'with long names, the stage’s of %i, fewer: a rule has 10240 characters',
  (length) => {
    const stage = 's'.repeat(length);
    const long = suiteOf(48).map((one) => ({ ...one, name: `${one.name}-${'x'.repeat(40)}` }));
    const [why = ''] = tooManyScenarios(stage, long);
    const most = Number(/which is (\d+) of these/.exec(why)?.[1]);

    const rule = ruleOf(stage, long.slice(0, most));
    expect(rule.length).toBeLessThanOrEqual(10_240);
    expect(rule.length + rule.length / most).toBeGreaterThan(10_240);
    expect(tooManyScenarios(stage, long.slice(0, most + 1))).toHaveLength(1);

    // Each name is in two alarms.
    const longer = Math.floor((10_240 - rule.length) / 2);
    const lengthened = (by: number) =>
      long
        .slice(0, most)
        .map((one, n) => (n > 0 ? one : { ...one, name: one.name + 'x'.repeat(by) }));
    expect(tooManyScenarios(stage, lengthened(longer))).toEqual([]);
    expect(tooManyScenarios(stage, lengthened(longer + 1))).toHaveLength(1);
  },
);
