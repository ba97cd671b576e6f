import { compare, comparisonText, settingsTable } from '../cost/comparison.ts';
import { type CostSettings, DEFAULTS, STAGE } from '../cost/settings.ts';
import { scenarios } from '../scenarios/index.ts';
import { tooManyScenarios } from '../telemetry/too-many.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';

const INTERVALS: readonly number[] = [1, 5, 15];
const STEP_METRICS: readonly string[] = ['all', 'failures', 'off'];
const FAN_OUT: readonly string[] = ['false', 'inline', 'distributed'];

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
    return comparisonText(compare(scenarios, settings));
  }
}

function costSettings({ flags, texts, numbers }: Invocation) {
  const interval = numbers.get('interval') ?? DEFAULTS.intervalMinutes;
  const stepMetrics = texts.get('step-metrics') ?? DEFAULTS.stepMetrics;
  const fanOut = texts.get('fan-out') ?? DEFAULTS.fanOut;
  const deployments = numbers.get('deployments') ?? DEFAULTS.deployments;
  const scheduleEnabled = !flags.has('no-schedule');
  const problems = [
    ...(INTERVALS.includes(interval) ? [] : [`--interval is ${interval}: expected 1, 5 or 15`]),
    ...(STEP_METRICS.includes(stepMetrics)
      ? []
      : [`--step-metrics is ${JSON.stringify(stepMetrics)}: expected all, failures or off`]),
    ...(FAN_OUT.includes(fanOut)
      ? []
      : [`--fan-out is ${JSON.stringify(fanOut)}: expected false, inline or distributed`]),
    ...(scheduleEnabled || deployments > 0
      ? []
      : ['--no-schedule with --deployments 0: nothing would ever run']),
    ...tooManyScenarios(STAGE, scenarios),
  ];
  const settings: CostSettings = {
    intervalMinutes: interval as CostSettings['intervalMinutes'],
    stepMetrics: stepMetrics as CostSettings['stepMetrics'],
    tracing: flags.has('tracing'),
    durationMs: numbers.get('duration') ?? DEFAULTS.durationMs,
    deployments,
    logRetentionDays: numbers.get('log-retention') ?? DEFAULTS.logRetentionDays,
    scheduleEnabled,
    codeDeploy: flags.has('code-deploy'),
    sweepLedger: flags.has('sweep-ledger'),
    fanOut: fanOut as CostSettings['fanOut'],
  };
  return { settings, problems };
}
