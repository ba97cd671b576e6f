import { errorFacts } from './failure.ts';
import type { Share } from './time.ts';

/** Why a step was skipped, in a person's words; a report has no others. */

const USED_UP = 'used up';
const STOPPED_BY = 'stopped by';

/** That a scenario had no time for more, for a person. */
export function usedUp({ ms }: Share): string {
  const seconds = (ms / 1000).toFixed(1);
  return seconds === '0.0'
    ? `the time of the run was ${USED_UP} before this scenario began`
    : `the ${seconds} s this scenario had were ${USED_UP}`;
}

/** Whether that is why a step was skipped. */
export function ranOutOfTime(because: string): boolean {
  return because.includes(USED_UP);
}

/** Why an aborted signal stops things, for a person. */
export function stoppedBy(signal: AbortSignal): string {
  return `${STOPPED_BY} ${errorFacts(signal.reason).message}`;
}

/** Whether that is why a step was skipped. */
export function wasStopped(because: string): boolean {
  return because.startsWith(STOPPED_BY);
}
