import * as z from 'zod';

/**
 * Reads metrics out of log lines as CloudWatch Logs does, and refuses what CloudWatch would drop in
 * silence.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export interface Datapoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestampMs: number;
  readonly unit: string;
}

const MAX_BYTES = 1024 * 1024;
/** 1973: whatever is earlier was meant as seconds. */
const EARLIEST_MS = 1e11;

const size = '(Bytes|(Kilo|Mega|Giga|Tera)bytes|Bits|(Kilo|Mega|Giga|Tera)bits)';
const UNIT = new RegExp(`^(None|Percent|Seconds|(Micro|Milli)seconds|(${size}|Count)(/Second)?)$`);

const directive = z.object({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
  Metrics: z
    .array(
      z.object({
        Name: z.string().min(1).max(1024),
        Unit: z.string().regex(UNIT).optional(),
        StorageResolution: z.literal([1, 60]).optional(),
      }),
    )
    .max(100),
});
type Directive = z.output<typeof directive>;

const metadata = z.object({
  Timestamp: z.int().min(EARLIEST_MS, 'must be milliseconds since 1970'),
  CloudWatchMetrics: z.array(directive),
});

const dimensionTarget = z.string().min(1).max(1024);
const metricTarget = z.union([z.number(), z.array(z.number()).max(100)]);

/** One per dimension set per value; lines that are not EMF are passed over. */
export function datapointsIn(lines: readonly string[]): Datapoint[] {
  return lines.flatMap((line) => {
    const root = rootOf(line);
    return root ? datapointsOf(root, line) : [];
  });
}

function datapointsOf(root: Record<string, unknown>, line: string): Datapoint[] {
  if (Buffer.byteLength(line) > MAX_BYTES) throw invalid('is larger than 1 MB', line);
  const { Timestamp, CloudWatchMetrics } = valid(metadata, root._aws, '_aws', line);
  return CloudWatchMetrics.flatMap((entry) => published(entry, root, line)).map((point) => ({
    ...point,
    timestampMs: Timestamp,
  }));
}

function published(
  { Namespace, Dimensions, Metrics }: Directive,
  root: Record<string, unknown>,
  line: string,
): Omit<Datapoint, 'timestampMs'>[] {
  const sets = Dimensions.map((keys) =>
    Object.fromEntries(
      keys.map((key) => [key, valid(dimensionTarget, root[key], `dimension ${key}`, line)]),
    ),
  );
  return Metrics.flatMap(({ Name, Unit = 'None' }) => {
    const values = [valid(metricTarget, root[Name], `metric ${Name}`, line)].flat();
    return sets.flatMap((dimensions) =>
      values.map((value) => ({ namespace: Namespace, name: Name, dimensions, value, unit: Unit })),
    );
  });
}

/** The line as an object, if it is one that asks CloudWatch for metrics. */
function rootOf(line: string): Record<string, unknown> | undefined {
  let root: unknown;
  try {
    root = JSON.parse(line);
  } catch {
    // Text around the document, such as a log level, costs every metric in it.
    if (line.includes('"CloudWatchMetrics"')) throw invalid('is not a JSON object alone', line);
    return undefined;
  }
  if (!isObject(root) || !isObject(root._aws)) return undefined;
  return 'CloudWatchMetrics' in root._aws ? root : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valid<T>(schema: z.ZodType<T>, value: unknown, what: string, line: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(`: ${what}: ${z.prettifyError(result.error)}`, line);
}

function invalid(problem: string, line: string): Error {
  return new Error(`EMF line ${problem}\n${line.slice(0, 500)}`);
}
