import { type AlarmContext, type MetricAlarm, metricAlarm, type Watched } from './alarm.ts';
import { serviceOf } from './metrics.ts';

export interface FunctionNames {
  readonly functionName: string;
  readonly deadLetterQueueName: string;
  /** Of its EventBridge rules: those that start it, and what tells of a fan-out that failed. */
  readonly ruleNames: readonly string[];
}

/** Parameters that bring a rule of their own. */
export interface WithRules {
  readonly codeDeploy: boolean;
  readonly fanOut: boolean;
}

/** As serverless.yml names them, for whoever has no template at hand. */
export function functionNamesOf(stage: string, { codeDeploy, fanOut }: WithRules): FunctionNames {
  const functionName = serviceOf(stage);
  const rules = [
    ...['schedule', 'stack', 'deployment'],
    ...(codeDeploy ? ['codedeploy'] : []),
    ...(fanOut ? ['fan-out-failed'] : []),
  ];
  return {
    functionName,
    deadLetterQueueName: `${functionName}-undelivered`,
    ruleNames: rules.map((rule) => `${functionName}-${rule}`),
  };
}

/** The canary's own machinery. When it stops the canary, `silent` pages; these say why. */
export function functionAlarms(
  context: AlarmContext,
  { functionName, deadLetterQueueName, ruleNames }: FunctionNames,
): readonly MetricAlarm[] {
  const lambda = (metric: string): Watched => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: functionName },
  });
  return [
    // A red scenario is no error: this is a crash, a time-out, or `throwOnFailure`.
    notice(context, 'function-errors', `${functionName} ended with an error.`, lambda('Errors')),
    // A gate that meets a scheduled run is throttled once, and tries again.
    notice(
      context,
      'function-throttles',
      `${functionName} was throttled in two of the last three periods of five minutes.`,
      lambda('Throttles'),
      { datapoints: 2, periods: 3 },
    ),
    notice(
      context,
      'undelivered',
      `${deadLetterQueueName} holds events that the canary never got, or could not finish.`,
      {
        namespace: 'AWS/SQS',
        metric: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: deadLetterQueueName },
      },
      // A queue that nobody asks anything of for six hours tells no more; what it holds is there still.
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
      { statistic: 'Maximum', missing: 'ignore' },
    ),
    ...ruleNames.map((rule) =>
      notice(
        context,
        `rule-${withoutService(rule, context)}`,
        `EventBridge could not deliver the events of the rule ${rule}.`,
        { namespace: 'AWS/Events', metric: 'FailedInvocations', dimensions: { RuleName: rule } },
      ),
    ),
  ];
}

/** AWS sends these as sums of what happened, and nothing when nothing did. */
function notice(
  context: AlarmContext,
  id: string,
  means: string,
  watched: Watched,
  watch: {
    readonly statistic?: 'Maximum';
    readonly datapoints?: number;
    readonly periods?: number;
    readonly missing?: 'ignore';
  } = {},
): MetricAlarm {
  return metricAlarm(
    context,
    { id, article: 'function', means, pages: 'notice', tells: 'notices' },
    watched,
    {
      statistic: 'Sum',
      periodSeconds: 300,
      datapoints: 1,
      periods: 1,
      threshold: ['>=', 1],
      missing: 'notBreaching',
      ...watch,
    },
  );
}

function withoutService(rule: string, { service }: AlarmContext): string {
  return rule.startsWith(`${service}-`) ? rule.slice(service.length + 1) : rule;
}
