import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAccountOptions, startLocalAccount } from '../../src/local/account.ts';
import { denied } from '../../src/local/faults.ts';
import type { Datapoint } from '../helpers/cloudwatch/emf.ts';
import { simulate } from '../helpers/cloudwatch/simulate.ts';
import { alarmsIn, type DeclaredAlarms } from '../helpers/cloudwatch/template.ts';
import {
  answering,
  LIFECYCLE,
  lying,
  onCall,
  PLANS,
  RESUME,
} from '../scenarios/sabotage/sabotage.ts';
import { type CanaryFunction, packageCanary } from '../serverless/packaged.ts';
import { deploy } from './deployed.ts';
import {
  at,
  eventNow,
  MINUTE,
  metricsOf,
  onTheClock,
  type RunMetrics,
  rang,
  ringing,
  sent,
  T0,
  watch,
} from './loop.ts';

/**
 * What the target's failures do not show: flakes, leaks, slowness, the function's own machinery,
 * maintenance, deliveries that come late. The runs are the packaged canary's; AWS's own metrics are
 * as AWS documents them.
 */
const INTERVALS = ['1', '5', '15'] as const;
type Interval = (typeof INTERVALS)[number];
const FUNCTION = 'governance-canary-prod';
const PAGING = 'prod-paging';
const NOTICES = 'prod-notices';

const packaged: Partial<Record<Interval, Awaited<ReturnType<typeof packageCanary>>>> = {};
const declared: Partial<Record<Interval, DeclaredAlarms>> = {};
let healthy: RunMetrics;
let red: RunMetrics;
let redDeploy: RunMetrics;
let flaky: RunMetrics;
let leaky: Record<'schedule' | 'deploy' | 'manual', RunMetrics>;

const of = (interval: Interval) => declared[interval] ?? expect.fail(`no stack of ${interval}`);

interface Trouble extends LocalAccountOptions {
  readonly breaks?: ReturnType<typeof lying>;
  readonly retries?: string;
}

async function runOf(event: unknown, { breaks, retries = '0', ...options }: Trouble = {}) {
  const stack = packaged['5'] ?? expect.fail('no stack');
  const account = await startLocalAccount(options);
  breaks?.(account);
  const fn = stack.properties<CanaryFunction>('CanaryLambdaFunction');
  const env = { CANARY_RETRIES: retries };
  const canary = deploy({ task: stack.task, fn, account, env });
  try {
    return metricsOf(await canary.invoke(event));
  } finally {
    await canary.close();
    await account.close();
  }
}

const down = lying(LIFECYCLE, answering(500, { error: 'Internal server error' }), RESUME);
/** Each scenario's first plan meets a 500, its next one does not. */
function downAtFirst(): ReturnType<typeof lying> {
  const seen = new Set<string>();
  return lying(
    LIFECYCLE,
    (honest, planId) => {
      if (seen.size >= 2 || seen.has(planId)) return honest();
      seen.add(planId);
      return answering(500, { error: 'Internal server error' })();
    },
    RESUME,
  );
}
const noDeletes = onCall('DeleteItem', denied, PLANS);

beforeAll(async () => {
  for (const interval of INTERVALS) {
    const stack = await packageCanary({ interval });
    packaged[interval] = stack;
    declared[interval] = alarmsIn(stack.template);
  }
  healthy = await runOf(eventNow('schedule'));
  red = await runOf(eventNow('schedule'), { breaks: down });
  redDeploy = await runOf(eventNow('deployment-completed'), { breaks: down });
  flaky = await runOf(eventNow('schedule'), { breaks: downAtFirst(), retries: '1' });
  leaky = {
    schedule: await runOf(eventNow('schedule'), noDeletes),
    deploy: await runOf(eventNow('deployment-completed'), noDeletes),
    manual: await runOf({}, noDeletes),
  };
}, 120_000);
afterAll(async () => {
  for (const stack of Object.values(packaged)) await stack.remove();
});

/** A day of five-minute runs, with what else is given, seen from an hour after its deployment. */
const hours = (count: number, ...others: readonly (readonly Datapoint[])[]) => {
  const day = onTheClock(5, 3, [count * 12, healthy]);
  return watch(of('5'), [...day, ...others.flat()], count * 60);
};
const afterAnHour = { from: 60, to: 240 };

describe('a flake', () => {
  it('now and then is nobody’s business', () => {
    const runs = onTheClock(5, 3, [12, healthy], [2, flaky], [34, healthy]);
    expect(rang(watch(of('5'), runs, 240), afterAnHour)).toEqual([]);
  });

  it('three times in twelve runs is a notice, and ends by itself', () => {
    const runs = onTheClock(5, 3, [12, healthy], [3, flaky], [33, healthy]);
    const history = watch(of('5'), runs, 240);
    expect(rang(history, afterAnHour)).toEqual(['flaky']);
    expect(sent(history, NOTICES)).toEqual(['flaky ALARM', 'flaky OK']);
    expect(sent(history, PAGING)).toEqual([]);
  });
});

describe('slowness', () => {
  const lasting = (ms: number) =>
    healthy.map((point) =>
      point.name === 'Duration' && point.dimensions.Scenario === 'plan-ledger'
        ? { ...point, value: ms }
        : point,
    );

  it('of 7 s is within the budget of plan-ledger', () => {
    const runs = onTheClock(5, 3, [12, healthy], [12, lasting(7_000)]);
    expect(rang(watch(of('5'), runs, 120), afterAnHour)).toEqual([]);
  });

  it('past it, three runs in a row, is a notice', () => {
    const twice = onTheClock(5, 3, [12, healthy], [2, lasting(7_001)], [10, healthy]);
    expect(rang(watch(of('5'), twice, 120), afterAnHour)).toEqual([]);
    const thrice = onTheClock(5, 3, [12, healthy], [3, lasting(7_001)], [20, healthy]);
    const history = watch(of('5'), thrice, 180);
    expect(sent(history, NOTICES)).toEqual(['slow-plan-ledger ALARM', 'slow-plan-ledger OK']);
    expect(sent(history, PAGING)).toEqual([]);
  });
});

describe('a leak', () => {
  it.each([
    ['schedule', 'leaking'],
    ['deploy', 'leaking-deploy'],
    ['manual', 'leaking-manual'],
  ] as const)('of a run by %s is the notice %s', (trigger, alarm) => {
    const history = hours(3, at(90, leaky[trigger]));
    expect(rang(history, afterAnHour)).toEqual([alarm]);
    expect(sent(history, NOTICES)).toEqual([`${alarm} ALARM`, `${alarm} OK`]);
    expect(sent(history, PAGING)).toEqual([]);
  });
});

describe('the machinery', () => {
  const aws = (
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    ...minutes: readonly number[]
  ) =>
    minutes.map((minute) => ({
      namespace,
      name,
      dimensions,
      value: 1,
      unit: 'Count',
      timestampMs: T0 + minute * MINUTE,
    }));
  const fn = { FunctionName: FUNCTION };
  const rule = (name: string) => ({ RuleName: `${FUNCTION}-${name}` });

  it.each([
    ['an error of the function', aws('AWS/Lambda', 'Errors', fn, 90), 'function-errors'] as const,
    [
      'throttles in two periods of three',
      aws('AWS/Lambda', 'Throttles', fn, 90, 95),
      'function-throttles',
    ] as const,
    ...(['schedule', 'stack', 'deployment'] as const).map(
      (name) =>
        [
          `what the rule ${name} could not hand over`,
          aws('AWS/Events', 'FailedInvocations', rule(name), 90),
          `rule-${name}`,
        ] as const,
    ),
  ])('%s is one notice', (_, points, alarm) => {
    const history = hours(3, points);
    expect(rang(history, afterAnHour)).toEqual([alarm]);
    expect(sent(history, NOTICES)).toEqual([`${alarm} ALARM`, `${alarm} OK`]);
    expect(sent(history, PAGING)).toEqual([]);
  });

  it('a message in the queue is one notice, until the queue says that it is empty', () => {
    const visible = 'ApproximateNumberOfMessagesVisible';
    const queue = { QueueName: `${FUNCTION}-undelivered` };
    const message = aws('AWS/SQS', visible, queue, 90);
    expect(sent(hours(8, message), NOTICES)).toEqual(['undelivered ALARM']);
    const purged = aws('AWS/SQS', visible, queue, 470).map((point) => ({ ...point, value: 0 }));
    const history = hours(8, message, purged);
    expect(sent(history, NOTICES)).toEqual(['undelivered ALARM', 'undelivered OK']);
    expect(sent(history, PAGING)).toEqual([]);
  });

  it('one throttle, as of a gate that met a scheduled run, is none', () => {
    expect(rang(hours(3, aws('AWS/Lambda', 'Throttles', fn, 90)), afterAnHour)).toEqual([]);
  });
});

describe('maintenance', () => {
  const said = (...minutes: readonly number[]) =>
    minutes.map((minute) => ({
      namespace: 'GovernanceCanary',
      name: 'Maintenance',
      value: 1,
      unit: 'Count',
      dimensions: { service: FUNCTION },
      timestampMs: T0 + minute * MINUTE,
    }));
  const outage = (from: number, count: number) => [
    ...onTheClock(5, 3, [from, healthy], [count, red], [48 - from - count, healthy]),
  ];

  it('keeps the pager still for an hour, and an outage that is over by then is never told', () => {
    const history = watch(of('5'), [...outage(12, 6), ...said(61)], 240);
    expect(rang(history, afterAnHour)).toContain('paging');
    expect(sent(history, PAGING)).not.toContain('paging ALARM');
  });

  it('forgets by itself: what is still red an hour later pages', () => {
    const history = watch(of('5'), [...outage(12, 24), ...said(61)], 240);
    expect(sent(history, PAGING)).toEqual(['paging ALARM', 'paging OK']);
    const [page] = history.actions.filter(({ action }) => action.includes(PAGING)).slice(-2);
    expect((page?.atMs ?? 0) - T0).toBeGreaterThan(120 * MINUTE);
  });

  it('lasts for an hour from the last time that somebody said so', () => {
    const history = watch(of('5'), [...outage(12, 20), ...said(61, 110)], 240);
    expect(sent(history, PAGING)).not.toContain('paging ALARM');
  });
});

describe('while a failure after a deployment stands', () => {
  it('the pager rings no second time, as the README says, until a run after a deployment passes', () => {
    const runs = onTheClock(5, 3, [24, healthy], [24, red], [48, healthy]);
    const history = watch(of('5'), [...runs, ...at(61, redDeploy)], 480);

    expect(sent(history, PAGING)).toEqual(['paging ALARM']);
    expect(ringing(history, 200)).toContain('failing-plan-ledger');
    expect(ringing(history, 475)).toEqual([
      'failing-after-deploy-plan-ledger',
      'failing-after-deploy-validator-run',
      'paging',
    ]);
  });
});

describe.each(INTERVALS)('with an interval of %s minutes', (interval) => {
  const every = Number(interval);
  const late = [0, 60_000, 120_000].flatMap((deliveryMs) =>
    [2, 5].map((extraPeriods) => ({ deliveryMs, extraPeriods })),
  );
  const seen = (runs: readonly Datapoint[], length: number, how: (typeof late)[number]) =>
    simulate(of(interval), runs, { fromMs: T0, toMs: T0 + length * MINUTE, ...how });

  it.each(late)('health is silent and an outage is paged once: %o', (how) => {
    const runs = onTheClock(every, 3, [24, healthy], [12, red], [24, healthy]);
    const history = seen(runs, 3 + 60 * every, how);

    const pages = sent(history, PAGING);
    // Of a minute's runs, some come too late for their window: then an outage may be told in pieces.
    if (every > 1 || how.extraPeriods > 2) expect(pages).toEqual(['paging ALARM', 'paging OK']);
    expect(pages[0]).toBe('paging ALARM');
    expect(pages.at(-1)).toBe('paging OK');
    const [first] = history.actions.filter(
      ({ action, state }) => action.includes(PAGING) && state === 'ALARM',
    );
    expect((first?.atMs ?? 0) - T0).toBeGreaterThan((3 + 24 * every) * MINUTE);
    expect(sent(history, NOTICES)).toEqual([]);
    // As long as the README has a target's update be watched, from the last run before it.
    const undone = history.changes[`${FUNCTION}-rollback`]?.find(({ state }) => state === 'ALARM');
    const lastHealthy = T0 + (3 + 23 * every) * MINUTE;
    expect((undone?.atMs ?? Infinity) - lastHealthy).toBeLessThan((2 * every + 5) * MINUTE);
  });
});
