import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunReport, runReportSchema } from '../src/engine/report.ts';
import { runId, scenarioName } from '../src/engine/run.ts';
import { type LocalAccountOptions, startLocalAccount } from '../src/local/account.ts';
import type { Call } from '../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../src/local/settings.ts';
import { readSettings } from '../src/settings.ts';
import { planToSeed } from '../src/target/phase7.ts';
import { inAccount } from '../src/wiring.ts';
import { type Deployed, deploy } from './closed-loop/deployed.ts';
import { eventNow } from './closed-loop/loop.ts';
import { rowsOf } from './scenarios/rows.ts';
import { answering, LIFECYCLE, lying, RESUME } from './scenarios/sabotage/sabotage.ts';
import { type CanaryFunction, packageCanary } from './serverless/packaged.ts';

/** The packaged bundle, invoked as Lambda would invoke it, in an embedded account. */
let packaged: Awaited<ReturnType<typeof packageCanary>>;
beforeAll(async () => {
  packaged = await packageCanary({ codeDeployApplication: 'cc-native' });
}, 60_000);
afterAll(() => packaged.remove());

interface Bench {
  readonly canary: Deployed;
  readonly account: Awaited<ReturnType<typeof startLocalAccount>>;
  /** What was asked of the account so far. */
  readonly calls: readonly Call[];
}

interface DeployedHow {
  readonly env?: Readonly<Record<string, string>>;
  /** What Lambda gives it, where that is not what the template says. */
  readonly timeoutS?: number;
}

async function deployed(
  work: (bench: Bench) => Promise<void>,
  { env = {}, timeoutS, ...options }: LocalAccountOptions & DeployedHow = {},
) {
  const calls: Call[] = [];
  const account = await startLocalAccount({
    ...options,
    intercept: (call) => {
      calls.push(call);
      return options.intercept?.(call);
    },
  });
  const fn = packaged.properties<CanaryFunction>('CanaryLambdaFunction');
  const timed = { ...fn, Timeout: timeoutS ?? fn.Timeout };
  const canary = deploy({ task: packaged.task, fn: timed, account, env });
  try {
    await work({ canary, account, calls });
  } finally {
    await canary.close();
    await account.close();
  }
}

/** The same, where the target answers wrongly. */
const red = (work: (bench: Bench) => Promise<void>, how: DeployedHow = {}) =>
  deployed(async (bench) => {
    lying(LIFECYCLE, answering(500, { error: 'Internal server error' }), RESUME)(bench.account);
    await work(bench);
  }, how);

const records = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line)).filter((line) => !('_aws' in line));

describe('an event or a request that is a run', () => {
  test('is answered with its report, which the schema knows', () =>
    deployed(async ({ canary, account }) => {
      const event = eventNow('schedule');
      const { answer } = await canary.invoke(event);

      expect(answer).toMatchObject({ outcome: 'ran', report: { id: event.id, verdict: 'passed' } });
      const { report } = answer as { report: unknown };
      expect(runReportSchema.safeParse(report)).toMatchObject({ success: true });
      expect(await rowsOf(account)).toEqual([]);
    }));

  test('by hand runs what it names, under the id of its invocation', () =>
    deployed(async ({ canary }) => {
      const request = { scenarios: ['outcomes-capture'], by: 'on call' };
      const { answer } = await canary.invoke(request);

      expect(answer).toMatchObject({
        report: {
          id: 'request-0',
          trigger: { kind: 'manual', by: 'on call' },
          scenarios: [{ name: 'outcomes-capture' }],
        },
      });
    }));

  test('says which deployment it judged, in its report and its log', () =>
    deployed(async ({ canary }) => {
      const deployment = { id: 'd-7', version: '4.7.1', commit: '9fceb02' };
      const { answer, lines } = await canary.invoke({ deployment });

      const trigger = { kind: 'deploy', deployId: 'd-7', version: '4.7.1', commit: '9fceb02' };
      expect(answer).toMatchObject({ report: { trigger } });
      expect(records(lines).at(-1)).toMatchObject({ record: 'run', triggeredBy: trigger });
    }));

  test('with a scenario that lacks its setting is broken there, and the others still run', () =>
    deployed(
      async ({ canary }) => {
        const { answer } = await canary.invoke({});

        const { scenarios } = (answer as { report: RunReport }).report;
        const broken = scenarios.filter(({ verdict }) => verdict !== 'passed');
        expect(scenarios.length).toBeGreaterThan(3);
        expect(broken.map(({ name, verdict }) => [name, verdict])).toEqual([
          ['outcomes-capture', 'broken'],
        ]);
      },
      { env: { OUTCOMES_TABLE_NAME: '' } },
    ));

  test('is run also where the runs table cannot be asked, and the log says what is lost', () =>
    deployed(
      async ({ canary }) => {
        const { answer, lines } = await canary.invoke(eventNow('schedule'));

        expect(answer).toMatchObject({ outcome: 'ran', report: { verdict: 'passed' } });
        expect(records(lines)).toContainEqual(
          expect.objectContaining({
            level: 'WARN',
            message: expect.stringMatching(/^the runs table could not be asked: a repeated event /),
          }),
        );
      },
      { env: { RUNS_TABLE_NAME: 'no-such-table' } },
    ));
});

describe('what it was deployed with', () => {
  test('says how many scenarios run side by side', () =>
    deployed(
      async ({ canary }) => {
        const { answer } = await canary.invoke({});

        const { scenarios } = (answer as { report: RunReport }).report;
        const ends = scenarios.map(
          ({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs,
        );
        for (const [i, { startedAt }] of scenarios.slice(1).entries())
          expect(Date.parse(startedAt)).toBeGreaterThan((ends[i] ?? 0) - 2); // of whole milliseconds
      },
      { env: { CANARY_CONCURRENCY: '1' } },
    ));

  test('says how often a failed scenario is tried again', () =>
    red(
      async ({ canary }) => {
        const { answer } = await canary.invoke({});

        const { verdict, scenarios } = (answer as { report: RunReport }).report;
        expect(verdict).toBe('failed');
        expect(scenarios.flatMap(({ attempts }) => attempts)).toEqual([]);
      },
      { env: { CANARY_RETRIES: '0' } },
    ));

  test.each([
    ['all', true],
    ['off', false],
  ])('says whether steps are measured: %s', (CANARY_STEP_METRICS, measured) =>
    deployed(
      async ({ canary }) => {
        const { lines } = await canary.invoke({});

        expect(lines.some((line) => line.includes('"StepFailed"'))).toBe(measured);
      },
      { env: { CANARY_STEP_METRICS } },
    ),
  );
});

test('a sweep takes ten seconds at most, however long there would be', () => {
  const id = runId('died');
  const { values } = readSettings(LOCAL_SETTINGS);
  const { plan } = planToSeed({ id, startedAt: 1, nonce: '1-died', settings: values });
  return deployed(
    async ({ canary, account }) => {
      await inAccount({ account, env: account.env }, async ({ store }) =>
        store?.begin(
          { id, trigger: { kind: 'manual', by: 'test' }, requestedAt: 1 },
          {
            attempts: [{ scenario: scenarioName('plan-ledger'), given: { plan } }],
            debt: { what: 'cleanup', dueAt: 1 },
            fromEvent: false,
            claim: '1',
          },
        ),
      );
      const { lines } = await canary.invoke(eventNow('schedule'));

      const sweep = records(lines).find(({ record }) => record === 'sweep');
      expect(sweep).toMatchObject({ runs: 1, found: 1, removed: 0 });
      expect(sweep.durationMs).toBeLessThan(5_000); // a third of it for one run
    },
    {
      intercept: ({ operation, input }) =>
        operation === 'DeleteItem' && JSON.stringify(input).includes(plan.plan_id)
          ? { kind: 'hang' }
          : undefined,
    },
  );
});

test('a scheduled run sweeps ten that died, the next the rest, and neither of them what is kept', () =>
  deployed(async ({ canary, account }) => {
    const died = { what: 'cleanup', dueAt: 1 } as const;
    const kept = { what: 'kept', dueAt: Date.now() + 60 * 60_000 } as const;
    await inAccount({ account, env: account.env }, async ({ store }) => {
      for (let n = 0; n < 12; n++) {
        await store?.begin(
          { id: runId(`died-${n}`), trigger: { kind: 'manual', by: 'test' }, requestedAt: 1 },
          {
            attempts: [],
            fromEvent: false,
            claim: `${n}`,
            debt: n < 11 ? died : kept,
          },
        );
      }
    });
    const swept = async () =>
      records((await canary.invoke(eventNow('schedule'))).lines).filter(
        ({ record }) => record === 'sweep',
      );

    expect(await swept()).toMatchObject([{ runs: 10, more: true }]);
    expect(await swept()).toMatchObject([{ runs: 1, more: false }]);
  }));

test('what Lambda leaves no time for but the cleanups and the answer is not begun', () =>
  deployed(
    async ({ canary, calls }) => {
      const { answer } = await canary.invoke({});

      expect(answer).toMatchObject({ outcome: 'ran', report: { verdict: 'broken' } });
      expect(ofTheTarget(calls)).toEqual([]);
    },
    { timeoutS: 22 },
  ));

test('what was cut short says so where a gate wants an error', () =>
  deployed(
    async ({ canary }) => {
      const { error } = await canary.invoke({ throwOnFailure: true });

      expect(error?.message).toMatch(/\nplan-ledger broken at seed-plan: .* used up/);
    },
    { timeoutS: 22 },
  ));

test('what Lambda leaves no time for at all is answered all the same', () =>
  deployed(
    async ({ canary }) => {
      const { answer, error } = await canary.invoke({});

      expect(error).toBeUndefined();
      expect(answer).toMatchObject({ outcome: 'ran', report: { verdict: 'broken' } });
    },
    { timeoutS: 0.001 },
  ));

test('what Lambda leaves no second for is not swept, and the log says so', () =>
  deployed(
    async ({ canary }) => {
      const { lines } = await canary.invoke(eventNow('schedule'));

      const messages = records(lines).map(({ message }) => message);
      expect(messages).toContain('no time was left to sweep');
    },
    { timeoutS: 1.9 },
  ));

describe('an event that is no run', () => {
  test('because it was delivered before is a duplicate, and asks nothing of the target', () =>
    deployed(async ({ canary, calls }) => {
      const event = eventNow('schedule');
      await canary.invoke(event);
      const before = ofTheTarget(calls).length;
      const { answer, lines } = await canary.invoke(event);

      expect(answer).toEqual({ outcome: 'duplicate', id: event.id });
      expect(ofTheTarget(calls)).toHaveLength(before);
      expect(records(lines)).toMatchObject([
        { level: 'INFO', message: `duplicate of run ${event.id}` },
      ]);
    }));

  test('because another event told of the same deployment a moment ago is a duplicate of that run', () =>
    deployed(async ({ canary }) => {
      const stack = eventNow('stack-update-complete');
      await canary.invoke(stack);
      const { answer } = await canary.invoke(eventNow('codedeploy-success'));

      expect(answer).toEqual({ outcome: 'duplicate', id: stack.id });
    }));

  test.each([
    ['stale', { time: '2026-11-22T11:00:00Z' }, /old, more than one interval of 300 s$/],
    [
      'of another stack',
      {
        detail: {
          'stack-id': 'arn:aws:cloudformation:us-east-1:123456789012:stack/Other/1',
          'status-details': { status: 'UPDATE_COMPLETE' },
        },
      },
      /^stack Other is not watched$/,
    ],
  ])('because it is %s is ignored, with the reason', (_, changed, reason) =>
    deployed(async ({ canary, calls }) => {
      const event = { ...eventNow('stack-update-complete'), ...changed };
      const { answer, lines } = await canary.invoke(event);

      expect(answer).toEqual({ outcome: 'ignored', reason: expect.stringMatching(reason) });
      expect(records(lines)).toMatchObject([
        { level: 'INFO', message: `ignored: ${(answer as { reason: string }).reason}` },
      ]);
      expect(calls).toEqual([]);
    }),
  );
});

test('anything else is refused with every problem named, and nothing is touched', () =>
  deployed(async ({ canary, calls }) => {
    const request = { scenarios: ['plan-leger'], retries: 99, token: 'x' };
    const { error, lines } = await canary.invoke(request);

    expect(error?.name).toBe('RequestRefused');
    expect(error?.message).toMatch(/retries: expected at most 5; received 99/);
    expect(error?.message).toMatch(/unknown "token"/);
    expect(records(lines)).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: 'refused',
        problems: expect.arrayContaining(['retries: expected at most 5; received 99']),
      }),
    );
    expect(error?.message).toMatch(/no scenario "plan-leger"; there are plan-ledger, /);
    expect(calls).toEqual([]);
  }));

describe('a red run', () => {
  test('is a result and no error of the function', () =>
    red(async ({ canary }) => {
      const { answer, error } = await canary.invoke({});

      expect(error).toBeUndefined();
      expect(answer).toMatchObject({ outcome: 'ran', report: { verdict: 'failed' } });
    }));

  test('is an error where a gate wants one: scenario, step and why', () =>
    red(async ({ canary }) => {
      const { error } = await canary.invoke({ throwOnFailure: true });

      expect(error).toMatchObject({
        name: 'RunNotPassed',
        message: expect.stringContaining(
          'plan-ledger failed at resume-answers-200: expected statusCode 200, got 500',
        ),
      });
    }));
});

test('a broken run is an error too where a gate wants one, also of what could not start', () =>
  deployed(
    async ({ canary }) => {
      const { error } = await canary.invoke({ throwOnFailure: true });

      expect(error).toEqual({
        name: 'RunNotPassed',
        message: expect.stringMatching(
          /^run request-0 broken\noutcomes-capture broken at OUTCOMES_TABLE_NAME is not set: /,
        ),
      });
    },
    { env: { OUTCOMES_TABLE_NAME: '' } },
  ));

describe('a secret that the target or a caller spills', () => {
  const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl';
  const PASSWORD = 'hunter2-do-not-log';

  test('is in no answer, no error, no log line and no row of the runs table', () =>
    deployed(async ({ canary, account }) => {
      account.functions.set(LIFECYCLE, {
        handler: () => {
          throw new Error(`Authorization: Bearer ${JWT} for {"password":"${PASSWORD}"}`);
        },
      });
      const asked = await canary.invoke({});
      const gate = await canary.invoke({ throwOnFailure: true });
      const rows = await rowsOf(account, LOCAL_SETTINGS.RUNS_TABLE_NAME);
      const reports = rows.flatMap(({ report }) =>
        report ? [gunzipSync(report as Uint8Array).toString()] : [],
      );

      expect(asked.answer).toMatchObject({ report: { verdict: 'failed' } });
      expect(gate.error).toMatchObject({ name: 'RunNotPassed' });
      expect(reports.length).toBeGreaterThan(0);
      const all = JSON.stringify([asked, gate, rows, reports]);
      expect(all).toContain('<redacted>');
      expect([JWT, PASSWORD].filter((secret) => all.includes(secret))).toEqual([]);
    }));

  test('is not in the refusal of a request either', () =>
    deployed(async ({ canary }) => {
      const { error, lines } = await canary.invoke({ scenarios: [JWT], by: 7 });

      expect(error?.name).toBe('RequestRefused');
      expect(JSON.stringify([error, lines])).not.toContain(JWT);
    }));
});

test('a function that was deployed wrongly says all that is wrong, at its first start', () =>
  deployed(
    async ({ canary }) => {
      const { error } = await canary.invoke({});

      expect(error?.message).toMatch(/STAGE is not set/);
      expect(error?.message).toMatch(/INTERVAL_MINUTES is "": expected 1, 5 or 15/);
      expect(error?.message).toMatch(/CANARY_RETRIES is "9"/);
    },
    { env: { STAGE: '', INTERVAL_MINUTES: '', CANARY_RETRIES: '9' } },
  ));

const ofTheTarget = (calls: readonly Call[]) =>
  calls.filter(({ target }) => target !== LOCAL_SETTINGS.RUNS_TABLE_NAME);
