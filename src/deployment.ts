import { fanOuts, intervals, onOrOff, type StepMetrics, wrongWith } from './limits.ts';
import { type Env, readSettings } from './settings.ts';

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
 * every name that is missing or wrong, and not run something else. What is empty is not set.
 *
 * @throws {RangeError} with everything that is missing or wrong
 */
export function deployment(env: Env): Deployment {
  const { STAGE, INTERVAL_MINUTES = '', TARGET_STACK_NAME, CODEDEPLOY_APPLICATION } = env;
  const tracing = env.TRACING || 'false';
  const fanOut = env.FAN_OUT || 'false';
  const { values, problems } = readSettings(env);
  const { CANARY_STEP_METRICS: stepMetrics } = values;
  const wrong = [
    ...(STAGE ? [] : ['STAGE is not set']),
    ...wrongWith('INTERVAL_MINUTES', INTERVAL_MINUTES, intervals),
    ...(TARGET_STACK_NAME ? [] : ['TARGET_STACK_NAME is not set']),
    ...wrongWith('TRACING', tracing, onOrOff),
    ...wrongWith('FAN_OUT', fanOut, fanOuts),
    ...problems.filter(({ name }) => own.includes(name)).map(({ problem }) => problem),
  ];
  // Where one of the settings has no value, it is among what is wrong.
  if (wrong.length > 0 || !stepMetrics)
    throw new RangeError(`the canary was deployed wrongly: ${wrong.join('; ')}`);
  return {
    stage: STAGE ?? '',
    intervalMs: Number(INTERVAL_MINUTES) * 60_000,
    targetStack: TARGET_STACK_NAME ?? '',
    codeDeployApplication: CODEDEPLOY_APPLICATION || undefined,
    tracing: tracing === 'true',
    fanOut: fanOut !== 'false',
    settings: {
      concurrency: Number(values.CANARY_CONCURRENCY),
      retries: Number(values.CANARY_RETRIES),
      stepMetrics,
    },
  };
}
