import {
  type AlarmType,
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { FailureError } from '../engine/failure.ts';
import { fromSdk } from './failures.ts';

/** What CloudWatch is asked for: how the alarms stand, and what was measured. */
export interface CloudWatch {
  /** All whose name begins so. */
  alarms(prefix: string, signal: AbortSignal): Promise<readonly AlarmState[]>;
  /** For each query its points, the oldest first. */
  points(
    queries: readonly SeriesQuery[],
    span: { readonly from: number; readonly to: number },
    signal: AbortSignal,
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
const ATTEMPTS = 3;
const BOTH: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

export function openCloudWatch(region: string): CloudWatch {
  const client = new CloudWatchClient({ region, maxAttempts: ATTEMPTS });
  return {
    alarms: (prefix, signal) =>
      told('DescribeAlarms', prefix, async () => {
        const found: AlarmState[] = [];
        let NextToken: string | undefined;
        do {
          const page = await client.send(
            new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, AlarmTypes: BOTH, NextToken }),
            { abortSignal: signal },
          );
          found.push(...(page.MetricAlarms ?? []).map(stateOf));
          found.push(...(page.CompositeAlarms ?? []).map(stateOf));
          NextToken = page.NextToken;
        } while (NextToken);
        return found;
      }),
    points: (queries, span, signal) =>
      told('GetMetricData', queries[0]?.namespace ?? '', async () => {
        const points = queries.map((): Point[] => []);
        for (let first = 0; first < queries.length; first += MOST_QUERIES) {
          const some = queries.slice(first, first + MOST_QUERIES);
          let NextToken: string | undefined;
          do {
            const page = await client.send(
              new GetMetricDataCommand({
                StartTime: new Date(span.from),
                EndTime: new Date(span.to),
                ScanBy: 'TimestampAscending',
                MetricDataQueries: some.map((query, i) => asked(query, first + i)),
                NextToken,
              }),
              { abortSignal: signal },
            );
            for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
              const series = points[Number(Id.slice(1))];
              Timestamps.forEach((at, i) => {
                series?.push({ at: at.getTime(), value: Values[i] ?? 0 });
              });
            }
            NextToken = page.NextToken;
          } while (NextToken);
        }
        return points;
      }),
    close: () => client.destroy(),
  };
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

/** @throws {FailureError} for every error of the SDK */
async function told<T>(operation: string, target: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const called = { operation, target };
    const sent = (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode;
    const how = { sent: sent !== undefined, allowedMs: 0 };
    throw new FailureError(fromSdk(error, called, how).failure, 'never', error);
  }
}
