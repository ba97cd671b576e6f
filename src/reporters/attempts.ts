import type { Failure, ScenarioReport } from '../engine/report.ts';
import { inTheirOrder } from '../engine/run.ts';
import type { Row } from './look.ts';
import { plain } from './plain.ts';
import { type Attempt, failureOf, leaksIn, reasonOf } from './steps.ts';

/** What the other attempts came to, and what any of them could not clean up. */
export function attemptRows(scenario: ScenarioReport, row: Row): void {
  const attempts = inTheirOrder(scenario);
  const reasons = new Set(attempts.map(reasonOf));
  if (attempts.length > 1 && reasons.size === 1) {
    row('attempts', `${attempts.length}, all with this failure`);
  }
  for (const [i, attempt] of attempts.entries()) {
    const label = attempts.length > 1 ? `attempt ${i + 1}` : '';
    if (reasons.size > 1) {
      row(label, attempt === scenario ? shownOne(scenario) : plain(reasonOf(attempt)));
    }
    leakRows(attempt, label && `${label}, `, row);
  }
}

function leakRows(attempt: Attempt, which: string, row: Row): void {
  const first = failureOf(attempt);
  for (const { title, failure, what } of leaksIn(attempt)) {
    const why = isSame(failure, first) ? 'the same' : failure.message;
    row('leaked', plain(`${which}${title}: ${why}`));
    if (what) row('', plain(what));
  }
}

/** With the same error behind it: no credentials for the seed are none for the cleanup. */
function isSame(cleanup: Failure, first: Failure | undefined): boolean {
  return first !== undefined && 'error' in cleanup && 'error' in first
    ? cleanup.error.name === first.error.name && cleanup.error.message === first.error.message
    : false;
}

function shownOne({ verdict }: ScenarioReport): string {
  return verdict === 'passed' ? 'passed' : 'as above';
}
