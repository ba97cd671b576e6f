import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricSet } from './metrics.ts';

/**
 * EMF could carry several dimension sets in one blob, but only for the same values: what has
 * dimensions of its own needs a blob of its own, and Powertools one publish each.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emit(
  metrics: Metrics,
  { dimensions, values }: MetricSet,
  about: Readonly<Record<string, string>> = {},
): void {
  if (values.length === 0) return;
  // Beside the values, in the blob alone: as a dimension it would make a metric, which costs.
  for (const [key, value] of Object.entries(about)) metrics.addMetadata(key, value);
  if (Object.keys(dimensions).length > 0) metrics.addDimensions({ ...dimensions });
  for (const { name, unit, value } of values) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}
