import { type Env, readSettings } from './settings.ts';
import type { StepMetrics } from './telemetry/metrics.ts';

/** How the canary was deployed: what serverless.yml puts into the function's environment. */
export interface Deployment {
  readonly stage: string;
  readonly intervalMs: number;
  readonly targetStack: string;
  readonly codeDeployApplication: string | undefined;
  readonly tracing: boolean;
  /** Whether there is a state machine that events' runs go to. */
  readonly fanOut: boolean;
  readonly settings: {
    readonly concurrency: number;
    readonly retries: number;
    readonly stepMetrics: StepMetrics;
  };
}

const own = ['CANARY_CONCURRENCY', 'CANARY_RETRIES', 'CANARY_STEP_METRICS'];

/**
 * Reads it once, when the function starts: a deployment that is wrong must fail at its first call, by
 * every name that is missing, and not run something else.
 *
 * @throws {RangeError} with everything that is missing or wrong
 */
export function deployment(env: Env): Deployment {
  const { STAGE, INTERVAL_MINUTES, TARGET_STACK_NAME, CODEDEPLOY_APPLICATION, TRACING, FAN_OUT } =
    env;
  const { values, problems } = readSettings(env);
  const wrong = [
    ...(STAGE ? [] : ['STAGE is not set']),
    ...(/^\d+$/.test(INTERVAL_MINUTES ?? '') && Number(INTERVAL_MINUTES) > 0
      ? []
      : [`INTERVAL_MINUTES is ${JSON.stringify(INTERVAL_MINUTES ?? '')}: expected minutes`]),
    ...(TARGET_STACK_NAME ? [] : ['TARGET_STACK_NAME is not set']),
    ...problems.filter(({ name }) => own.includes(name)).map(({ problem }) => problem),
  ];
  if (wrong.length > 0)
    throw new RangeError(`the canary was deployed wrongly: ${wrong.join('; ')}`);
  return {
    stage: STAGE ?? '',
    intervalMs: Number(INTERVAL_MINUTES) * 60_000,
    targetStack: TARGET_STACK_NAME ?? '',
    codeDeployApplication: CODEDEPLOY_APPLICATION || undefined,
    tracing: TRACING === 'true',
    fanOut: FAN_OUT === 'inline' || FAN_OUT === 'distributed',
    settings: {
      concurrency: Number(values.CANARY_CONCURRENCY),
      retries: Number(values.CANARY_RETRIES),
      stepMetrics: values.CANARY_STEP_METRICS as StepMetrics,
    },
  };
}
