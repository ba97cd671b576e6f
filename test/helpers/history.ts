import type { ScenarioSummary } from '../../src/engine/history.ts';
import { scenarioName } from '../../src/engine/run.ts';

/** A scenario of a past run: passed, unless something else is said of it. */
export function pastScenario(rest: Partial<ScenarioSummary> = {}): ScenarioSummary {
  return {
    name: scenarioName('plan-ledger'),
    verdict: 'passed',
    flaky: false,
    leaked: false,
    durationMs: 100,
    stops: [],
    ...rest,
  };
}
