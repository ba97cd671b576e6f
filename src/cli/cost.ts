import { compare, settingsTable } from '../cost/comparison.ts';
import { type CostSettings, DEFAULTS, STAGE } from '../cost/settings.ts';
import { fanOuts, intervals, logRetentions, stepMetricModes, wrongWith } from '../limits.ts';
import { costReport } from '../reporters/cost.ts';
import { scenarios } from '../scenarios/index.ts';
import { tooManyScenarios } from '../telemetry/too-many.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary cost`: what a month of the deployed canary costs, as it is deployed or would be. */
export function cost(invocation: Invocation, { out }: Shell): Ready {
  const { flags } = invocation;
  const { settings, problems } = costSettings(invocation);
  return {
    problems,
    go: async () => {
      out.write(`${told()}\n`);
      return EXIT.passed;
    },
  };

  function told(): string {
    if (flags.has('json')) return JSON.stringify(compare(scenarios, settings), undefined, 2);
    if (flags.has('table')) return settingsTable(scenarios, settings);
    return costReport(compare(scenarios, settings), out.columns);
  }
}

/** What a table has every value of, or has no room for. */
const NOT_WITH_A_TABLE = ['interval', 'step-metrics', 'json'];

function costSettings({ flags, texts, numbers }: Invocation) {
  const interval = numbers.get('interval') ?? DEFAULTS.intervalMinutes;
  const stepMetrics = texts.get('step-metrics') ?? DEFAULTS.stepMetrics;
  const fanOut = texts.get('fan-out') ?? DEFAULTS.fanOut;
  const deployments = numbers.get('deployments') ?? DEFAULTS.deployments;
  const logRetentionDays = numbers.get('log-retention') ?? DEFAULTS.logRetentionDays;
  const scheduleEnabled = !flags.has('no-schedule');
  const problems = [
    ...wrongWith('--interval', `${interval}`, intervals, `${interval}`),
    ...wrongWith('--step-metrics', stepMetrics, stepMetricModes),
    ...wrongWith('--fan-out', fanOut, fanOuts),
    ...wrongWith('--log-retention', `${logRetentionDays}`, logRetentions, `${logRetentionDays}`),
    ...(!scheduleEnabled && numbers.has('interval')
      ? ['--interval is about the schedule, which --no-schedule leaves out']
      : []),
    ...(scheduleEnabled || deployments > 0
      ? []
      : ['--no-schedule with --deployments 0: nothing would ever run']),
    ...(flags.has('table') ? NOT_WITH_A_TABLE : [])
      .filter((name) => flags.has(name) || texts.has(name) || numbers.has(name))
      .map(
        (name) =>
          `--table with --${name}: the table has every interval and step metrics, as Markdown`,
      ),
    ...tooManyScenarios(STAGE, scenarios),
  ];
  const settings: CostSettings = {
    intervalMinutes: interval as CostSettings['intervalMinutes'],
    stepMetrics: stepMetrics as CostSettings['stepMetrics'],
    tracing: flags.has('tracing'),
    durationMs: numbers.get('duration') ?? DEFAULTS.durationMs,
    deployments,
    logRetentionDays,
    scheduleEnabled,
    codeDeploy: flags.has('code-deploy'),
    sweepLedger: flags.has('sweep-ledger'),
    fanOut: fanOut as CostSettings['fanOut'],
  };
  return { settings, problems };
}
