import { type AlarmContext, expressionAlarm, type MetricAlarm, metricAlarm, own } from './alarm.ts';
import { metric, NAMESPACE, type TriggerDimension } from './metrics.ts';

/**
 * How much later than an interval a heartbeat may be seen, in minutes: EventBridge starts a schedule
 * within its minute, a run takes its time, and from log line to metric it can take two.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function jitterMinutes({ runMinutes = 1 }: Pick<AlarmContext, 'runMinutes'>): number {
  return 3 + runMinutes;
}

/**
 * No run has reached its end for two intervals: one lost run is no silence. The periods are minutes,
 * however long the interval is: CloudWatch also looks at some periods before the window, and calls
 * nothing silent while it finds a heartbeat there. With periods of an interval it would be late by
 * intervals, so by minutes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function silent(context: AlarmContext): MetricAlarm {
  const { intervalMinutes, scheduleEnabled } = context;
  const minutes = 2 * intervalMinutes + jitterMinutes(context);
  return metricAlarm(
    context,
    {
      id: 'silent',
      article: 'silent',
      means: `No scheduled run has reached its end for ${minutes} minutes: nobody is watching the target.`,
      pages: 'page',
      actionsEnabled: scheduleEnabled,
    },
    heartbeat(context),
    {
      periodSeconds: 60,
      datapoints: minutes,
      periods: minutes,
      threshold: ['<', 1],
      missing: 'breaching',
    },
  );
}

/**
 * OK since the first heartbeat, and for good: it only tells a canary that fell silent from one that
 * has not begun, which a stack that was just deployed is for an interval. Another interval needs
 * another one, since the last heartbeat may then be older than the new window.
 */
export function started(context: AlarmContext): MetricAlarm {
  const every = `every-${context.intervalMinutes}-minutes`;
  return metricAlarm(
    context,
    {
      id: `started-${every}`,
      article: 'not-started',
      means: 'OK from the first scheduled run on; until then silence is no reason to page.',
      pages: 'none',
    },
    heartbeat(context),
    { periodSeconds: 60, datapoints: 1, periods: 1, threshold: ['<', 1], missing: 'ignore' },
  );
}

/** The canary cannot see: denied, unset, or a bug of its own, three times in a row. */
export function broken(context: AlarmContext): MetricAlarm {
  return metricAlarm(
    context,
    {
      id: 'broken',
      article: 'broken',
      means: 'The canary is blind: a scenario was broken in each of the last three scheduled runs.',
      pages: 'page',
    },
    own(context, metric.broken, { Trigger: 'schedule' }),
    {
      periodSeconds: context.intervalMinutes * 60,
      datapoints: 3,
      periods: 3,
      threshold: ['>=', 1],
      missing: 'notBreaching',
    },
  );
}

/**
 * A deployment was followed by a run that could not judge it. Nobody is paged for what nobody knows; but
 * whoever waits for its verdict, or for the alarm of the one before to end, hears that it did not come.
 */
export function unjudged(context: AlarmContext): MetricAlarm {
  return metricAlarm(
    context,
    {
      id: 'broken-deploy',
      article: 'broken',
      means: 'A post-deploy run was broken: that deployment was not judged.',
      pages: 'notice',
      tells: 'notices',
    },
    own(context, metric.broken, { Trigger: 'deploy' }),
    {
      periodSeconds: 300, // as of leaks
      datapoints: 1,
      periods: 1,
      threshold: ['>=', 1],
      missing: 'notBreaching',
    },
  );
}

/** Any leak is told of: what was not cleaned up is a row in a table that is not ours. */
export function leaking(context: AlarmContext, trigger: TriggerDimension): MetricAlarm {
  const scheduled = trigger === 'schedule';
  return metricAlarm(
    context,
    {
      id: scheduled ? 'leaking' : `leaking-${trigger}`,
      article: 'leaking',
      means: `A ${RUNS[trigger]} run could not clean up after itself.`,
      pages: 'notice',
      tells: 'notices',
    },
    own(context, metric.leaked, { Trigger: trigger }),
    {
      // The others come one at a time: five minutes are for a person to see that it was there.
      periodSeconds: scheduled ? context.intervalMinutes * 60 : 300,
      datapoints: 1,
      periods: 1,
      threshold: ['>=', 1],
      missing: 'notBreaching',
    },
  );
}

/**
 * Something that runs left behind could not be removed by the sweep either. Summed, unlike the others:
 * of two sweeps in one period neither can hide what the other could not remove. Both metrics are in one
 * document, so that a line delivered twice counts twice in both.
 */
export function leftovers(context: AlarmContext): MetricAlarm {
  return expressionAlarm(
    context,
    {
      id: 'leaking-leftovers',
      article: 'leaking',
      means: 'A sweep found what earlier runs had left behind and could not remove all of it.',
      pages: 'notice',
      tells: 'notices',
    },
    { expression: 'found - removed', label: 'Left behind' },
    { found: own(context, metric.leftoversFound), removed: own(context, metric.leftoversRemoved) },
    {
      statistic: 'Sum',
      periodSeconds: context.intervalMinutes * 60,
      datapoints: 1,
      periods: 1,
      threshold: ['>', 0],
      missing: 'notBreaching',
    },
  );
}

const RUNS = { schedule: 'scheduled', deploy: 'post-deploy', manual: 'manual' } as const;

/**
 * Passes that needed a second attempt. One in a while is the network's, a quarter of the last twelve
 * is something that begins to fail.
 */
export function flaky(context: AlarmContext): MetricAlarm {
  return metricAlarm(
    context,
    {
      id: 'flaky',
      article: 'flaky',
      means:
        'Scenarios passed only on a second attempt in three of the last twelve scheduled runs.',
      pages: 'notice',
      tells: 'notices',
    },
    own(context, metric.flaky, { Trigger: 'schedule' }),
    {
      periodSeconds: context.intervalMinutes * 60,
      datapoints: 3,
      periods: 12,
      threshold: ['>=', 1],
      missing: 'notBreaching',
    },
  );
}

/**
 * A person's word that somebody is at work; while it is in ALARM nobody is paged. One datapoint
 * is seen by every evaluation of the hour after it, and then no more: nobody can forget to take it
 * back. (A state set with `set-alarm-state` would hold only where missing data is ignored, and then
 * for ever.)
 *
 *     aws cloudwatch put-metric-data --namespace GovernanceCanary --metric-name Maintenance \
 *       --dimensions service=governance-canary-prod --value 1
 */
export function maintenance(context: AlarmContext): MetricAlarm {
  const put = `aws cloudwatch put-metric-data --namespace ${NAMESPACE} --metric-name ${metric.maintenance} --dimensions service=${context.service} --value 1`;
  return metricAlarm(
    context,
    {
      id: 'maintenance',
      article: 'maintenance',
      means: `Paging is off for one hour after this was last run in this region: ${put}`,
      pages: 'none',
    },
    own(context, metric.maintenance),
    {
      periodSeconds: 60,
      datapoints: 1,
      periods: 60,
      threshold: ['>=', 1],
      missing: 'notBreaching',
    },
  );
}

function heartbeat(context: AlarmContext) {
  return own(context, metric.runCompleted, { Trigger: 'schedule' });
}
