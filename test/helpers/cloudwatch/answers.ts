import type { Answer } from '../../../src/local/http.ts';
import type { Fault } from '../../../src/local/intercept.ts';
import type { CloudWatchEndpoint } from './endpoint.ts';

/** What CloudWatch makes of what it is asked, and of what a test has put there. */

export interface StoredPoint {
  /** Epoch ms. */
  readonly at: number;
  readonly value: number;
}

export interface StoredAlarm {
  readonly name: string;
  readonly composite: boolean;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  since: number;
  reason: string;
  /** Where undefined, nothing is said of it. */
  actionsEnabled: boolean | undefined;
  readonly period?: number;
  readonly periods?: number;
}

export interface AskedMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly period: number;
  readonly statistic: string;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
}

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
/** So small that whoever does not follow a token sees too little. */
const ALARMS_PER_PAGE = 10;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html, both. */
export const POINTS_PER_PAGE = 100_800;
const MOST_QUERIES = 500;

/** What AWS answers when it does not do what it is asked for. */
export function refusal(type: string, message: string, status = 400): Fault & Answer {
  return { kind: 'answer', status, headers: JSON_1_0, body: { __type: type, message } };
}

function answered(body: object): Answer {
  return { status: 200, headers: JSON_1_0, body };
}

/** The part of a list that a token stands for, and the next token where there is more. */
function pageOf<T>(all: readonly T[], NextToken = '0', size: number) {
  const first = Number(NextToken);
  const next = first + size;
  return {
    page: all.slice(first, next),
    more: next < all.length ? { NextToken: String(next) } : {},
  };
}

interface AlarmsInput {
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly string[];
  readonly NextToken?: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export function describeAlarms(alarms: readonly StoredAlarm[], input: AlarmsInput): Answer {
  const { AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], NextToken } = input;
  const wanted = alarms.filter(
    ({ name, composite }) =>
      name.startsWith(AlarmNamePrefix) &&
      AlarmTypes.includes(composite ? 'CompositeAlarm' : 'MetricAlarm'),
  );
  const { page, more } = pageOf(wanted, NextToken, ALARMS_PER_PAGE);
  const shown = (composite: boolean) =>
    page.filter((one) => one.composite === composite).map(shownAlarm);
  return answered({ MetricAlarms: shown(false), CompositeAlarms: shown(true), ...more });
}

function shownAlarm({ name, state, since, reason, actionsEnabled, period, periods }: StoredAlarm) {
  return {
    AlarmName: name,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: since / 1000 + 60, // a newer reason is an update too
    StateTransitionedTimestamp: since / 1000,
    ActionsEnabled: actionsEnabled,
    ...(period && { Period: period, EvaluationPeriods: periods }),
  };
}

interface MetricDataInput {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly ScanBy?: 'TimestampAscending' | 'TimestampDescending';
  readonly NextToken?: string;
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
      };
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
}

/**
 * The newest first, unless it is asked otherwise. A page may end within a metric, whose other points
 * are then on the next.
 */
export function getMetricData(
  { points, pointsPerPage }: Pick<CloudWatchEndpoint, 'points' | 'pointsPerPage'>,
  { StartTime, EndTime, ScanBy, NextToken, MetricDataQueries }: MetricDataInput,
): Answer {
  if (MetricDataQueries.length > MOST_QUERIES) {
    const limit = `must not have a size greater than ${MOST_QUERIES}`;
    return refusal('ValidationError', `The collection MetricDataQueries ${limit}.`);
  }
  const order = ScanBy === 'TimestampAscending' ? 1 : -1;
  const all = MetricDataQueries.flatMap(({ Id, MetricStat: { Metric, Period, Stat } }) =>
    points({
      namespace: Metric.Namespace,
      metric: Metric.MetricName,
      dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
      period: Period,
      statistic: Stat,
      from: StartTime * 1000,
      to: EndTime * 1000,
    })
      .toSorted((a, b) => order * (a.at - b.at))
      .map((point) => ({ Id, point })),
  );
  const { page, more } = pageOf(all, NextToken, pointsPerPage);
  return answered({
    MetricDataResults: MetricDataQueries.map(({ Id }) => {
      const found = page.filter((one) => one.Id === Id);
      return {
        Id,
        Timestamps: found.map(({ point }) => point.at / 1000),
        Values: found.map(({ point }) => point.value),
        StatusCode: more.NextToken ? 'PartialData' : 'Complete',
      };
    }),
    ...more,
  });
}
