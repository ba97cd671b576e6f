import { expect, test } from 'vitest';
import { forSdk, malformedEndpoints, NO_ACCOUNT, placeOf } from '../../src/cli/sdk.ts';

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
    '--region us-east-1 --endpoint-url http://127.0.0.1:8000',
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

test('an endpoint is a URL of HTTP, or is told by name', () => {
  const bad = { AWS_ENDPOINT_URL: 'not-a-url', AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000' };

  expect(malformedEndpoints({ ...bad, AWS_ENDPOINT_URL_LAMBDA: 'ftp://x' })).toEqual([
    'AWS_ENDPOINT_URL is "not-a-url": expected a URL such as http://127.0.0.1:8000',
    'AWS_ENDPOINT_URL_DYNAMODB is "localhost:8000": expected a URL such as http://127.0.0.1:8000',
    'AWS_ENDPOINT_URL_LAMBDA is "ftp://x": expected a URL such as http://127.0.0.1:8000',
  ]);
  const good = { AWS_ENDPOINT_URL: 'https://a.example', AWS_ENDPOINT_URL_LAMBDA: 'http://[::1]:1' };
  expect(malformedEndpoints({ ...good, AWS_ENDPOINT_URL_DYNAMODB: '' })).toEqual([]);
});
