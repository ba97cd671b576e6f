/** To a connection, in ms; a host that takes longer to say hello is not there. */
export const CONNECTION_TIMEOUT_MS = 3_000;

/**
 * Whether a call may be sent again is known where it is made, not here: see engine/attempts.ts. The mode
 * is said too, since `adaptive`, which the environment may ask for, holds back even first attempts.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const SENT_ONCE = { maxAttempts: 1, retryMode: 'standard' } as const;
