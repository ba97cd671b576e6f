import { describe, expect, it } from 'vitest';
import type { RunReport, ScenarioReport, Trigger } from '../../src/engine/report.ts';
import { scenarioName } from '../../src/engine/run.ts';
import {
  type MetricSet,
  NAMESPACE,
  runMetrics,
  scenarioMetrics,
  serviceOf,
  stepMetrics,
  triggerDimension,
} from '../../src/telemetry/metrics.ts';
import {
  ANSWERS,
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
import { triggers } from './runs.ts';

const name = scenarioName('plan-ledger');
const steps = [passed(...SEED)];

function on(trigger: Trigger, ...scenarios: readonly ScenarioReport[]): RunReport {
  return { ...report(...scenarios), trigger };
}

function valuesOf({ values }: MetricSet): Record<string, number> {
  return Object.fromEntries(values.map((each) => [each.name, each.value]));
}

function unitsOf({ values }: MetricSet): Record<string, string> {
  return Object.fromEntries(values.map((each) => [each.name, each.unit]));
}

it('namespace and service are those of the contract', () => {
  expect(NAMESPACE).toBe('GovernanceCanary');
  expect(serviceOf('prod')).toBe('governance-canary-prod');
});

it.each([
  ['schedule', triggers.schedule, 'schedule'],
  ['a stack event', triggers.stack, 'deploy'],
  ['a deployment', triggers.deploy, 'deploy'],
  ['a person', triggers.manual, 'manual'],
])('a run started by %s is counted as %s', (_, trigger, dimension) => {
  expect(triggerDimension(trigger)).toBe(dimension);
});

describe('a run', () => {
  it('that is healthy sends its heartbeat, its duration and the zeros', () => {
    const set = runMetrics(on(triggers.schedule, scenario('plan-ledger', 'passed', steps)));
    expect(set.dimensions).toEqual({ Trigger: 'schedule' });
    expect(valuesOf(set)).toEqual({
      RunCompleted: 1,
      RunDuration: 1234,
      Broken: 0,
      Flaky: 0,
      Leaked: 0,
    });
    expect(unitsOf(set)).toEqual({
      RunCompleted: 'Count',
      RunDuration: 'Milliseconds',
      Broken: 'Count',
      Flaky: 'Count',
      Leaked: 'Count',
    });
  });

  it('counts the scenarios that were broken, flaky and leaked', () => {
    const set = runMetrics(
      on(
        triggers.manual,
        scenario('a', 'broken', steps, { leaked: true }),
        scenario('b', 'broken', steps),
        scenario('c', 'passed', steps, { flaky: true, leaked: true }),
        scenario('d', 'failed', steps, { leaked: true }),
      ),
    );
    expect(valuesOf(set)).toMatchObject({ RunCompleted: 1, Broken: 2, Flaky: 1, Leaked: 3 });
  });
});

describe('a scenario', () => {
  it.each([
    ['passed', { Failed: 0, Duration: 220 }],
    ['failed', { Failed: 1, Duration: 220 }],
    ['broken', { Duration: 220 }],
  ] as const)('that %s', (verdict, values) => {
    const set = scenarioMetrics(scenario('plan-ledger', verdict, steps), triggers.stack);
    expect(set.dimensions).toEqual({ Scenario: 'plan-ledger', Trigger: 'deploy' });
    expect(valuesOf(set)).toEqual(values);
    expect(unitsOf(set)).toMatchObject({ Duration: 'Milliseconds' });
  });

  it('that passed at a second attempt is a pass', () => {
    const flaky = scenario('plan-ledger', 'passed', steps, { flaky: true });
    expect(valuesOf(scenarioMetrics(flaky, triggers.schedule)).Failed).toBe(0);
  });
});

describe('a step', () => {
  const invoke = passed(...RESUME, { id: 'resume' });
  const red = failed(...RESUME, failures.crash, { id: 'resume' });
  const check = failed(...ANSWERS, failures.check, { id: 'resume-answers-200' });
  const cleanup = passed(...CLEANUP, { id: 'delete-plan' });
  const unknown = skipped(...RESUME, '"seed" failed');

  it('has its scenario and its id as dimensions', () => {
    expect(stepMetrics(name, invoke, 'all').dimensions).toEqual({
      Scenario: 'plan-ledger',
      Step: 'resume',
    });
  });

  it.each([
    ['a passed request', invoke, 'all', { StepFailed: 0, StepDuration: 12 }],
    ['a passed cleanup', cleanup, 'all', { StepFailed: 0, StepDuration: 12 }],
    ['a failed request', red, 'all', { StepFailed: 1, StepDuration: 12 }],
    ['a failed check, which does no I/O', check, 'all', { StepFailed: 1 }],
    ['a skipped step, of which nothing is known', unknown, 'all', {}],
    ['a passed request', invoke, 'failures', {}],
    ['a failed request', red, 'failures', { StepFailed: 1, StepDuration: 12 }],
    ['a failed check', check, 'failures', { StepFailed: 1 }],
    ['a skipped step', unknown, 'failures', {}],
    ['a passed request', invoke, 'off', {}],
    ['a failed request', red, 'off', {}],
  ] as const)('%s, with step metrics %3$s', (_, step, mode, values) => {
    expect(valuesOf(stepMetrics(name, step, mode))).toEqual(values);
  });
});
