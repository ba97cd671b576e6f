/**
 * For every class of failure, the alarms that ring and who is told, exactly. The packaged canary makes
 * the metrics, in an embedded account that is broken that way; the packaged alarms judge them. Only
 * what AWS itself measures (errors of the function, the queue) and what takes days is made up.
 */

import { runId, scenarioName } from '../../src/engine/run.ts';
import {
  type LocalAccount,
  type LocalAccountOptions,
  startLocalAccount,
} from '../../src/local/account.ts';
import { denied } from '../../src/local/faults.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { inAccount } from '../../src/wiring.ts';
import { deploy } from '../closed-loop/deployed.ts';
import {
  at,
  eventNow,
  metricsOf,
  onTheClock,
  type RunMetrics,
  rang,
  ringing,
  sent,
  watch,
} from '../closed-loop/loop.ts';
import { alarmsIn } from '../helpers/cloudwatch/template.ts';
import { governanceSabotage } from '../scenarios/sabotage/governance.ts';
import { resumeSabotage } from '../scenarios/sabotage/resume.ts';
import {
  answering,
  LIFECYCLE,
  lying,
  onCall,
  PLANS,
  RESUME,
  type Sabotage,
} from '../scenarios/sabotage/sabotage.ts';
import { wireSabotage } from '../scenarios/sabotage/wire.ts';
import { type CanaryFunction, packageCanary } from '../serverless/packaged.ts';
import type { Claim, Prove } from './claims.ts';

type EventName = 'schedule' | 'deployment-completed' | 'manual';

/** Runs the packaged canary once, in an account that is broken in some way. */
type Run = (broken?: Broken, event?: EventName) => Promise<RunMetrics>;
interface Broken {
  readonly options?: LocalAccountOptions | undefined;
  readonly breaks?: ((account: LocalAccount) => void | Promise<void>) | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the packaged canary says when it is well, and what is wrong with it in each class. */
interface Day {
  readonly name: string;
  readonly points: RunMetrics;
  readonly rings: readonly string[];
  readonly pages: readonly string[];
  readonly notices: readonly string[];
}

const INTERVAL = 5;
/** An hour of health, then what is wrong, then health again until even `flaky` has forgotten. */
const BEFORE = 12;
const AFTER = 24;
const FROM = 3 + BEFORE * INTERVAL;

export const drill: Prove = async (size) => {
  const packaged = await packageCanary();
  try {
    const declared = alarmsIn(packaged.template);
    const days = await daysOf(runner(packaged), size === 'full');
    const claims = days.map(({ name, points, rings, pages, notices }): Claim => {
      const end = FROM + (8 + AFTER) * INTERVAL;
      const history = watch(declared, points, end);
      const told = {
        rings: rang(history, { from: name === 'it never began' ? 0 : 30, to: end }),
        pages: sent(history, '-paging'),
        notices: sent(history, '-notices'),
      };
      const figure = told.rings.join(', ') || 'nothing';
      const wanted = { rings: [...rings].sort(), pages, notices };
      const same = JSON.stringify(told) === JSON.stringify(wanted);
      const over =
        name === 'it never began' || name === 'it stops' || ringing(history, end).length === 0;
      const holds = same && over;
      const both = `got ${JSON.stringify(told)}, expected ${JSON.stringify(wanted)}`;
      return { claim: name, figure: holds ? figure : both, holds };
    });
    return { claims };
  } finally {
    await packaged.remove();
  }
};

function runner({ all, task }: Awaited<ReturnType<typeof packageCanary>>): Run {
  const [fn] = all<CanaryFunction>('AWS::Lambda::Function');
  if (!fn) throw new Error('the template has no function');
  return async ({ options, breaks, env = {} } = {}, event = 'schedule') => {
    const account = await startLocalAccount(options);
    const canary = deploy({ task, fn, account, env: { CANARY_RETRIES: '0', ...env } });
    try {
      await breaks?.(account);
      return metricsOf(await canary.invoke(event === 'manual' ? {} : eventNow(event)));
    } finally {
      await canary.close();
      await account.close();
    }
  };
}

const page = ['paging ALARM', 'paging OK'];
const both = (name: string) => [`${name} ALARM`, `${name} OK`];
const named = (from: readonly Sabotage[], name: string): Broken => {
  const found = from.find((one) => one.name === name);
  if (!found) throw new Error(`there is no sabotage "${name}"`);
  return { options: found.options, breaks: found.breaks };
};

async function daysOf(run: Run, full: boolean): Promise<readonly Day[]> {
  const well = await run();
  /** So many scheduled runs of that, healthy ones around them. */
  const during = (wrong: RunMetrics, runs = 4) =>
    onTheClock(INTERVAL, 3, [BEFORE, well], [runs, wrong], [8 - runs + AFTER, well]);
  const always = onTheClock(INTERVAL, 3, [BEFORE + 8 + AFTER, well]);
  const day = (
    name: string,
    points: RunMetrics,
    rings: readonly string[],
    pages: readonly string[] = [],
    notices: readonly string[] = [],
  ): Day => ({ name, points, rings, pages, notices });
  const failing = (name: string, wrong: RunMetrics, ...scenarios: string[]) =>
    day(
      name,
      during(wrong),
      [...scenarios.map((one) => `failing-${one}`), 'paging', 'rollback'],
      page,
    );
  const ofAws = (
    namespace: string,
    name: string,
    value: number,
    dimensions: Record<string, string>,
    minutes: readonly number[] = [60, 65, 70],
  ) =>
    minutes.flatMap((minute) =>
      at(minute, [{ namespace, name, value, unit: 'Count', timestampMs: 0, dimensions }]),
    );

  const resume500: Broken = { breaks: lying(LIFECYCLE, answering(500, { error: 'x' }), RESUME) };
  const undeletable: Broken = { options: onCall('DeleteItem', denied, PLANS) };
  const down = await run(resume500);
  const fn = 'governance-canary-prod';
  const queue = { QueueName: `${fn}-undelivered` };
  const slow = well.map((point) =>
    point.name === 'Duration' && point.dimensions.Scenario === 'plan-ledger'
      ? { ...point, value: 60_000 }
      : point,
  );
  const maintenance = at(FROM, [
    {
      namespace: 'GovernanceCanary',
      name: 'Maintenance',
      value: 1,
      unit: 'None',
      timestampMs: 0,
      dimensions: { service: fn },
    },
  ]);
  const days = [
    day('all is well', always, []),
    failing('the target is down', down, 'plan-ledger', 'validator-run'),
    day('one red run between healthy ones', during(down, 1), []),
    day(
      'the same under maintenance',
      [...during(down), ...maintenance],
      ['failing-plan-ledger', 'failing-validator-run', 'maintenance', 'paging', 'rollback'],
      ['paging OK'], // it was over before the hour was: that is told, and rings nobody
    ),
    day(
      'it cannot see (denied)',
      during(await run({ options: onCall('PutItem', denied, PLANS) })),
      ['broken', 'paging'],
      page,
    ),
    day('it cannot clean up', during(await run(undeletable)), ['leaking'], [], both('leaking')),
    day(
      'what died cannot be removed',
      during(await run({ ...undeletable, breaks: dieIn })),
      ['leaking', 'leaking-leftovers'],
      [],
      [...both('leaking'), ...both('leaking-leftovers')].sort(inTime),
    ),
    day('what died is removed', during(await run({ breaks: dieIn })), []),
    day(
      'it stops',
      onTheClock(INTERVAL, 3, [BEFORE, well]),
      ['paging', 'silent'],
      ['paging ALARM'],
    ),
    day('it never began', [], ['not-started', 'silent'], ['not-started ALARM']),
  ];
  if (!full) return days;

  const deployed = (wrong: RunMetrics, healthy: RunMetrics) => [
    ...always,
    ...at(61, wrong),
    ...at(200, healthy),
  ];
  const onDeploy = (broken?: Broken) => run(broken, 'deployment-completed');
  const shaky = await run({ ...once(), env: { CANARY_RETRIES: '1' } });
  return [
    ...days,
    failing(
      'only the resume’s answer is wrong',
      await run(named(resumeSabotage, 'resume answers for another plan')),
      'plan-ledger',
    ),
    day(
      'the validators are bypassed', // what does not come is waited for
      during(await run(named(resumeSabotage, 'the validator gateway is bypassed'))),
      ['failing-validator-run', 'paging', 'rollback', 'slow-validator-run'],
      page,
      both('slow-validator-run'),
    ),
    failing(
      'the budget is not reserved',
      await run(named(governanceSabotage, 'the reservation is answered with WARN')),
      'budget-reserve',
    ),
    failing(
      'the outcomes table is not there',
      await run(named(wireSabotage, 'the Outcomes table is missing')),
      'outcomes-capture',
    ),
    day(
      'a deployment broke it',
      deployed(await onDeploy(resume500), await onDeploy()),
      ['failing-after-deploy-plan-ledger', 'failing-after-deploy-validator-run', 'paging'],
      page,
    ),
    day(
      'a post-deploy run cannot see (denied)',
      deployed(await onDeploy({ options: onCall('PutItem', denied, PLANS) }), await onDeploy()),
      ['broken-deploy'],
      [],
      both('broken-deploy'),
    ),
    day(
      'a post-deploy run leaks',
      deployed(await onDeploy(undeletable), await onDeploy()),
      ['leaking-deploy'],
      [],
      both('leaking-deploy'),
    ),
    day(
      'a manual run leaks',
      [...always, ...at(61, await run(undeletable, 'manual'))],
      ['leaking-manual'],
      [],
      both('leaking-manual'),
    ),
    day('a manual run is red', [...always, ...at(61, await run(resume500, 'manual'))], []),
    day(
      'a setting is missing',
      during(await run({ env: { OUTCOMES_TABLE_NAME: '' } })),
      ['broken', 'paging'],
      page,
    ),
    day('its own table cannot be asked', during(await run({ options: onRuns() })), []),
    day('it passes at a second attempt', during(shaky), ['flaky'], [], both('flaky')),
    day('it is slow', during(slow), ['slow-plan-ledger'], [], both('slow-plan-ledger')),
    day(
      'the function errs',
      [...always, ...ofAws('AWS/Lambda', 'Errors', 1, { FunctionName: fn })],
      ['function-errors'],
      [],
      both('function-errors'),
    ),
    day(
      'the function is throttled',
      [...always, ...ofAws('AWS/Lambda', 'Throttles', 1, { FunctionName: fn })],
      ['function-throttles'],
      [],
      both('function-throttles'),
    ),
    day(
      'events stay undelivered',
      [
        ...always,
        ...ofAws('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 1, queue),
        ...ofAws('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 0, queue, [75, 80]), // taken out
      ],
      ['undelivered'],
      [],
      both('undelivered'),
    ),
    ...['schedule', 'stack', 'deployment'].map((rule) =>
      day(
        `the rule ${rule} fails`,
        [...always, ...ofAws('AWS/Events', 'FailedInvocations', 1, { RuleName: `${fn}-${rule}` })],
        [`rule-${rule}`],
        [],
        both(`rule-${rule}`),
      ),
    ),
  ];
}

/** Both begin and end together, each told as it comes. */
function inTime(a: string, b: string): number {
  return Number(a.endsWith('OK')) - Number(b.endsWith('OK'));
}

/** The first resume fails, the next does not. */
function once(): Broken {
  let failures = 2;
  return {
    breaks: lying(
      LIFECYCLE,
      (honest) => (failures-- > 0 ? answering(500, { error: 'once' })() : honest()),
      RESUME,
    ),
  };
}

function onRuns(): LocalAccountOptions {
  return {
    intercept: (call) =>
      call.target === LOCAL_SETTINGS.RUNS_TABLE_NAME && call.operation !== 'Scan'
        ? denied(call)
        : undefined,
  };
}

/** A run that died here long ago. */
async function dieIn(account: LocalAccount): Promise<void> {
  await inAccount({ account, env: account.env }, async ({ store }) => {
    const tenant_id = 'e2e-p7-ledger-tenant';
    const plan = {
      pk: `TENANT#${tenant_id}#ACCOUNT#e2e-p7-ledger-account-1`,
      sk: 'PLAN#e2e-p7-ledger-1',
      plan_id: 'e2e-p7-ledger-1',
      tenant_id,
    };
    await store?.begin(
      { id: runId('died'), trigger: { kind: 'schedule', rule: 'r' }, requestedAt: 1 },
      {
        attempts: [{ scenario: scenarioName('plan-ledger'), given: { plan } }],
        debt: { what: 'cleanup', dueAt: 1 },
        fromEvent: true,
        claim: 'died',
      },
    );
  });
}
