import { type Dimensions, type MetricName, NAMESPACE } from './metrics.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface Widget {
  readonly type: 'text' | 'alarm' | 'metric' | 'log';
  /** Of 24. */
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** For CloudFormation's `Fn::Sub` to fill in. */
const pseudo = (name: string) => `\${AWS::${name}}`;
const REGION = pseudo('Region');
const ARN = `arn:${pseudo('Partition')}:cloudwatch:${REGION}:${pseudo('AccountId')}:alarm:`;

export function text(size: Size, markdown: string): Widget {
  return { type: 'text', ...size, properties: { markdown } };
}

/** A widget of alarms holds a hundred. */
const MOST_ALARMS = 100;

export function alarmStates(size: Size, title: string, names: readonly string[]): Widget {
  const alarms = names.slice(0, MOST_ALARMS).map((name) => `${ARN}${name}`);
  return { type: 'alarm', ...size, properties: { title, alarms, sortBy: 'stateUpdatedTimestamp' } };
}

export type Row = readonly unknown[];

/** A line of a graph. */
export function line(name: MetricName, dimensions: Dimensions, options: object = {}): Row {
  return [NAMESPACE, name, ...Object.entries(dimensions).flat(), options];
}

/** A line computed from others. */
export function computed(expression: string, label: string, id: string): Row {
  return [{ expression, label, id }];
}

/** A widget of metrics holds five hundred: what it is made from is more than a canary has. */
export function graph(
  size: Size,
  title: string,
  metrics: readonly Row[],
  options: object = {},
): Widget {
  const properties = { title, region: REGION, view: 'timeSeries', metrics, ...options };
  return { type: 'metric', ...size, properties };
}

export function logs(size: Size, title: string, group: string, query: readonly string[]): Widget {
  return {
    type: 'log',
    ...size,
    properties: {
      title,
      region: REGION,
      view: 'table',
      query: `SOURCE '${group}' | ${query.join(' | ')}`,
    },
  };
}

/** From left to right and down, as one reads. */
export function laidOut(widgets: readonly Widget[]): readonly object[] {
  let [x, y, below] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > 24) [x, y] = [0, below];
    const placed = { ...widget, x, y };
    x += widget.width;
    below = Math.max(below, y + widget.height);
    return placed;
  });
}
