import { type Comparison, money } from '../cost/comparison.ts';
import type { Bill } from '../cost/item.ts';
import type { CostSettings } from '../cost/settings.ts';
import { WIDEST, wrap } from './layout.ts';

const SHOWN_USD = 0.005;

/** For a person: every item, who pays it, the largest and what to do about it. */
export function costReport(comparison: Comparison, columns: number): string {
  const { canary, synthetics, dearest } = comparison;
  const names = [...new Set([...canary.items, ...synthetics.items].map(({ what }) => what))];
  const rows = names.map((what) => [what, usdOf(canary, what), usdOf(synthetics, what)] as const);
  const lines = [
    ...rows.filter(([, ours, theirs]) => ours + theirs >= SHOWN_USD),
    ['total', canary.usd, synthetics.usd] as const,
    ['with the free tier', canary.usdWithFreeTier, synthetics.usdWithFreeTier] as const,
  ];
  const page = Math.min(columns, WIDEST);
  return [
    ...wrap(`USD a month in ${comparison.region}, list prices as of ${comparison.checked}`, page),
    ...wrap(inWords(comparison.settings), page),
    '',
    ...row('', 'canary', 'Synthetics', page),
    ...lines.flatMap(([what, ours, theirs]) => row(what, money(ours), money(theirs), page)),
    '',
    ...wrap(`largest item: ${dearest.what}, ${money(dearest.usd)}`, page),
    ...wrap(`to do with less of it: ${dearest.without}`, page),
    ...wrap(
      'the free tier is that of an account which has nothing else; what is under half a cent is not shown',
      page,
    ),
    ...wrap(
      'the key is rotated once a year: after the first rotation it costs twice as much, after the second three times',
      page,
    ),
  ].join('\n');
}

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

const NAME = 32;
const OURS = 10;
const THEIRS = 12;

/** Where there is no room beside it, an item's figures are under its name. */
function row(what: string, ours: string, theirs: string, columns: number): readonly string[] {
  const figures = `${ours.padStart(OURS)}${theirs.padStart(THEIRS)}`;
  if (columns >= NAME + figures.length) return [`${what.padEnd(NAME)}${figures}`];
  return [...(what === '' ? [] : wrap(what, columns)), figures];
}
