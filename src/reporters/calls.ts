import type { ScenarioReport, StepResult } from '../engine/report.ts';
import { stoppedAt } from '../engine/run.ts';
import { plural } from './plain.ts';

/** What was asked and under which request its log can be found; nothing of a step that asked nothing. */
export function callOf({ id, calls, notes }: StepResult): readonly string[] {
  const target = notes.function ?? notes.table;
  const asked = target === undefined ? [] : [`${id}: ${target}`];
  if (calls === 0) return asked;
  if (!notes.requestId) return [...asked, `${plural(calls, 'request')}, no request id came back`];
  return [...asked, `request ${notes.requestId}${calls > 1 ? `, the last of ${calls}` : ''}`];
}

/** Which plan it was all about: what its ledger holds outlives the run. */
export function planOf(steps: readonly StepResult[]): string | undefined {
  const plan = steps.find(({ notes }) => notes.plan !== undefined)?.notes.plan;
  return plan === undefined ? undefined : String(plan);
}

/** The steps whose calls the one at which a scenario stopped has judged, and that one itself. */
export function askedUntil(steps: readonly StepResult[], stopped: StepResult): StepResult[] {
  const upTo = steps.slice(0, steps.indexOf(stopped) + 1);
  return upTo.filter((one) => one.phase === 'invoke' || one === stopped);
}

/** The same in words, a line for each call: what to look for in the target's logs. */
export function callsOf(scenario: ScenarioReport): readonly string[] {
  const stopped = stoppedAt(scenario);
  if (!stopped || scenario.failure) return [];
  const plan = planOf(scenario.steps);
  const calls = askedUntil(scenario.steps, stopped)
    .map((step) => callOf(step).join(', '))
    .filter((line) => line !== '')
    .map((line) => `call: ${line}`);
  return [...(plan === undefined ? [] : [`plan: ${plan}`]), ...calls];
}
