import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/engine/report.ts';
import {
  type LocalAccount,
  type LocalAccountOptions,
  startLocalAccount,
} from '../../src/local/account.ts';
import { internalError, provisionedThroughputExceeded, throttled } from '../../src/local/faults.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import type { LocalFunction } from '../../src/local/lambda-endpoint.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { fasterClock, runOn } from './bench.ts';
import { rowsOf } from './rows.ts';
import {
  atFirst,
  entriesBecome,
  GET_LEDGER,
  GET_PLAN,
  LIFECYCLE,
  lying,
  OUTCOMES,
  onCall,
  PLANS,
  rewriting,
} from './sabotage/sabotage.ts';

const RUNS = 100;

/** What went wrong, in a form that a failed test shows whole. */
const failures = ({ scenarios }: RunReport) =>
  scenarios.flatMap(({ name, verdict, leaked, flaky, steps }) => {
    if (verdict === 'passed' && !leaked && !flaky) return [];
    return [{ name, verdict, leaked, flaky, failed: steps.filter((s) => s.status === 'failed') }];
  });

describe('the healthy target', () => {
  let account: LocalAccount;
  beforeAll(async () => {
    account = await startLocalAccount();
  });
  afterAll(() => account.close());

  it(`is never failed in ${RUNS} runs, many at the same moment, and no plan row is left behind`, async () => {
    const queue = Array.from({ length: RUNS }).entries();
    const reports: RunReport[] = [];
    const runner = async () => {
      for (const _ of queue) reports.push(await runOn(account));
    };
    await Promise.all([runner(), runner(), runner(), runner()]);

    expect(reports).toHaveLength(RUNS);
    expect(reports.flatMap(failures)).toEqual([]);
    expect(await rowsOf(account)).toEqual([]);
  }, 120_000);

  it('is asked exactly once for everything', async () => {
    const { scenarios } = await runOn(account);

    const calls = Object.fromEntries(
      scenarios.map(({ name, steps }) => [name, steps.reduce((sum, step) => sum + step.calls, 0)]),
    );
    expect(calls).toEqual({
      'plan-ledger': 5,
      'validator-run': 5,
      'budget-reserve': 4,
      'outcomes-capture': 1,
    });
  });

  it('leaves thirteen ledger entries a run, as the README says', async () => {
    const before = await rowsOf(account, LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME);
    await runOn(account);
    const after = await rowsOf(account, LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME);
    expect(after.length - before.length).toBe(13);
  });
});

interface Trouble {
  readonly name: string;
  readonly options?: () => LocalAccountOptions;
  readonly breaks?: (account: LocalAccount) => void;
}

const lambdaOf = (route: string, fault: (call: Call) => Fault | undefined) =>
  onCall(
    'Invoke',
    (call) => {
      const { httpMethod, resource } = call.input as { httpMethod?: string; resource?: string };
      return `${httpMethod} ${resource}` === route ? fault(call) : undefined;
    },
    LIFECYCLE,
  );

type Lie = Parameters<typeof lying>[1];

/** The plain answer, changed until so long has gone by since the plan was first asked for. */
const forMs = (ms: number, stale: Lie, elapsed = () => performance.now()): Lie => {
  const since = new Map<string, number>();
  return (honest, planId) => {
    const first = since.get(planId) ?? elapsed();
    since.set(planId, first);
    return elapsed() - first < ms ? stale(honest, planId) : honest();
  };
};
const forASecond = (stale: Lie) => forMs(1_000, stale);

const troubles: readonly Trouble[] = [
  {
    name: 'a ledger that is empty for a second',
    breaks: lying(LIFECYCLE, forASecond(entriesBecome(() => [])), GET_LEDGER),
  },
  {
    name: 'a ledger whose newest entries are late by a second',
    breaks: lying(LIFECYCLE, forASecond(entriesBecome((all) => all.slice(2))), GET_LEDGER),
  },
  {
    name: 'a plan that is read stale for a second',
    breaks: lying(
      LIFECYCLE,
      forASecond(
        rewriting(({ plan }) => ({ plan: { ...(plan as object), plan_status: 'PAUSED' } })),
      ),
      GET_PLAN,
    ),
  },
  {
    name: 'a plan that no read finds for a second',
    options: () => ({
      store: (real) => {
        const since = new Map<string, number>();
        return {
          ...real,
          plan: async (...args) => {
            const first = since.get(String(args)) ?? Date.now();
            since.set(String(args), first);
            return Date.now() - first < 1_000 ? undefined : await real.plan(...args);
          },
        };
      },
    }),
  },
  {
    name: 'every invocation throttled twice',
    options: () => onCall('Invoke', atFirst(6, throttled)),
  },
  {
    name: 'room for one invocation at a time, cold for three seconds',
    breaks({ functions }) {
      const { handler } = functions.get(LIFECYCLE) as LocalFunction;
      let cold = true;
      functions.set(LIFECYCLE, {
        reservedConcurrency: 1,
        async handler(event, context) {
          const ms = cold ? 3_000 : 100;
          cold = false;
          await sleep(ms);
          return await handler(event, context);
        },
      });
    },
  },
  {
    name: 'every write to RevenuePlans throttled at first',
    options: () => ({
      intercept: (
        (first) => (call: Call) =>
          call.target === PLANS && /Put|Delete/.test(call.operation) ? first(call) : undefined
      )(atFirst(6, provisionedThroughputExceeded)),
    }),
  },
  {
    name: 'seeds whose answer is lost',
    options: () =>
      onCall(
        'PutItem',
        atFirst(3, () => ({ kind: 'lose-answer' })),
        PLANS,
      ),
  },
  {
    name: 'cleanups whose answer is lost',
    options: () =>
      onCall(
        'DeleteItem',
        atFirst(3, () => ({ kind: 'lose-answer' })),
        PLANS,
      ),
  },
  {
    name: 'ledger answers that are lost',
    options: () =>
      lambdaOf(
        GET_LEDGER,
        atFirst(3, () => ({ kind: 'lose-answer' })),
      ),
  },
  {
    name: 'a moment in which DynamoDB fails',
    options: () => onCall('PutItem', atFirst(3, internalError), PLANS),
  },
  {
    name: 'answers two seconds late',
    options: () => onCall('Invoke', () => ({ kind: 'delay', ms: 2_000 })),
  },
  {
    name: 'an Outcomes table that is being updated',
    options: () =>
      onCall(
        'DescribeTable',
        { kind: 'answer', status: 200, headers: {}, body: { Table: { TableStatus: 'UPDATING' } } },
        OUTCOMES,
      ),
  },
  {
    name: 'an audit trail with entries that nobody foresaw',
    breaks: lying(
      LIFECYCLE,
      entriesBecome((all) => [
        { ...all[0], event_type: 'STEP_STARTED', data: null, entry_id: 'another' },
        ...all,
      ]),
      GET_LEDGER,
    ),
  },
];

describe.concurrent('what is no failure of the target is none of ours either', () => {
  it.each(troubles)('$name', async ({ options, breaks }) => {
    const account = await startLocalAccount(options?.());
    try {
      breaks?.(account);
      const report = await runOn(account);
      expect(failures(report)).toEqual([]);
      expect(await rowsOf(account)).toEqual([]);
    } finally {
      await account.close();
    }
  });
});

it('is not failed by a late ledger where its scenarios go one after the other, as long as a Lambda lives', async () => {
  const account = await startLocalAccount();
  try {
    const clock = fasterClock(10);
    const late = forMs(
      5_500,
      entriesBecome(() => []),
      clock.elapsed,
    );
    lying(LIFECYCLE, late, GET_LEDGER)(account);
    const report = await runOn(account, { clock, bodyMs: 38_000, concurrency: 1 });
    expect(failures(report)).toEqual([]);
  } finally {
    await account.close();
  }
});
