import { describe, expect, test } from 'vitest';
import { judge, type Mark, type MOutOfN } from './cloudwatch/missing-data.ts';
import type { AlarmState } from './cloudwatch/states.ts';

/**
 * The tables of "How alarm state is evaluated when data is missing", row by row:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const COLUMNS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
type Row = readonly [string, AlarmState, AlarmState | 'retain', AlarmState, AlarmState];

const THREE_OF_THREE: readonly Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', 'retain', 'ALARM', 'OK'],
];
const TWO_OF_THREE: readonly Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', 'retain', 'ALARM', 'OK'],
];

function afterwards(
  range: string,
  datapointsToAlarm: number,
  treatMissingData: MOutOfN['treatMissingData'],
  current: AlarmState = 'OK',
): AlarmState {
  const rule = { datapointsToAlarm, evaluationPeriods: 3, treatMissingData };
  return judge(range.split(' ') as Mark[], rule, current);
}

describe.each([
  ['3 of 3', 3, THREE_OF_THREE],
  ['2 of 3', 2, TWO_OF_THREE],
])("AWS's table for %s", (_, datapointsToAlarm, rows) => {
  describe.each(rows)('%s', (range, ...cells) => {
    test.each(COLUMNS.map((column, index) => [column, cells[index]] as const))(
      '%s: %s',
      (treat, cell) => {
        for (const current of STATES) {
          const expected = cell === 'retain' ? current : cell;
          expect(afterwards(range, datapointsToAlarm, treat, current)).toBe(expected);
        }
      },
    );
  });
});

describe('the text under the tables', () => {
  test('with 0 - - - - gone from the range, breaching turns to ALARM', () => {
    expect(afterwards('- - - - -', 3, 'breaching')).toBe('ALARM');
  });

  test.each(['- - - - X', '- - - X -'])('3 of 3 does not go to ALARM at once on %s', (range) => {
    expect(afterwards(range, 3, 'missing')).toBe('OK');
    expect(afterwards(range, 3, 'ignore')).toBe('OK');
  });

  test.each(['- - - X 0', '- - X - 0'])('and is OK when it turns out to be %s', (range) => {
    expect(afterwards(range, 3, 'missing', 'ALARM')).toBe('OK');
    expect(afterwards(range, 3, 'ignore', 'ALARM')).toBe('OK');
  });

  test('an alarm that ignores missing data is not resolved by a breaching datapoint', () => {
    expect(afterwards('- - - - X', 3, 'ignore', 'ALARM')).toBe('ALARM');
  });

  test('enough breaching datapoints alarm, however many are missing', () => {
    expect(afterwards('- - - X X', 2, 'ignore')).toBe('ALARM');
    expect(afterwards('- - - X X', 2, 'missing')).toBe('ALARM');
    expect(afterwards('- - - X X', 2, 'notBreaching')).toBe('ALARM');
  });
});
