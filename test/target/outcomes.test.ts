import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { denied, throttled } from '../../src/local/faults.ts';
import { type BreakableAccount, startBreakableAccount } from '../helpers/account.ts';
import { expectAskedAllTheTime, inStep, SETTINGS } from '../helpers/target.ts';

let breakable: BreakableAccount;
beforeAll(async () => {
  breakable = await startBreakableAccount();
});
beforeEach(() => breakable.mend());
afterAll(() => breakable.close());

const describeTable = (settings = SETTINGS) =>
  inStep(breakable.account, ({ outcomes }) => outcomes.describe(), { settings });

test('the table’s status is what DescribeTable says, in one call that only reads', async () => {
  const result = await describeTable();

  expect(result).toMatchObject({
    status: 'passed',
    calls: 1,
    answer: { status: 'ACTIVE' },
    notes: { table: 'outcomes', requestId: expect.any(String) },
  });
  expect(breakable.calls).toMatchObject([
    { operation: 'DescribeTable', input: { TableName: 'outcomes' } },
  ]);
});

test.each([
  ['nothing of a table', {}],
  ['nothing of its status', { Table: {} }],
  ['no table', { Table: null }],
])('an answer with %s is for verify to judge', async (_what, body) => {
  breakable.breakWith({ kind: 'answer', status: 200, headers: {}, body });

  expect(await describeTable()).toMatchObject({ status: 'passed', answer: { status: undefined } });
});

test('a table that is not there is the target’s', async () => {
  expect(await describeTable({ ...SETTINGS, OUTCOMES_TABLE_NAME: 'missing' })).toMatchObject({
    status: 'failed',
    calls: 1,
    failure: {
      kind: 'target',
      message: expect.stringContaining('DescribeTable on missing'),
      error: { name: 'ResourceNotFoundException' },
    },
  });
});

test('denied for good fails as access after one call', async () => {
  breakable.breakWith(denied);

  expect(await describeTable()).toMatchObject({
    status: 'failed',
    calls: 1,
    failure: { kind: 'access' },
  });
});

test('throttled it is asked as long as there is time', async () => {
  breakable.breakWith(throttled);

  expectAskedAllTheTime(await describeTable());
});
