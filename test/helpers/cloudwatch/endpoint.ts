import { listen, readBody, send } from '../../../src/local/http.ts';
import { type Fault, meet } from '../../../src/local/intercept.ts';
import {
  type AskedMetric,
  describeAlarms,
  getMetricData,
  POINTS_PER_PAGE,
  refusal,
  type StoredAlarm,
  type StoredPoint,
} from './answers.ts';

/** CloudWatch as its client speaks to it (AWS JSON 1.0): alarms and points that a test has put there. */
export interface CloudWatchEndpoint {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** In what DescribeAlarms answers, whatever their type. */
  readonly alarms: StoredAlarm[];
  /** Asked for each metric of a GetMetricData. */
  points: (query: AskedMetric) => readonly StoredPoint[];
  /** Asked at every request, what becomes of it. */
  fault: (operation: string) => Fault | undefined;
  /** How many points one GetMetricData tells of, all its metrics together. */
  pointsPerPage: number;
  readonly asked: string[];
  close(): Promise<void>;
}

const OPERATIONS = ['DescribeAlarms', 'GetMetricData'];
const NOT_HERE = refusal(
  'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  'Requested resource not found',
);

export async function startCloudWatchEndpoint(): Promise<CloudWatchEndpoint> {
  const { url, close } = await listen(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    endpoint.asked.push(operation);
    const input = JSON.parse((await readBody(request)).toString());
    const fault = OPERATIONS.includes(operation) ? endpoint.fault(operation) : NOT_HERE;
    await meet(fault, response, () => {
      const answer =
        operation === 'DescribeAlarms'
          ? describeAlarms(endpoint.alarms, input)
          : getMetricData(endpoint, input);
      send(response, answer);
    });
  });
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
    fault: () => undefined,
    pointsPerPage: POINTS_PER_PAGE,
    asked: [],
    close,
  };
  return endpoint;
}
