import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { billsOf } from '../../src/cost/bill.ts';
import { settingsTable } from '../../src/cost/comparison.ts';
import { checked, prices } from '../../src/cost/prices.ts';
import { type CostSettings, DEFAULTS, MEMORY_MB, runsOf } from '../../src/cost/settings.ts';
import { usageOf } from '../../src/cost/usage.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { doesIo } from '../../src/telemetry/metrics.ts';
import { seriesOf } from '../../src/telemetry/series.ts';
import { suiteOf } from '../telemetry/suites.ts';

const canaryBill = (...asked: Parameters<typeof billsOf>) => billsOf(...asked).canary;
const usdOf = ({ items }: ReturnType<typeof canaryBill>, what: string) =>
  items.find((item) => item.what === what)?.usd ?? 0;

describe('what is counted is what there is:', () => {
  it.each(['all', 'off'] as const)('with %s, every series of the catalogue', (stepMetrics) => {
    // A deployment in every hour, so that what is sent after one is sent all month.
    const { metrics } = usageOf(scenarios, { ...DEFAULTS, stepMetrics, deployments: 730 });
    const manual = seriesOf(scenarios, 'off').filter(
      ({ dimensions }) => dimensions.Trigger === 'manual',
    );
    expect(metrics.ofRuns + metrics.ofSteps).toBe(
      seriesOf(scenarios, stepMetrics).length - manual.length,
    );
  });

  it('a metric of an hour is charged for that hour', () => {
    const of = (deployments: number) =>
      usageOf(scenarios, { ...DEFAULTS, deployments }).metrics.ofRuns;
    const ofDeployments = seriesOf(scenarios, 'off').filter(
      ({ dimensions }) => dimensions.Trigger === 'deploy',
    ).length;
    expect(of(730) - of(0)).toBeCloseTo(ofDeployments);
    expect(of(73) - of(0)).toBeCloseTo(ofDeployments / 10);
    expect(of(7_300)).toBe(of(730)); // a month has no more hours
  });

  it('without a schedule, what follows on deployments alone', () => {
    const of = (deployments: number) =>
      usageOf(scenarios, { ...DEFAULTS, deployments, scheduleEnabled: false });
    const sent = seriesOf(scenarios, 'all').filter(
      ({ dimensions }) => dimensions.Trigger === 'deploy' || 'Step' in dimensions,
    ).length;
    const { runs, metrics } = of(73);
    expect(runs).toBe(73);
    expect(metrics.ofRuns + metrics.ofSteps).toBeCloseTo(sent / 10);
    expect(of(0).metrics).toEqual({ ofRuns: 0, ofSteps: 0 });
  });

  it('in parts, the log of every invocation', () => {
    const of = (fanOut: CostSettings['fanOut']) => usageOf(scenarios, { ...DEFAULTS, fanOut });
    // START, END and REPORT of six more, and a line that says who has the run now.
    expect((of('inline').logGb - of('false').logGb) * 1e9).toBeCloseTo(
      of('false').runs * (6 * 400 + 676),
    );
  });

  it('runs on schedule, and those after deployments', () => {
    expect(runsOf({ ...DEFAULTS, intervalMinutes: 5, deployments: 0 })).toBe(8_760);
    expect(runsOf({ ...DEFAULTS, intervalMinutes: 1, deployments: 9 })).toBe(43_809);
  });

  it('what two items share of the free tier is free once', () => {
    const { items, usd, usdWithFreeTier } = canaryBill(scenarios, DEFAULTS);
    const metrics = items.filter(({ price }) => price === 'metric');
    expect(metrics).toHaveLength(2);
    expect(usd - usdWithFreeTier).toBeLessThan(
      items.reduce((sum, { freeUsd }) => sum + freeUsd, 0),
    );
  });
});

test.each([
  [50, true],
  [51, false],
])('that a dashboard of %i metrics is free is %j', (metrics, isFree) => {
  const steps = scenarios.flatMap((scenario) => scenario.steps.filter(doesIo));
  const suiteWith = (some: typeof steps) => [...suiteOf(3), { name: 'last', steps: some }];
  const shown = (suite: ReturnType<typeof suiteWith>) => usageOf(suite, DEFAULTS).dashboardMetrics;
  const suite = suiteWith(steps.slice(0, metrics - shown(suiteWith([]))));
  expect(shown(suite)).toBe(metrics);

  const { items } = canaryBill(suite, DEFAULTS);

  const usd = prices.dashboard.usd;
  const freeUsd = isFree ? usd : 0;
  expect(items.find(({ what }) => what === 'dashboard')).toMatchObject({ usd, freeUsd });
});

test('logs are charged for as long as they are kept', () => {
  const kept = (logRetentionDays: number) =>
    usdOf(canaryBill(scenarios, { ...DEFAULTS, logRetentionDays }), 'logs, kept');
  expect(kept(90) / kept(30)).toBeCloseTo(3);
});

describe('what can be done about it', () => {
  it('step metrics are the dearest, and are gone when only failures are measured', () => {
    const all = canaryBill(scenarios, DEFAULTS);
    const failures = canaryBill(scenarios, { ...DEFAULTS, stepMetrics: 'failures' });
    expect(all.items[0]).toMatchObject({
      what: 'metrics of the steps',
      without: expect.stringContaining('stepMetrics=failures'),
    });
    expect(usdOf(failures, 'metrics of the steps')).toBe(0);
    expect(failures.usd).toBeLessThan(all.usd / 2);
  });

  it('of runs and scenarios nothing but scenarios can be left out, each with what is said', () => {
    const of = (howMany: number) => canaryBill(suiteOf(howMany), { ...DEFAULTS, deployments: 730 });
    const what = 'metrics of runs and scenarios';
    const item = (howMany: number) => of(howMany).items.find((one) => one.what === what);
    expect((item(4)?.quantity ?? 0) - (item(3)?.quantity ?? 0)).toBeCloseTo(2 + 2);
    expect(item(4)?.without).toContain('has two less, and two less in the hours of deployments');
  });

  it.each([
    ['inline', ['Step Functions, transitions']],
    [
      'distributed',
      ['Step Functions, transitions', 'Step Functions, Express runs', 'Step Functions, their time'],
    ],
  ] as const)('%s, it says what goes with another fanOut', (fanOut, added) => {
    const { items } = canaryBill(scenarios, { ...DEFAULTS, fanOut });
    const ofSteps = items.filter(({ what }) => what.startsWith('Step Functions'));
    expect(ofSteps.map(({ what }) => what).sort()).toEqual([...added].sort());
    for (const { without } of ofSteps) {
      const [, other] = /^--param fanOut=(\w+) /.exec(without) ?? [];
      expect(['false', 'inline']).toContain(other);
      expect(other).not.toBe(fanOut);
    }
    expect(canaryBill(scenarios, DEFAULTS).items.filter(({ what }) => /^Step/.test(what))).toEqual(
      [],
    );
  });

  it('in parts, every invocation is charged for and traced', () => {
    const { items } = canaryBill(scenarios, { ...DEFAULTS, tracing: true, fanOut: 'inline' });
    const quantityOf = (what: string) => items.find((one) => one.what === what)?.quantity;
    expect(quantityOf('traces')).toBe(runsOf(DEFAULTS) * 7);
    expect(quantityOf('Lambda, invocations')).toBe(runsOf(DEFAULTS) * (7 + 8)); // and the target's
  });

  it('every item says how, and tracing is one only where it is on', () => {
    const { items } = canaryBill(scenarios, { ...DEFAULTS, tracing: true });
    expect(items.filter(({ without }) => without.length < 10)).toEqual([]);
    expect(items.map(({ what }) => what)).toContain('traces');
    expect(canaryBill(scenarios, DEFAULTS).items.map(({ what }) => what)).not.toContain('traces');
  });
});

test('every price has its source, and a day', () => {
  for (const { usd, free, per, source, checked: day = checked } of Object.values(prices)) {
    expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(usd).toBeGreaterThan(0);
    expect(free).toBeGreaterThanOrEqual(0);
    expect(per.length).toBeGreaterThan(5);
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[\w/-]+\/pricing\//);
  }
});

test('the defaults are those of serverless.yml', () => {
  const stack = readFileSync('serverless.yml', 'utf8');
  const of = (name: string) => new RegExp(`^ +${name}: '?(\\w+)'?`, 'm').exec(stack)?.[1];
  expect({
    interval: of('interval'),
    stepMetrics: of('stepMetrics'),
    tracing: of('tracing'),
    logRetention: of('logRetention'),
    memorySize: of('memorySize'),
    scheduleEnabled: of('scheduleEnabled'),
    sweepLedger: of('sweepLedger'),
    fanOut: of('fanOut'),
    codeDeploy: String(!/^ +codeDeployApplication: ''/m.test(stack)),
  }).toEqual({
    interval: String(DEFAULTS.intervalMinutes),
    stepMetrics: DEFAULTS.stepMetrics,
    tracing: String(DEFAULTS.tracing),
    logRetention: String(DEFAULTS.logRetentionDays),
    memorySize: String(MEMORY_MB),
    scheduleEnabled: String(DEFAULTS.scheduleEnabled),
    sweepLedger: String(DEFAULTS.sweepLedger),
    fanOut: DEFAULTS.fanOut,
    codeDeploy: String(DEFAULTS.codeDeploy),
  });
});

test('the table in the README is what canary cost says', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(settingsTable(scenarios, DEFAULTS));
});
