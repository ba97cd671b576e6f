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
    fanOut: false,
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

test.each(['0', '-5', '7', '1.5', 'five', ''])(
  'an interval of %j is refused',
  (INTERVAL_MINUTES) => {
    expect(() => deployment({ ...env, INTERVAL_MINUTES })).toThrow(
      `INTERVAL_MINUTES is "${INTERVAL_MINUTES}": expected 1, 5 or 15`,
    );
  },
);

test('everything that is wrong is told at once; settings of the target are the run’s to tell', () => {
  const settings = { CANARY_CONCURRENCY: '0', CANARY_STEP_METRICS: 'some' };
  expect(() => deployment({ ...settings, TRACING: 'on', FAN_OUT: 'true' })).toThrow(
    /STAGE is not set; INTERVAL_MINUTES is "": expected 1, 5 or 15; TARGET_STACK_NAME is not set; TRACING is "on".*; FAN_OUT is "true".*; CANARY_CONCURRENCY is "0".*; CANARY_STEP_METRICS is "some"/,
  );
  expect(deployment(env).stage).toBe('prod'); // no table, no region: those are scenarios' to miss
});

test.each([
  [{ TRACING: 'yes' }, 'TRACING is "yes": expected true or false'],
  [{ FAN_OUT: 'true' }, 'FAN_OUT is "true": expected false, inline or distributed'],
])('%j would be taken for off, and is refused', (wrong, message) => {
  expect(() => deployment({ ...env, ...wrong })).toThrow(
    `the canary was deployed wrongly: ${message}`,
  );
});

test.each([
  ['inline', true],
  ['distributed', true],
  ['false', false],
  ['', false],
])('fan-out %j is %s', (FAN_OUT, fanOut) => {
  expect(deployment({ ...env, FAN_OUT })).toMatchObject({ fanOut });
});
