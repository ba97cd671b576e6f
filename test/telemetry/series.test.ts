import { expect, it } from 'vitest';
import { scenarios } from '../../src/scenarios/index.ts';
import { seriesOf, type WatchedScenario } from '../../src/telemetry/series.ts';
import { seriesName } from './written.ts';

const one: WatchedScenario = {
  name: 'one',
  steps: [
    { phase: 'seed', id: 'put' },
    { phase: 'verify', id: 'there' },
  ],
};

const namesOf = (mode: Parameters<typeof seriesOf>[1]) =>
  seriesOf([one], mode).map(({ name, dimensions }) => seriesName(name, dimensions));

it('every series a run can emit is there, once', () => {
  const names = namesOf('all');
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/deploy|manual/.test(name))).toEqual([
    'RunCompleted{Trigger=schedule}',
    'RunDuration{Trigger=schedule}',
    'Broken{Trigger=schedule}',
    'Flaky{Trigger=schedule}',
    'Leaked{Trigger=schedule}',
    'LeftoversFound{}',
    'LeftoversRemoved{}',
    'Failed{Scenario=one,Trigger=schedule}',
    'Duration{Scenario=one,Trigger=schedule}',
    'StepFailed{Scenario=one,Step=put}',
    'StepDuration{Scenario=one,Step=put}',
    'StepFailed{Scenario=one,Step=there}',
  ]);
});

it('those of failed steps are the same, and there are none when they are off', () => {
  expect(namesOf('failures')).toEqual(namesOf('all'));
  expect(namesOf('off').filter((name) => name.startsWith('Step'))).toEqual([]);
});

it('the suite stays under what a hundred metrics cost', () => {
  expect(seriesOf(scenarios, 'all').length).toBeLessThan(150);
  expect(seriesOf(scenarios, 'off').length).toBeLessThan(50);
});
