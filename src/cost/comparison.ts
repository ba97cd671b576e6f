import { INTERVALS, STEP_METRICS } from '../limits.ts';
import type { WatchedScenario } from '../telemetry/series.ts';
import { billsOf } from './bill.ts';
import type { Bill, Item } from './item.ts';
import { checked, region } from './prices.ts';
import type { CostSettings } from './settings.ts';

/** What the canary costs a month, beside the same as a Synthetics canary. */
interface Comparison {
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

/** For a person: every item, who pays it, the dearest and what to do about it. */
export function comparisonText(comparison: Comparison): string {
  const { canary, synthetics, dearest } = comparison;
  const names = [...new Set([...canary.items, ...synthetics.items].map(({ what }) => what))];
  const rows = names.map((what) => [what, usdOf(canary, what), usdOf(synthetics, what)] as const);
  const lines = [
    ...rows.filter(([, ours, theirs]) => ours + theirs >= SHOWN_USD),
    ['all of it', canary.usd, synthetics.usd] as const,
    ['with the free tier', canary.usdWithFreeTier, synthetics.usdWithFreeTier] as const,
  ];
  return [
    `USD a month in ${comparison.region}, list prices as of ${comparison.checked}`,
    inWords(comparison.settings),
    '',
    line('', 'canary', 'Synthetics'),
    ...lines.map(([what, ours, theirs]) => line(what, money(ours), money(theirs))),
    '',
    `the dearest: ${dearest.what}, ${money(dearest.usd)}`,
    `without it, or with less of it: ${dearest.without}`,
    'the free tier is that of an account which has nothing else; what is under half a cent is not shown',
  ].join('\n');
}

const SHOWN_USD = 0.005;

function usdOf({ items }: Bill, what: string): number {
  return items.find((item) => item.what === what)?.usd ?? 0;
}

function inWords(settings: CostSettings): string {
  const { intervalMinutes, stepMetrics, tracing, durationMs, fanOut } = settings;
  return [
    settings.scheduleEnabled ? `a run every ${intervalMinutes} min` : 'no schedule',
    `step metrics ${stepMetrics}`,
    `tracing ${tracing ? 'on' : 'off'}`,
    `${durationMs / 1000} s a run`,
    `${settings.deployments} deployments`,
    `logs kept for ${settings.logRetentionDays} days`,
    ...(settings.codeDeploy ? ['a rule for CodeDeploy'] : []),
    ...(settings.sweepLedger ? ['the ledger swept'] : []),
    ...(fanOut === 'false' ? [] : [`fan-out ${fanOut}`]),
  ].join(', ');
}

function line(what: string, ours: string, theirs: string): string {
  return `${what.padEnd(32)}${ours.padStart(10)}${theirs.padStart(12)}`;
}

const money = (usd: number) => usd.toFixed(2);

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
