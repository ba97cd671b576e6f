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
])('%o is a place with a name, and options for the aws command', (env, name, options) => {
  const place = placeOf(env);

  expect(place.name).toBe(name);
  expect(place.aws('dynamodb')).toBe(options);
});

const ALL = 'http://127.0.0.1:1';
const DYNAMODB = 'http://127.0.0.1:2';
const LAMBDA = 'http://127.0.0.1:3';
test.each([
  [{ AWS_ENDPOINT_URL: ALL }, ALL, { dynamodb: ALL, lambda: ALL, logs: ALL, sts: ALL }],
  [{ AWS_ENDPOINT_URL_DYNAMODB: DYNAMODB }, DYNAMODB, { dynamodb: DYNAMODB }],
  [
    { AWS_ENDPOINT_URL_DYNAMODB: DYNAMODB, AWS_ENDPOINT_URL_LAMBDA: LAMBDA },
    LAMBDA,
    { dynamodb: DYNAMODB, lambda: LAMBDA },
  ],
  [
    {
      AWS_ENDPOINT_URL_DYNAMODB: DYNAMODB,
      AWS_ENDPOINT_URL_LAMBDA: '',
      AWS_ENDPOINT_URL: ALL,
    },
    ALL,
    { dynamodb: DYNAMODB, lambda: ALL, logs: ALL, sts: ALL },
  ],
  [
    { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: LAMBDA, AWS_ENDPOINT_URL_STS: DYNAMODB },
    undefined,
    { logs: LAMBDA, sts: DYNAMODB },
  ],
])('with %o each service is asked where it is', (endpoints, named, asked) => {
  const place = placeOf({ AWS_REGION: 'us-east-1', ...endpoints });

  expect(place.name).toBe(named ? `us-east-1, endpoint ${named}` : 'us-east-1');
  const told = (['dynamodb', 'lambda', 'logs', 'sts'] as const).map((service) => [
    service,
    /^--region us-east-1(?: --endpoint-url (.*))?$/.exec(place.aws(service))?.[1],
  ]);
  expect(Object.fromEntries(told.filter(([, url]) => url))).toEqual(asked);
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
