import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type LocalAccount, startLocalAccount } from '../../src/local/account.ts';
import { metric, NAMESPACE } from '../../src/telemetry/metrics.ts';
import type { Datapoint } from '../helpers/cloudwatch/emf.ts';
import { alarmsIn, type DeclaredAlarms } from '../helpers/cloudwatch/template.ts';
import { answering, LIFECYCLE, lying, RESUME } from '../scenarios/sabotage/sabotage.ts';
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

/** What a day looks like to the packaged alarms, fed by runs of the packaged canary. */
let packaged: Awaited<ReturnType<typeof packageCanary>>;
let declared: DeclaredAlarms;
let healthy: Record<'schedule' | 'deploy' | 'manual', RunMetrics>;
let red: typeof healthy;
let otherStage: RunMetrics;

async function runsIn(account: LocalAccount, env: Readonly<Record<string, string>> = {}) {
  const [fn] = packaged.all<CanaryFunction>('AWS::Lambda::Function');
  if (!fn) throw new Error('the template has no function');
  const canary = deploy({ task: packaged.task, fn, account, env });
  try {
    const schedule = metricsOf(await canary.invoke(eventNow('schedule')));
    const deployment = metricsOf(await canary.invoke(eventNow('deployment-completed')));
    const manual = metricsOf(await canary.invoke({}));
    return { schedule, deploy: deployment, manual };
  } finally {
    await canary.close();
  }
}

beforeAll(async () => {
  packaged = await packageCanary();
  declared = alarmsIn(packaged.template);
  const account = await startLocalAccount();
  const broken = await startLocalAccount();
  lying(LIFECYCLE, answering(500, { error: 'Internal server error' }), RESUME)(broken);
  healthy = await runsIn(account);
  red = await runsIn(broken);
  otherStage = (await runsIn(broken, { STAGE: 'dev' })).schedule;
  await Promise.all([account.close(), broken.close()]);
}, 120_000);
afterAll(() => packaged.remove());

const INTERVAL = 5;
const PAGING = 'prod-paging';
const NOTICES = 'prod-notices';
const day = (...counts: readonly (readonly [number, RunMetrics])[]) =>
  onTheClock(INTERVAL, 3, ...counts);
const minutes = (runs: number) => 3 + runs * INTERVAL;

test('every alarm on the canary’s own metrics watches a series that the packaged canary sends', () => {
  const sentSeries = new Set(Object.values(healthy).flat().map(seriesOf));
  const own = declared.alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
  const watched = own
    .filter(({ MetricName }) => MetricName !== metric.maintenance) // a person's
    .map(({ Namespace = '', MetricName = '', Dimensions = [] }) => {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
      return seriesOf({ namespace: Namespace, name: MetricName, dimensions });
    });

  expect(watched.length).toBeGreaterThan(10);
  expect(watched.filter((series) => !sentSeries.has(series))).toEqual([]);
});

describe('a healthy day', () => {
  it('rings nothing and pages nobody, from its deployment on', () => {
    const history = watch(declared, day([288, healthy.schedule]), minutes(288));

    expect(rang(history, { from: minutes(1), to: minutes(288) })).toEqual([]);
    expect([...sent(history, PAGING), ...sent(history, NOTICES)]).toEqual([]);
  });

  it('with a red run now and then pages nobody', () => {
    const runs = day(
      ...Array.from(
        { length: 20 },
        () =>
          [
            [11, healthy.schedule],
            [1, red.schedule],
          ] as const,
      ).flat(),
    );
    const history = watch(declared, runs, minutes(240));

    expect(sent(history, PAGING)).toEqual([]);
  });

  it('is not changed by what another stage of the same account sees', () => {
    const runs = [...day([24, healthy.schedule]), ...onTheClock(INTERVAL, 4, [24, otherStage])];
    const history = watch(declared, runs, minutes(24));

    expect(rang(history, { from: minutes(1), to: minutes(24) })).toEqual([]);
    const own = new Set(healthy.schedule.map(seriesOf));
    expect(otherStage.map(seriesOf).filter((one) => own.has(one))).toEqual([]);
  });
});

describe('an outage', () => {
  it('is one page, and one word when it is over', () => {
    const runs = day([24, healthy.schedule], [12, red.schedule], [24, healthy.schedule]);
    const history = watch(declared, runs, minutes(60));

    expect(sent(history, PAGING)).toEqual(['paging ALARM', 'paging OK']);
    expect(ringing(history, minutes(34))).toEqual([
      'failing-plan-ledger',
      'failing-validator-run',
      'paging',
      'rollback',
    ]);
    expect(ringing(history, minutes(60))).toEqual([]);
  });

  it('pages within two intervals and a few minutes', () => {
    const history = watch(declared, day([24, healthy.schedule], [12, red.schedule]), minutes(36));

    const paged = history.actions.find(({ action }) => action.includes(PAGING));
    const firstRed = watchStart(24);
    expect(paged?.atMs).toBeLessThanOrEqual(firstRed + (2 * INTERVAL + 4) * 60_000);
  });
});

describe('a deployment that broke the target', () => {
  it('pages at its first run and stays until a run after a deployment passes', () => {
    const runs = [
      ...day([72, healthy.schedule]),
      ...at(61, red.deploy),
      ...at(241, healthy.deploy),
    ];
    const history = watch(declared, runs, minutes(72));

    expect(ringing(history, 65)).toEqual([
      'failing-after-deploy-plan-ledger',
      'failing-after-deploy-validator-run',
      'paging',
    ]);
    expect(ringing(history, 235)).toEqual(ringing(history, 65));
    expect(ringing(history, 250)).toEqual([]);
    expect(sent(history, PAGING)).toEqual(['paging ALARM', 'paging OK']);
  });
});

describe('a canary that stops running', () => {
  it('is silent, which pages, and it is over when it runs again', () => {
    const runs = [
      ...day([24, healthy.schedule]),
      ...onTheClock(INTERVAL, minutes(48), [12, healthy.schedule]),
    ];
    const history = watch(declared, runs, minutes(60));

    expect(rang(history, { from: minutes(1), to: minutes(60) })).toEqual(['paging', 'silent']);
    expect(sent(history, PAGING)).toEqual(['paging ALARM', 'paging OK']);
  });

  it('and never began pages too, when its first interval is over', () => {
    const history = watch(declared, [], 120);

    expect(sent(history, PAGING)).toEqual(['not-started ALARM']);
    const [paged] = history.actions.filter(({ state }) => state === 'ALARM');
    expect((paged?.atMs ?? 0) - T0).toBeGreaterThan(INTERVAL * MINUTE);
    expect((paged?.atMs ?? 0) - T0).toBeLessThan((INTERVAL + 8) * MINUTE);
  });
});

function watchStart(runs: number): number {
  return at(minutes(runs), red.schedule)[0]?.timestampMs ?? 0;
}

function seriesOf({
  namespace,
  name,
  dimensions,
}: Pick<Datapoint, 'namespace' | 'name' | 'dimensions'>) {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}
