import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { canaryBill, syntheticsBill } from '../../src/cost/bill.ts';
import { settingsTable } from '../../src/cost/comparison.ts';
import { prices } from '../../src/cost/prices.ts';
import { type CostSettings, DEFAULTS, MEMORY_MB, runsOf } from '../../src/cost/settings.ts';
import { usageOf } from '../../src/cost/usage.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { seriesOf } from '../../src/telemetry/series.ts';

const usdOf = ({ items }: ReturnType<typeof canaryBill>, what: string) =>
  items.find((item) => item.what === what)?.usd ?? 0;

/** Everything that can be asked for, at its ends and between them. */
const everySetting = ([1, 5, 15] as const).flatMap((intervalMinutes) =>
  (['all', 'failures', 'off'] as const).flatMap((stepMetrics) =>
    [false, true].flatMap((tracing) =>
      [1, 2_000, 60_000].flatMap((durationMs) =>
        [0, 30, 10_000].map(
          (deployments): CostSettings => ({
            ...{ intervalMinutes, stepMetrics, tracing, durationMs, deployments },
            logRetentionDays: 30,
          }),
        ),
      ),
    ),
  ),
);

describe('at every setting', () => {
  it('the canary costs less than a Synthetics canary with the same metrics and alarms', () => {
    const dearer = everySetting.filter((settings) => {
      const [ours, theirs] = [canaryBill(scenarios, settings), syntheticsBill(scenarios, settings)];
      return ours.usd >= theirs.usd || ours.usdWithFreeTier >= theirs.usdWithFreeTier;
    });
    expect(everySetting).toHaveLength(162);
    expect(dearer).toEqual([]);
  });

  it('a bill is the sum of its items, the dearest first, and the free tier takes no more than all', () => {
    for (const settings of everySetting) {
      const { items, usd, usdWithFreeTier } = canaryBill(scenarios, settings);
      expect(usd).toBeCloseTo(items.reduce((sum, item) => sum + item.usd, 0));
      expect(items.map((item) => item.usd)).toEqual(
        items.map((item) => item.usd).toSorted((a, b) => b - a),
      );
      expect(usdWithFreeTier).toBeGreaterThan(0);
      expect(usdWithFreeTier).toBeLessThan(usd);
    }
  });
});

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

  it('every item says how, and tracing is one only where it is on', () => {
    const { items } = canaryBill(scenarios, { ...DEFAULTS, tracing: true });
    expect(items.filter(({ without }) => without.length < 10)).toEqual([]);
    expect(items.map(({ what }) => what)).toContain('traces');
    expect(canaryBill(scenarios, DEFAULTS).items.map(({ what }) => what)).not.toContain('traces');
  });
});

test('every price has its source', () => {
  for (const { usd, free, per, source } of Object.values(prices)) {
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
  }).toEqual({
    interval: String(DEFAULTS.intervalMinutes),
    stepMetrics: DEFAULTS.stepMetrics,
    tracing: String(DEFAULTS.tracing),
    logRetention: String(DEFAULTS.logRetentionDays),
    memorySize: String(MEMORY_MB),
  });
});

test('the table in the README is what canary cost says', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(settingsTable(scenarios, DEFAULTS));
});
