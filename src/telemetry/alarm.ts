import type { Interval } from '../limits.ts';
import { type MetricName, NAMESPACE } from './metrics.ts';

/** Who hears of it: whoever is on call, whoever reads the notices, or nobody. */
export type Pages = 'page' | 'notice' | 'none';

/** Every alarm has its article in the README, under the heading `alarm-{article}`. */
export const ARTICLES = [
  ...['paging', 'failing', 'failing-after-deploy', 'silent', 'not-started', 'broken', 'leaking'],
  ...['flaky', 'slow', 'function', 'maintenance', 'rollback'],
] as const;
export type Article = (typeof ARTICLES)[number];

interface Described {
  /** In the template. */
  readonly logicalId: string;
  readonly name: string;
  readonly article: Article;
  readonly pages: Pages;
  /** The topic that its ALARM and its OK go to. What a composite pages for does not act itself. */
  readonly tells?: 'paging' | 'notices';
}

interface CommonProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly ActionsEnabled: boolean;
}

interface WatchedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

/** One metric, or an expression over some; never both. */
type WatchedProperties =
  | (WatchedMetric & { readonly Statistic: Statistic; readonly Period: number })
  | { readonly Metrics: readonly MetricQuery[] };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
export type MetricQuery =
  | { readonly Id: string; readonly Expression: string; readonly Label: string }
  | {
      readonly Id: string;
      readonly ReturnData: false;
      readonly MetricStat: {
        readonly Metric: WatchedMetric;
        readonly Period: number;
        readonly Stat: Statistic;
      };
    };

type Statistic = 'Maximum' | 'Sum';

export type MetricAlarmProperties = CommonProperties & WatchedProperties & JudgedProperties;

interface JudgedProperties {
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Threshold: number;
  readonly ComparisonOperator:
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold';
  readonly TreatMissingData: 'breaching' | 'notBreaching' | 'ignore';
}

export interface MetricAlarm extends Described {
  readonly type: 'AWS::CloudWatch::Alarm';
  readonly properties: MetricAlarmProperties;
}

export interface CompositeAlarm extends Described {
  readonly type: 'AWS::CloudWatch::CompositeAlarm';
  /** Logical ids: of the alarms that its rule and its suppressor name, and of what it waits for. */
  readonly dependsOn: readonly string[];
  readonly properties: CommonProperties & {
    readonly AlarmRule: string;
    readonly ActionsSuppressor?: string;
    readonly ActionsSuppressorWaitPeriod?: number;
    readonly ActionsSuppressorExtensionPeriod?: number;
  };
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** What all alarms of a stack share. */
export interface AlarmContext {
  /** Of every metric and, with a suffix, of every alarm the name. */
  readonly service: string;
  readonly intervalMinutes: Interval;
  readonly scheduleEnabled: boolean;
  /** How long a run may take, in minutes: one in one function, which is what it has. */
  readonly runMinutes?: number;
  /** The logical id of the rule that starts scheduled runs, where there is a template. */
  readonly scheduleRuleId?: string;
  /** The address of the README, without a fragment. */
  readonly runbookBase: string;
}

export interface Heading {
  /** The alarm's name without the service: `failing-plan-ledger`. */
  readonly id: string;
  readonly article: Article;
  /** One sentence for whoever reads the page. */
  readonly means: string;
  readonly pages: Pages;
  readonly tells?: 'paging' | 'notices';
  readonly actionsEnabled?: boolean;
}

/** How a metric is watched: `datapoints` of `periods`. */
export interface Watch {
  readonly statistic?: Statistic;
  readonly periodSeconds: number;
  readonly datapoints: number;
  readonly periods: number;
  readonly threshold: readonly ['>' | '>=' | '<', number];
  readonly missing: 'breaching' | 'notBreaching' | 'ignore';
}

export interface Watched {
  readonly namespace?: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * Maximum, unless told otherwise: delivery is at least once, so that a sum may count one twice.
 */
export function metricAlarm(
  context: AlarmContext,
  heading: Heading,
  watched: Watched,
  watch: Watch,
): MetricAlarm {
  return {
    ...described(context, heading),
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ...commonProperties(context, heading),
      ...metricOf(watched),
      Statistic: watch.statistic ?? 'Maximum',
      Period: watch.periodSeconds,
      ...judged(watch),
    },
  };
}

/**
 * As {@link metricAlarm}, over an expression in which each metric stands by its own id.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
 */
export function expressionAlarm(
  context: AlarmContext,
  heading: Heading,
  { expression, label }: { readonly expression: string; readonly label: string },
  metrics: Readonly<Record<string, Watched>>,
  watch: Watch,
): MetricAlarm {
  const { statistic: Stat = 'Maximum', periodSeconds: Period } = watch;
  return {
    ...described(context, heading),
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ...commonProperties(context, heading),
      Metrics: [
        { Id: 'watched', Expression: expression, Label: label },
        ...Object.entries(metrics).map(([Id, watched]) => ({
          Id,
          ReturnData: false as const,
          MetricStat: { Metric: metricOf(watched), Period, Stat },
        })),
      ],
      ...judged(watch),
    },
  };
}

function metricOf({ namespace = NAMESPACE, metric, dimensions }: Watched): WatchedMetric {
  return {
    Namespace: namespace,
    MetricName: metric,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

function judged({ periods, datapoints, threshold, missing }: Watch): JudgedProperties {
  const [comparison, value] = threshold;
  return {
    EvaluationPeriods: periods,
    DatapointsToAlarm: datapoints,
    Threshold: value,
    ComparisonOperator: OPERATORS[comparison],
    TreatMissingData: missing,
  };
}

const OPERATORS = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
} as const;

/** One of the canary's own metrics. */
export function own(
  { service }: AlarmContext,
  metric: MetricName,
  dimensions: Readonly<Record<string, string>> = {},
): Watched {
  return { metric, dimensions: { service, ...dimensions } };
}

export function described({ service }: AlarmContext, heading: Heading): Described {
  const { id, article, pages, tells } = heading;
  return {
    logicalId: `${id
      .split(/[^A-Za-z0-9]+/)
      .map(capitalized)
      .join('')}Alarm`,
    name: `${service}-${id}`,
    article,
    pages,
    ...(tells && { tells }),
  };
}

export function commonProperties(
  { service, runbookBase }: AlarmContext,
  { id, means, article, actionsEnabled = true }: Heading,
): CommonProperties {
  return {
    AlarmName: `${service}-${id}`,
    AlarmDescription: `${means} ${runbookBase}#alarm-${article}`,
    ActionsEnabled: actionsEnabled,
  };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
