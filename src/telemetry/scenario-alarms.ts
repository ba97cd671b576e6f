import { type AlarmContext, type MetricAlarm, metricAlarm, own } from './alarm.ts';
import { doesIo, metric } from './metrics.ts';
import type { WatchedScenario } from './series.ts';

/**
 * The target is unwell, as scheduled runs see it. One red run in between may have been a moment; two of
 * three were not. Where a run came late and its interval has no datapoint, CloudWatch takes one from
 * farther back; where there are none, nothing is known, and `silent` says so.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function failing(context: AlarmContext, { name }: WatchedScenario): MetricAlarm {
  return metricAlarm(
    context,
    {
      id: `failing-${name}`,
      article: 'failing',
      means: `The target is unwell: ${name} failed in two of the last three scheduled runs.`,
      pages: 'page',
    },
    own(context, metric.failed, { Scenario: name, Trigger: 'schedule' }),
    {
      periodSeconds: context.intervalMinutes * 60,
      datapoints: 2,
      periods: 3,
      threshold: ['>=', 1],
      missing: 'notBreaching',
    },
  );
}

/**
 * A deployment has broken the target. There is one run per deployment, so that one red is all there
 * will be, and it stands until another run after a deployment passes: missing data is ignored.
 */
export function failingAfterDeploy(context: AlarmContext, { name }: WatchedScenario): MetricAlarm {
  return metricAlarm(
    context,
    {
      id: `failing-after-deploy-${name}`,
      article: 'failing-after-deploy',
      means: `${name} failed after the last deployment. This stays until a run after a deployment passes.`,
      pages: 'page',
    },
    own(context, metric.failed, { Scenario: name, Trigger: 'deploy' }),
    { periodSeconds: 60, datapoints: 1, periods: 1, threshold: ['>=', 1], missing: 'ignore' },
  );
}

/**
 * Two seconds for starts, the canary's own and that of a Lambda it asks, and one for each step that asks
 * something: a warm Lambda answers in tenths of that. A single step that takes most of the ten seconds
 * after which it fails is over every budget.
 */
const START_MS = 2_000;
const STEP_MS = 1_000;

export function slow(context: AlarmContext, { name, steps }: WatchedScenario): MetricAlarm {
  const budgetMs = START_MS + STEP_MS * steps.filter(doesIo).length;
  return metricAlarm(
    context,
    {
      id: `slow-${name}`,
      article: 'slow',
      means: `${name} took longer than ${budgetMs / 1000} s in each of the last three scheduled runs.`,
      pages: 'notice',
      tells: 'notices',
    },
    own(context, metric.duration, { Scenario: name, Trigger: 'schedule' }),
    {
      periodSeconds: context.intervalMinutes * 60,
      datapoints: 3,
      periods: 3,
      threshold: ['>', budgetMs],
      missing: 'notBreaching',
    },
  );
}
