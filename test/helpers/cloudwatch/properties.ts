import * as z from 'zod';

/**
 * What a template may say of an alarm. The objects are strict: a property that would change how
 * CloudWatch evaluates, and that this simulation does not know, must not pass unseen.
 */
const numeric = z.union([
  z.number(),
  z.stringFormat('number', /^-?\d+(\.\d+)?$/).transform(Number),
]);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const actions = z.array(z.string()).optional();

const named = {
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: flag.optional(),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
  Tags: z.unknown().optional(),
};

const dimensions = z
  .array(z.strictObject({ Name: z.string(), Value: z.string() }))
  .max(30)
  .optional();

export const STATISTICS = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;
const statistic = z.enum(STATISTICS);

const metricQuery = z.strictObject({
  Id: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
  Label: z.string().optional(),
  ReturnData: flag.optional(),
  Expression: z.string().optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({
        Namespace: z.string(),
        MetricName: z.string(),
        Dimensions: dimensions,
      }),
      Period: numeric,
      Stat: statistic,
      Unit: z.string().optional(),
    })
    .optional(),
});

export const alarmSchema = z.strictObject({
  ...named,
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Statistic: statistic.optional(),
  Unit: z.string().optional(),
  Period: numeric.optional(),
  Metrics: z.array(metricQuery).optional(),
  EvaluationPeriods: numeric,
  DatapointsToAlarm: numeric.optional(),
  Threshold: numeric,
  ComparisonOperator: z.enum([
    'GreaterThanThreshold',
    'GreaterThanOrEqualToThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  EvaluationWindow: z
    .union([
      z.strictObject({ SlidingWindow: z.strictObject({}) }),
      z.strictObject({
        WallClockWindow: z.strictObject({ Timezone: z.literal('UTC').optional() }),
      }),
    ])
    .optional(),
});

export const compositeSchema = z.strictObject({
  ...named,
  AlarmRule: z.string().max(10_240),
  ActionsSuppressor: z.string().optional(),
  ActionsSuppressorWaitPeriod: numeric.optional(),
  ActionsSuppressorExtensionPeriod: numeric.optional(),
});

export type Statistic = z.output<typeof statistic>;
export type MetricQuery = z.output<typeof metricQuery>;
export type AlarmProperties = z.output<typeof alarmSchema>;
export type CompositeProperties = z.output<typeof compositeSchema>;
