import { expect, test } from 'vitest';
import { forSdk, NO_ACCOUNT, placeOf } from '../../src/cli/sdk.ts';

test('the SDK is given what of an environment is for it', () => {
  expect(forSdk({ AWS_PROFILE: 'a', REVENUE_PLANS_TABLE_NAME: 'b', HOME: 'c' })).toEqual({
    AWS_PROFILE: 'a',
  });
});

test('for an embedded account it is given no file of the person either', () => {
  expect(Object.keys(NO_ACCOUNT).sort()).toEqual([
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
  ]);
});

test.each([
  [{ AWS_REGION: 'us-east-1' }, 'us-east-1', '--region us-east-1'],
  [
    { AWS_REGION: 'us-east-1', AWS_PROFILE: 'prod' },
    'us-east-1, profile prod',
    '--region us-east-1 --profile prod',
  ],
  [
    { AWS_REGION: 'us-east-1', AWS_PROFILE: "it's mine" },
    "us-east-1, profile it's mine",
    "--region us-east-1 --profile 'it'\\''s mine'",
  ],
  [
    { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' },
    'us-east-1, endpoint http://127.0.0.1:8000',
    '--region us-east-1',
  ],
])('%o is a place with a name, and options for the aws command', (env, name, aws) => {
  expect(placeOf(env)).toMatchObject({ name, aws });
});

test('the AWS console shows a region, and nothing of an endpoint', () => {
  expect(placeOf({ AWS_REGION: 'us-east-1' }).awsConsole).toEqual({ region: 'us-east-1' });
  expect(placeOf({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://x' })).not.toHaveProperty(
    'awsConsole',
  );
});
