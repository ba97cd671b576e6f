import { expect, test } from 'vitest';
import { deployment } from '../src/deployment.ts';

const env = { STAGE: 'prod', INTERVAL_MINUTES: '15', TARGET_STACK_NAME: 'CCNativeStack' };

test('a deployment is read from the environment, what is not set has its default', () => {
  expect(deployment(env)).toEqual({
    stage: 'prod',
    intervalMs: 900_000,
    targetStack: 'CCNativeStack',
    codeDeployApplication: undefined,
    tracing: false,
    settings: { concurrency: 4, retries: 1, stepMetrics: 'all' },
  });
});

test('what is set is taken; an empty application is none', () => {
  const set = { CODEDEPLOY_APPLICATION: 'cc-native', TRACING: 'true', CANARY_STEP_METRICS: 'off' };
  expect(deployment({ ...env, ...set })).toMatchObject({
    codeDeployApplication: 'cc-native',
    tracing: true,
    settings: { stepMetrics: 'off' },
  });
  expect(deployment({ ...env, CODEDEPLOY_APPLICATION: '' }).codeDeployApplication).toBeUndefined();
});

test.each(['0', '-5', '1.5', 'five', ''])('an interval of %j is refused', (INTERVAL_MINUTES) => {
  expect(() => deployment({ ...env, INTERVAL_MINUTES })).toThrow(
    `INTERVAL_MINUTES is "${INTERVAL_MINUTES}": expected minutes`,
  );
});

test('everything that is wrong is told at once; settings of the target are the run’s to tell', () => {
  expect(() => deployment({ CANARY_CONCURRENCY: '0', CANARY_STEP_METRICS: 'some' })).toThrow(
    /STAGE is not set; INTERVAL_MINUTES is "": expected minutes; TARGET_STACK_NAME is not set; CANARY_CONCURRENCY is "0".*; CANARY_STEP_METRICS is "some"/,
  );
  expect(deployment(env).stage).toBe('prod'); // no table, no region: those are scenarios' to miss
});
