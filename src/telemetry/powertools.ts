import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { fitted } from './line.ts';
import { NAMESPACE, serviceOf } from './metrics.ts';
import { redacted } from './redact.ts';

/**
 * Powertools, configured once: it has the keys, the levels, the request's context, EMF. The metrics
 * are the observer's alone, since what anybody else had added would go out under its dimensions.
 */
export function powertools(stage: string): { logger: Logger; metrics: Metrics } {
  const serviceName = serviceOf(stage);
  const logger = new Logger({ serviceName, jsonReplacerFn: asWritten });
  return { logger, metrics: new Metrics({ namespace: NAMESPACE, serviceName, logger }) };
}

/** Every line passes here as a whole first, under the empty key, and then piece by piece. */
function asWritten(key: string, value: unknown): unknown {
  return key === '' ? fitted(redacted(value)) : value;
}
