import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Time to connect, in ms; a host that takes longer is not there. */
export const CONNECTION_TIMEOUT_MS = 3_000;

/**
 * Whether a call may be sent again is known where it is made, not here: see engine/attempts.ts. The mode
 * is said too, since `adaptive`, which the environment may ask for, holds back even first attempts.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const SENT_ONCE = { maxAttempts: 1, retryMode: 'standard' } as const;

/** For clients of which one call is made, or a few. */
export const IN_TIME = { requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS } } as const;

/**
 * A logger without `info`. The SDK's own is silent too but has one, for which the SDK copies every
 * request and every answer, without what is sensitive in them: a fifteenth of what a run computes.
 */
export const UNHEARD = {
  logger: { trace() {}, debug() {}, warn() {}, error() {} } as NonNullable<
    DynamoDBClientConfig['logger']
  >,
};
