import { expect, onTestFinished, test } from 'vitest';
import { bytesOfARun } from '../../src/cost/usage.ts';
import { startLocalAccount } from '../../src/local/account.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { telemetryObserver } from '../../src/telemetry/observer.ts';
import { powertools } from '../../src/telemetry/powertools.ts';
import { realRun, triggers } from '../telemetry/runs.ts';
import { written } from '../telemetry/written.ts';

const output = written();

test.each(['all', 'off'] as const)(
  'with step metrics %s a real run writes as much as is charged for',
  async (stepMetrics) => {
    const account = await startLocalAccount();
    onTestFinished(() => account.close());
    const observer = telemetryObserver({ ...powertools('prod'), stepMetrics });

    await realRun(account, triggers.schedule, [observer]);

    const bytes = output.lines().reduce((sum, line) => sum + Buffer.byteLength(line), 0);
    // In the function each line has its request's id and the like too: 150 bytes of a log line.
    const expected = bytesOfARun(scenarios, stepMetrics);
    expect(bytes / expected).toBeGreaterThan(0.6);
    expect(bytes / expected).toBeLessThan(1.1);
  },
);

test('a green run sends 17 requests: 15 to the target, one to begin and one to end', async () => {
  const calls: string[] = [];
  const account = await startLocalAccount({
    intercept: ({ service, operation, target }) => {
      const ofTheTarget =
        service === 'dynamodb' &&
        (target === LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME ||
          /^(GetItem|Query|UpdateItem) cc-native-revenue-plans$/.test(`${operation} ${target}`));
      if (!ofTheTarget) calls.push(operation);
      return undefined;
    },
  });
  onTestFinished(() => account.close());

  await realRun(account, triggers.schedule, []);

  const count = (operation: string) => calls.filter((one) => one === operation).length;
  expect({
    Invoke: count('Invoke'),
    PutItem: count('PutItem'),
    DeleteItem: count('DeleteItem'),
    DescribeTable: count('DescribeTable'),
    UpdateItem: count('UpdateItem'),
  }).toEqual({ Invoke: 8, PutItem: 4, DeleteItem: 3, DescribeTable: 1, UpdateItem: 1 });
  expect(calls).toHaveLength(17);
});
