import {
  type AlarmType,
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { retrying } from '../engine/attempts.ts';
import { FailureError } from '../engine/failure.ts';
import type { StepScope } from '../engine/scenario.ts';
import { type Asking, asking } from './asking.ts';
import { IN_TIME, SENT_ONCE } from './connection.ts';
import type { Called } from './failures.ts';
import { send } from './send.ts';

/**
 * What CloudWatch is asked for: how the alarms stand, and what was measured. Both throw a
 * FailureError when no answer came that can be used, all pages within the time that was allowed.
 */
export interface CloudWatch {
  /** All whose name begins so. */
  alarms(prefix: string, how: Asking): Promise<readonly AlarmState[]>;
  /** For each query its points, the oldest first. */
  points(
    queries: readonly SeriesQuery[],
    span: { readonly from: number; readonly to: number },
    how: Asking,
  ): Promise<readonly (readonly Point[])[]>;
  close(): void;
}

export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** Since when, in epoch ms. */
  readonly since: number;
  readonly reason: string;
  readonly actionsEnabled: boolean;
  /** How far back a metric alarm looks. */
  readonly windowMs: number | undefined;
}

export interface SeriesQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Average';
  readonly periodSeconds: number;
}

export interface Point {
  /** When its period began, in epoch ms. */
  readonly at: number;
  readonly value: number;
}

/** Of one request: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
/** Where none is named, CloudWatch tells of metric alarms alone. */
const BOTH: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

export function openCloudWatch(region: string): CloudWatch {
  const client = new CloudWatchClient({ region, ...SENT_ONCE, ...IN_TIME });
  return {
    alarms(prefix, how) {
      const called = { operation: 'DescribeAlarms', target: prefix };
      return asking(how, called, async (scope) => {
        const found: AlarmState[] = [];
        const input = { AlarmNamePrefix: prefix, AlarmTypes: BOTH };
        const pages = pagesOf(scope, (NextToken) =>
          send(scope, called, new DescribeAlarmsCommand({ ...input, NextToken }), (one, options) =>
            client.send(one, options),
          ),
        );
        for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
          found.push(...[...MetricAlarms, ...CompositeAlarms].map(stateOf));
        }
        return found;
      });
    },
    points(queries, span, how) {
      const called = { operation: 'GetMetricData', target: queries[0]?.namespace ?? '' };
      return asking(how, called, async (scope) => {
        const points = queries.map((): Point[] => []);
        for (let first = 0; first < queries.length; first += MOST_QUERIES) {
          const some = queries.slice(first, first + MOST_QUERIES);
          const input = {
            StartTime: new Date(span.from),
            EndTime: new Date(span.to),
            ScanBy: 'TimestampAscending',
            MetricDataQueries: some.map((query, i) => asked(query, first + i)),
          } as const;
          const pages = pagesOf(scope, (NextToken) =>
            send(scope, called, new GetMetricDataCommand({ ...input, NextToken }), (one, options) =>
              client.send(one, options),
            ),
          );
          for await (const { MetricDataResults = [] } of pages) {
            for (const result of MetricDataResults) {
              const { Id = '', Timestamps = [], Values = [] } = result;
              refuseUnlessTold(called, result);
              const series = points[Number(Id.slice(1))];
              Timestamps.forEach((at, i) => {
                series?.push({ at: at.getTime(), value: Values[i] ?? 0 });
              });
            }
          }
        }
        return points;
      });
    },
    close: () => client.destroy(),
  };
}

/**
 * One metric of an answer may be missing without an error: that is no sign that there was nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 */
function refuseUnlessTold(
  { operation, target }: Called,
  { Id, Label = Id, StatusCode, Messages }: MetricDataResult,
): void {
  if (StatusCode !== 'InternalError' && StatusCode !== 'Forbidden') return;
  const why = Messages?.map(({ Value }) => Value).join('; ');
  const message = `${operation} on ${target}: expected the points of ${Label}, got ${[StatusCode, why].filter(Boolean).join(': ')}`;
  const kind = StatusCode === 'Forbidden' ? 'access' : 'target';
  throw new FailureError({ kind, message, error: { name: StatusCode, message } }, 'never');
}

/** Asks for one page after the other, for each of them again where that is worth it. */
async function* pagesOf<Page extends { readonly NextToken?: string | undefined }>(
  scope: StepScope,
  ask: (NextToken: string | undefined) => Promise<Page>,
) {
  let NextToken: string | undefined;
  do {
    const page: Page = await retrying(scope, 'idempotent', () => ask(NextToken));
    yield page;
    NextToken = page.NextToken;
  } while (NextToken);
}

function stateOf(alarm: MetricAlarm | CompositeAlarm): AlarmState {
  const { AlarmName, StateValue, StateReason, ActionsEnabled } = alarm;
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  const { Period, EvaluationPeriods }: MetricAlarm = 'Period' in alarm ? alarm : {};
  return {
    name: AlarmName ?? '',
    state: StateValue ?? 'INSUFFICIENT_DATA',
    since: since?.getTime() ?? 0,
    reason: StateReason ?? '',
    actionsEnabled: ActionsEnabled ?? true,
    windowMs: Period && EvaluationPeriods ? Period * EvaluationPeriods * 1000 : undefined,
  };
}

function asked(query: SeriesQuery, index: number): MetricDataQuery {
  const { namespace, metric, dimensions, statistic, periodSeconds } = query;
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: statistic,
    },
  };
}
