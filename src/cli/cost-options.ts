import {
  FAN_OUTS,
  INTERVALS,
  intervals,
  LOG_RETENTIONS,
  STEP_METRICS,
  stepMetricModes,
} from '../limits.ts';
import type { Option } from './options.ts';

/** Of `canary cost`: named as the parameters of serverless.yml, whose defaults they have. */
export const costOptions: readonly Option[] = [
  {
    name: 'interval',
    kind: 'number',
    value: 'MINUTES',
    from: 1,
    to: 15,
    choices: INTERVALS.map(String),
    help: `from one scheduled run to the next: ${intervals.wants} (default 5)`,
  },
  {
    name: 'step-metrics',
    kind: 'text',
    value: 'WHICH',
    choices: STEP_METRICS,
    help: `${stepMetricModes.wants} (default all)`,
  },
  { name: 'tracing', kind: 'flag', help: 'with X-Ray' },
  {
    name: 'duration',
    kind: 'number',
    value: 'MS',
    from: 1,
    to: 60_000,
    help: 'what Lambda bills for a run, in milliseconds (default 2000)',
  },
  {
    name: 'deployments',
    kind: 'number',
    value: 'N',
    from: 0,
    to: 100_000,
    help: 'deployments of the target in a month (default 30)',
  },
  {
    name: 'log-retention',
    kind: 'number',
    value: 'DAYS',
    from: 1,
    to: 3653,
    choices: LOG_RETENTIONS.map(String),
    help: 'days for which the log is kept, of those that CloudWatch has (default 30)',
  },
  {
    name: 'no-schedule',
    kind: 'flag',
    help: 'with scheduleEnabled=false: after deployments alone',
  },
  { name: 'code-deploy', kind: 'flag', help: 'with the rule for a CodeDeploy application, too' },
  { name: 'sweep-ledger', kind: 'flag', help: 'with sweepLedger=true' },
  {
    name: 'fan-out',
    kind: 'text',
    value: 'HOW',
    choices: FAN_OUTS,
    help: 'inline or distributed: an invocation for each scenario (default false)',
  },
  { name: 'table', kind: 'flag', help: 'every interval with every setting of step metrics' },
  { name: 'json', kind: 'flag', help: 'every item of both bills, as JSON' },
];
