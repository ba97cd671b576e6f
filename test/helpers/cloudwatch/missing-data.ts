import type { AlarmState } from './states.ts';

/** A datapoint as AWS's tables draw it: within the threshold, breaching, missing. */
export type Mark = '0' | 'X' | '-';

export interface MOutOfN {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

/**
 * The state after an evaluation. `range` is the evaluation range, oldest first: longer than the
 * evaluation periods, so that real datapoints from farther back stand in for missing ones before
 * `treatMissingData` is asked.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function judge(range: readonly Mark[], rule: MOutOfN, current: AlarmState): AlarmState {
  const real = range.filter((mark) => mark !== '-').slice(-rule.evaluationPeriods);
  const toFill = rule.evaluationPeriods - real.length;
  const breaching = real.filter((mark) => mark === 'X').length;
  const enough = (count: number) => (count >= rule.datapointsToAlarm ? 'ALARM' : 'OK');

  if (toFill === 0) return enough(breaching);
  switch (rule.treatMissingData) {
    case 'breaching':
      return enough(breaching + toFill);
    case 'notBreaching':
      return enough(breaching);
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      return isOldEnough(range, rule.datapointsToAlarm) ? 'ALARM' : enough(breaching);
    case 'ignore':
      // The tables retain the state where nothing within the threshold speaks for OK. For a
      // breaching datapoint too young to alarm alone (- - - X -, 3 of 3) they have no row; retaining
      // is the same rule.
      return breaching === real.length && enough(breaching) === 'OK' ? current : enough(breaching);
  }
}

/**
 * The "premature" rule: too few datapoints, but all of them breach and the oldest is at least as
 * many periods old as datapoints are needed. The page's text asks only that those after the oldest
 * breaching one breach; its row 0 - X - - (2 of 3), which stays OK, shows that a datapoint within
 * the threshold before it counts as well.
 */
function isOldEnough(range: readonly Mark[], datapointsToAlarm: number): boolean {
  const age = range.length - range.indexOf('X');
  return !range.includes('0') && age >= datapointsToAlarm;
}
