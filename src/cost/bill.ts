import type { WatchedScenario } from '../telemetry/series.ts';
import { type Bill, billOf, type Item, item } from './item.ts';
import { type CostSettings, keptMonths, MEMORY_MB } from './settings.ts';
import { type Usage, usageOf } from './usage.ts';

/** A month of the canary, and of the same by CloudWatch Synthetics, the dearest item first. */
export function billsOf(
  scenarios: readonly WatchedScenario[],
  settings: CostSettings,
): { readonly canary: Bill; readonly synthetics: Bill } {
  const usage = usageOf(scenarios, settings);
  return { canary: canaryBill(usage, settings), synthetics: syntheticsBill(usage, settings) };
}

function canaryBill(usage: Usage, settings: CostSettings): Bill {
  const { runs, work } = usage;
  const { runsTable, transitions, express } = work;
  const gbSeconds = runs * work.seconds * (MEMORY_MB / 1024);
  return billOf([
    ...shared(usage, settings),
    ...invocations(usage, work.invocations, settings),
    item('Lambda, the time of the runs', 'lambdaGbSecondArm', gbSeconds, OFTEN),
    item('runs table, writes', 'dynamodbWrite', runs * runsTable.writes, OFTEN),
    item('runs table, reads', 'dynamodbRead', runs * runsTable.reads, OFTEN),
    item(
      'runs table, kept',
      'dynamodbStoredGb',
      (runs * keptMonths * runsTable.bytes) / 1e9,
      `${OFTEN}; what a run leaves there goes by itself, after 90 days`,
    ),
    item('Step Functions, transitions', 'stateTransition', runs * transitions, IN_ONE),
    item('Step Functions, Express runs', 'expressRequest', runs * express.executions, INLINE),
    item('Step Functions, their time', 'expressGbSecond', runs * express.gbSeconds, INLINE),
  ]);
}

/** The least that Synthetics gives: https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CanaryRunConfigInput.html */
const SYNTHETICS_MB = 960;
/** Its report and its log, kept in S3 after every run. */
const ARTIFACTS = 2;

/**
 * The same work, metrics and alarms as one CloudWatch Synthetics canary that does all scenarios in a
 * run; where each is to have an invocation of its own, a canary for each. What is assumed is in its
 * favour: as fast as ours, no metrics of its own, no history.
 */
function syntheticsBill(usage: Usage, settings: CostSettings): Bill {
  const { parts } = usage.work;
  const runs = usage.runs * parts;
  const gbSeconds = ((runs * settings.durationMs) / 1000) * (SYNTHETICS_MB / 1024);
  return billOf([
    ...shared(usage, settings),
    ...invocations(usage, parts, settings),
    item('Synthetics, the runs', 'syntheticsRun', runs, OFTEN),
    item('Lambda, the time of the runs', 'lambdaGbSecondX86', gbSeconds, OFTEN),
    item('artifacts, writes', 's3Put', runs * ARTIFACTS, OFTEN),
  ]);
}

/** What both need: telemetry, and what the runs ask of the target. */
function shared(usage: Usage, { logRetentionDays }: CostSettings): readonly Item[] {
  const { runs, metrics, dashboardMetrics, logGb } = usage;
  const { target } = usage.work;
  const smallDashboard = dashboardMetrics <= FREE_DASHBOARD_METRICS;
  return [
    item(
      'metrics of the steps',
      'metric',
      metrics.ofSteps,
      '--param stepMetrics=failures sends those of a failed step alone',
    ),
    item('metrics of runs and scenarios', 'metric', metrics.ofRuns, TWO_A_SCENARIO),
    item('alarms', 'alarm', usage.alarmMetrics, 'src/telemetry/alarms.ts has them all'),
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
    item("the target's tables, writes", 'dynamodbWrite', runs * target.writes, OFTEN),
    item("the target's tables, reads", 'dynamodbRead', runs * target.reads, OFTEN),
  ];
}

/** @param own of the canary, in a run */
function invocations(
  { runs, work }: Usage,
  own: number,
  { tracing }: CostSettings,
): readonly Item[] {
  return [
    item('Lambda, invocations', 'lambdaRequest', runs * (own + work.target.asked), OFTEN),
    item('traces', 'trace', tracing ? runs * own : 0, '--param tracing=false sends none'),
  ];
}

const OFTEN = '--param interval=15 runs it less often';
const IN_ONE = '--param fanOut=false runs all scenarios in one function';
const INLINE = '--param fanOut=inline starts no executions for the scenarios';
const TWO_A_SCENARIO =
  'a scenario less in src/scenarios/index.ts has two less, and two less in the hours of deployments';
const FREE_DASHBOARD_METRICS = 50;
/** How small CloudWatch packs logs: https://aws.amazon.com/cloudwatch/pricing/ */
const LOG_PACKED = 0.15;
