import type { WatchedScenario } from '../telemetry/series.ts';
import { type PriceName, prices } from './prices.ts';
import { type CostSettings, MEMORY_MB } from './settings.ts';
import { type Usage, usageOf } from './usage.ts';

/** A line of a month's bill. */
export interface Item {
  readonly what: string;
  readonly price: PriceName;
  readonly quantity: number;
  readonly usd: number;
  /** What an account that has nothing else gets for free of it. */
  readonly freeUsd: number;
  /** How to do without it, or with less. */
  readonly without: string;
}

export interface Bill {
  readonly items: readonly Item[];
  readonly usd: number;
  /** With what is free taken off. */
  readonly usdWithFreeTier: number;
}

/** What the canary costs a month, the dearest first. */
export function canaryBill(scenarios: readonly WatchedScenario[], settings: CostSettings): Bill {
  const usage = usageOf(scenarios, settings);
  const seconds = (usage.runs * settings.durationMs) / 1000;
  return billOf([
    ...shared(usage, settings),
    item('Lambda, the time of the runs', 'lambdaGbSecondArm', seconds * (MEMORY_MB / 1024), OFTEN),
    item('runs table, writes', 'dynamodbWrite', usage.runs * OWN_WRITES, OFTEN),
  ]);
}

/** The least that Synthetics gives: https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CanaryRunConfigInput.html */
const SYNTHETICS_MB = 960;
/** Its report and its log, kept in S3 after every run. */
const ARTIFACTS = 2;

/**
 * The same work, metrics and alarms as one CloudWatch Synthetics canary that does all scenarios in a
 * run. In its favour: as fast as ours, no metrics of its own, nothing that remembers its runs.
 */
export function syntheticsBill(
  scenarios: readonly WatchedScenario[],
  settings: CostSettings,
): Bill {
  const usage = usageOf(scenarios, settings);
  const seconds = (usage.runs * settings.durationMs) / 1000;
  return billOf([
    ...shared(usage, settings),
    item('Synthetics, the runs', 'syntheticsRun', usage.runs, OFTEN),
    item(
      'Lambda, the time of the runs',
      'lambdaGbSecondX86',
      seconds * (SYNTHETICS_MB / 1024),
      OFTEN,
    ),
    item('artifacts, writes', 's3Put', usage.runs * ARTIFACTS, OFTEN),
  ]);
}

/** What both need: telemetry, and what the runs ask of the target. */
function shared(usage: Usage, { tracing, logRetentionDays }: CostSettings): readonly Item[] {
  const { runs, metrics, dashboardMetrics, logGb } = usage;
  const smallDashboard = dashboardMetrics <= FREE_DASHBOARD_METRICS;
  return [
    item(
      'metrics of the steps',
      'metric',
      metrics.ofSteps,
      '--param stepMetrics=failures sends those of a failed step alone',
    ),
    item(
      'metrics of runs and scenarios',
      'metric',
      metrics.ofRuns,
      'none of them: an alarm watches each',
    ),
    item('alarms', 'alarm', usage.alarms, 'src/telemetry/alarms.ts has them all'),
    item('composite alarms', 'compositeAlarm', usage.compositeAlarms, 'they make one page of many'),
    item('dashboard', 'dashboard', 1, 'it is one resource of the stack', smallDashboard),
    item('key of the topics', 'kmsKey', 1, "with AWS's own key no alarm would be heard"),
    item('logs, written', 'logIngestedGb', logGb, OFTEN),
    item(
      'logs, kept',
      'logStoredGb',
      logGb * LOG_PACKED * (logRetentionDays / 30),
      '--param logRetention=7 keeps them for a week',
    ),
    item('Lambda, invocations', 'lambdaRequest', runs * (1 + ASKED), OFTEN),
    item("the target's tables, writes", 'dynamodbWrite', runs * TARGET_WRITES, OFTEN),
    item("the target's tables, reads", 'dynamodbRead', runs * TARGET_READS, OFTEN),
    ...(tracing ? [item('traces', 'trace', runs, '--param tracing=false sends none')] : []),
  ];
}

const OFTEN = '--param interval=15 runs it less often';
const FREE_DASHBOARD_METRICS = 50;
/** How small CloudWatch packs logs: https://aws.amazon.com/cloudwatch/pricing/ */
const LOG_PACKED = 0.15;
/** Invocations of the target's functions in a run. */
const ASKED = 8;
/**
 * Of the runs table: 3 KB when a run begins, 4 KB when it ends, and both its indexes each time. Of the
 * target's: 3 plans that come and go and 2 that change, each with its two indexes, and 13 entries of
 * the ledger with theirs.
 */
const OWN_WRITES = 12;
const TARGET_WRITES = 54;
const TARGET_READS = 12;

function item(
  what: string,
  price: PriceName,
  quantity: number,
  without: string,
  mayBeFree = true,
): Item {
  const { usd, free } = prices[price];
  const freeUsd = mayBeFree ? Math.min(quantity, free) * usd : 0;
  return { what, price, quantity, usd: quantity * usd, freeUsd, without };
}

function billOf(items: readonly Item[]): Bill {
  const all = items.filter(({ quantity }) => quantity > 0).sort((a, b) => b.usd - a.usd);
  const usd = sum(all.map((one) => one.usd));
  return { items: all, usd, usdWithFreeTier: usd - sum(freeOf(all)) };
}

/** Two items of one price share what is free of it. */
function freeOf(items: readonly Item[]): readonly number[] {
  const names = [...new Set(items.map(({ price }) => price))];
  return names.map((name) => {
    const most = prices[name].free * prices[name].usd;
    const same = items.filter(({ price }) => price === name);
    return Math.min(most, sum(same.map(({ freeUsd }) => freeUsd)));
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
