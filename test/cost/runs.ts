import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { runOnce, scenarioNames } from '../../src/canary.ts';
import { type RunRequest, runId } from '../../src/engine/run.ts';
import { systemClock } from '../../src/engine/time.ts';
import { beginParts, gatherParts, runPart } from '../../src/fan-out/parts.ts';
import { startLocalAccount } from '../../src/local/account.ts';
import type { Call } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import type { Env } from '../../src/settings.ts';
import { sweepIn } from '../../src/sweeping.ts';
import { inAccount } from '../../src/wiring.ts';
import { rowsOf } from '../scenarios/rows.ts';
import { type Marshalled, type Row, rowOf } from './request-units.ts';

const DAY_MS = 24 * 60 * 60_000;

/** An account in which every call is heard, and green runs as the deployed canary has them. */
export async function startRuns(env: Env = {}) {
  const calls: Call[] = [];
  const account = await startLocalAccount({
    intercept: (call) => {
      calls.push(call);
      return undefined;
    },
  });
  onTestFinished(() => account.close());
  const options = {
    account,
    env: { ...account.env, ...env },
    bodyMs: 60_000,
    concurrency: 4,
    version: '1.0.0',
    observerFailed: (error: unknown) => {
      throw error;
    },
  };
  const request = (): RunRequest => ({
    id: runId(randomUUID()),
    select: 'all',
    retries: 1,
    requestedAt: Date.now(),
    trigger: {
      kind: 'schedule',
      rule: 'arn:aws:events:us-east-1:123456789012:rule/governance-canary-prod-schedule',
    },
  });
  const onTable = (table: string, operation: string) =>
    calls.filter((call) => call.target === table && call.operation === operation);

  return {
    calls,
    onTable,
    rows: (table: string = LOCAL_SETTINGS.RUNS_TABLE_NAME) =>
      rowsOf(account, table) as Promise<Row[]>,
    /** The items that were put into the runs table, in their order. */
    put: () =>
      onTable(LOCAL_SETTINGS.RUNS_TABLE_NAME, 'PutItem').map(({ input }) =>
        rowOf((input as { Item: Marshalled }).Item),
      ),
    whole: () => runOnce(request(), { ...options, fromEvent: true }),
    async inParts() {
      const asked = request();
      const begun = await beginParts(asked, { fromEvent: true, execution: asked.id }, options);
      if (begun.outcome !== 'begun') throw new Error('expected a run that had not begun');
      const parts = await Promise.all(scenarioNames.map((one) => runPart(begun.run, one, options)));
      await gatherParts(begun.run, parts, { ...options, afterwards: async () => {} });
    },
    /** A day and a bit later, when the ledger's entries are due. */
    async sweepTomorrow() {
      const clock = { ...systemClock, now: () => systemClock.now() + DAY_MS + 60_000 };
      return await inAccount({ ...options, clock }, (opened) =>
        sweepIn(opened, { most: 10, limitMs: 30_000 }),
      );
    },
  };
}
