import { describe, expect, it } from 'vitest';
import { billsOf } from '../../src/cost/bill.ts';
import { type CostSettings, DEFAULTS } from '../../src/cost/settings.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { suiteOf } from '../telemetry/suites.ts';

/** Everything that can be asked for, at its ends and between them; but what would never run. */
const everySetting = product<CostSettings>({
  intervalMinutes: [1, 5, 15],
  stepMetrics: ['all', 'failures', 'off'],
  tracing: [false, true],
  durationMs: [1, 60_000],
  deployments: [0, 30, 10_000],
  logRetentionDays: [30],
  scheduleEnabled: [true, false],
  codeDeploy: [false, true],
  sweepLedger: [false, true],
  fanOut: ['false', 'inline', 'distributed'],
}).filter(({ scheduleEnabled, deployments }) => scheduleEnabled || deployments > 0);

function product<T extends object>(choices: { readonly [K in keyof T]: readonly T[K][] }): T[] {
  const all = Object.entries(choices) as [keyof T, readonly T[keyof T][]][];
  return all.reduce<Partial<T>[]>(
    (found, [name, values]) =>
      found.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as T[];
}

describe('at every setting', () => {
  const bills = everySetting.map((settings) => billsOf(scenarios, settings));

  it('the canary costs less than a Synthetics canary with the same metrics and alarms', () => {
    expect(bills).toHaveLength(2_160);
    expect(everySetting.filter((_, index) => isDearer(bills[index]))).toEqual([]);
  });

  it.each([1, 48])('and so it does with %i of a suite', (howMany) => {
    for (const fanOut of ['false', 'inline', 'distributed'] as const)
      expect(isDearer(billsOf(suiteOf(howMany), { ...DEFAULTS, fanOut }))).toBe(false);
  });

  it('a bill is the sum of its items, the dearest first, and the free tier takes no more than all', () => {
    for (const { canary } of bills) {
      const usds = canary.items.map((item) => item.usd);
      expect(canary.usd).toBeCloseTo(usds.reduce((sum, usd) => sum + usd, 0));
      expect(usds).toEqual(usds.toSorted((a, b) => b - a));
      expect(canary.usdWithFreeTier).toBeGreaterThan(0);
      expect(canary.usdWithFreeTier).toBeLessThan(canary.usd);
    }
  });
});

function isDearer(bills: ReturnType<typeof billsOf> | undefined): boolean {
  if (!bills) throw new RangeError('expected a bill for each setting');
  const { canary, synthetics } = bills;
  return canary.usd >= synthetics.usd || canary.usdWithFreeTier >= synthetics.usdWithFreeTier;
}
