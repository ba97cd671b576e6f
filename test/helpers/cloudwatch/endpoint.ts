import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** CloudWatch as its client speaks to it (AWS JSON 1.0): alarms and points that a test has put there. */
export interface CloudWatchEndpoint {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** In what DescribeAlarms answers, whatever their type. */
  readonly alarms: StoredAlarm[];
  /** Asked for each metric of a GetMetricData. */
  points: (query: AskedMetric) => readonly { readonly at: number; readonly value: number }[];
  /** When it is there, every request is answered with it. */
  refusal: { readonly status: number; readonly type: string; readonly message: string } | undefined;
  readonly asked: string[];
  close(): Promise<void>;
}

export interface StoredAlarm {
  readonly name: string;
  readonly composite: boolean;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  since: number;
  reason: string;
  actionsEnabled: boolean;
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

const OPERATIONS = ['DescribeAlarms', 'GetMetricData'];
const NOT_HERE = {
  status: 400,
  type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  message: 'Requested resource not found',
};

/** So small that whoever does not follow a token sees too little. */
const PAGE = 10;

export async function startCloudWatchEndpoint(): Promise<CloudWatchEndpoint> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    endpoint.asked.push(operation);
    const input = JSON.parse(Buffer.concat(chunks).toString());
    const refusal = OPERATIONS.includes(operation) ? endpoint.refusal : NOT_HERE;
    const answer = refusal
      ? { __type: refusal.type, message: refusal.message }
      : operation === 'DescribeAlarms'
        ? describeAlarms(endpoint.alarms, input)
        : getMetricData(endpoint.points, input);
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpoint: CloudWatchEndpoint = {
    url,
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_CLOUDWATCH: url,
      AWS_ENDPOINT_URL_DYNAMODB: url, // it has no table
    },
    alarms: [],
    points: () => [],
    refusal: undefined,
    asked: [],
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return endpoint;
}

function describeAlarms(
  alarms: readonly StoredAlarm[],
  { AlarmNamePrefix = '', NextToken = '0' }: { AlarmNamePrefix?: string; NextToken?: string },
) {
  const named = alarms.filter(({ name }) => name.startsWith(AlarmNamePrefix));
  const first = Number(NextToken);
  const page = named.slice(first, first + PAGE);
  const shown = (composite: boolean) =>
    page.filter((one) => one.composite === composite).map(shownAlarm);
  return {
    MetricAlarms: shown(false),
    CompositeAlarms: shown(true),
    ...(named.length > first + PAGE && { NextToken: String(first + PAGE) }),
  };
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

function getMetricData(points: CloudWatchEndpoint['points'], input: MetricDataInput) {
  const { StartTime, EndTime, MetricDataQueries } = input;
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Metric, Period, Stat } }) => {
      const found = points({
        namespace: Metric.Namespace,
        metric: Metric.MetricName,
        dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
        ...{ period: Period, statistic: Stat },
        ...{ from: StartTime * 1000, to: EndTime * 1000 },
      });
      return {
        Id,
        Timestamps: found.map(({ at }) => at / 1000),
        Values: found.map(({ value }) => value),
        StatusCode: 'Complete',
      };
    }),
  };
}
