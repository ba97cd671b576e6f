import { INTERVALS, STEP_METRICS } from '../limits.ts';
import type { WatchedScenario } from '../telemetry/series.ts';
import { billsOf } from './bill.ts';
import type { Bill, Item } from './item.ts';
import { checked, region } from './prices.ts';
import type { CostSettings } from './settings.ts';

/** What the canary costs a month, beside the same as a Synthetics canary. */
export interface Comparison {
  readonly region: string;
  readonly checked: string;
  readonly settings: CostSettings;
  readonly canary: Bill;
  readonly synthetics: Bill;
  readonly dearest: Item;
}

export function compare(scenarios: readonly WatchedScenario[], settings: CostSettings): Comparison {
  const { canary, synthetics } = billsOf(scenarios, settings);
  const [dearest] = canary.items;
  if (!dearest) throw new TypeError('expected a bill to have items');
  return { region, checked, settings, canary, synthetics, dearest };
}

export const money = (usd: number) => usd.toFixed(2);

/** Every interval with every setting of step metrics, as Markdown. */
export function settingsTable(
  scenarios: readonly WatchedScenario[],
  settings: CostSettings,
): string {
  const rows = INTERVALS.flatMap((intervalMinutes) =>
    STEP_METRICS.map((stepMetrics) => {
      const { canary, synthetics } = compare(scenarios, {
        ...settings,
        intervalMinutes,
        stepMetrics,
      });
      const less = `${Math.round((1 - canary.usd / synthetics.usd) * 100)} %`;
      const cells = [canary.usd, canary.usdWithFreeTier, synthetics.usd].map(money);
      return `| ${[`${intervalMinutes} min`, `\`${stepMetrics}\``, ...cells, less].join(' | ')} |`;
    }),
  );
  return [
    '| interval | step metrics | canary | with the free tier | Synthetics | less |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
