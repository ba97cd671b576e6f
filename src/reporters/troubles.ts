import type { RunReport, ScenarioReport } from '../engine/report.ts';
import { inTheirOrder } from '../engine/run.ts';
import { failureOf, leaksIn, reasonOf } from './steps.ts';

/** What is worth telling; scenarios that stopped for one and the same reason are told once. */
export function troubles({
  scenarios,
}: RunReport): readonly [ScenarioReport, ...ScenarioReport[]][] {
  const groups = new Map<string, [ScenarioReport, ...ScenarioReport[]]>();
  for (const scenario of scenarios) {
    const { name, verdict, leaked, flaky } = scenario;
    if (verdict === 'passed' && !leaked && !flaky) continue;
    const attempts = inTheirOrder(scenario);
    const leaks = attempts.flatMap(leaksIn).map(({ failure }) => failure.message);
    const whole = verdict === 'passed' || failureOf(scenario) !== undefined;
    // One that was cut short was so at a step of its own.
    const reasons = JSON.stringify([whole || name, attempts.map(reasonOf), leaks]);
    const group = groups.get(reasons);
    if (group) group.push(scenario);
    else groups.set(reasons, [scenario]);
  }
  return [...groups.values()];
}
