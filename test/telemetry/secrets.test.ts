import { describe, expect, it } from 'vitest';
import { isSecretName, REDACTED, withoutSecrets } from '../../src/telemetry/secrets.ts';

const JWT = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w';

describe('what has the name of a secret', () => {
  it.each([
    ...[
      'token',
      'nextToken',
      'X-Amz-Security-Token',
      'AWS_SESSION_TOKEN',
      'secret',
      'clientSecret',
    ],
    ...['password', 'PASSWD', 'pwd', 'passphrase', 'authorization', 'authorizer', 'Set-Cookie'],
    ...['credentials', 'apiKey', 'api_key', 'x-api-key', 'aws_access_key_id', 'privateKey'],
    ...['X-Amz-Signature', 'claims', 'sessionId', 'jwt', 'DB_PASS', 'pass', 'AccountKey'],
  ])('%s', (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    ...['plan_id', 'tenant_id', 'requestId', 'expected', 'actual', 'kind', 'author', 'keys'],
    ...['passed', 'bypass', 'accountId'],
    ...['CredentialsProviderError', 'ExpiredTokenException', 'InvalidSignatureException'],
    'InvalidCredentialsFault',
  ])('not %s', (name) => expect(isSecretName(name)).toBe(false));
});

describe('what looks like a secret is taken out of a text', () => {
  it.each([
    ['a JWT', `sent ${JWT}, then 401`, `sent ${REDACTED}, then 401`],
    ['a bearer token', 'header Bearer abc.DEF-123_~x', `header Bearer ${REDACTED}`],
    ['a user and password', 'got "Basic dXNlcjpwYXNz" back', `got "Basic ${REDACTED}" back`],
    ['a URL with a user', 'at https://joe:pa@ss@host:1/x', `at https://${REDACTED}@host:1/x`],
    [
      'a private key',
      'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----',
      `a\n${REDACTED} RSA PRIVATE KEY-----`,
    ],
    [
      'the end of a private key',
      'MIIE\nabc=\n-----END RSA PRIVATE KEY-----\nb',
      `${REDACTED} RSA PRIVATE KEY-----\nb`,
    ],
    [
      'an assignment',
      'AWS_SECRET_ACCESS_KEY=wJalr/K7MDENG region=x',
      `AWS_SECRET_ACCESS_KEY=${REDACTED} region=x`,
    ],
    ['a value with blanks', 'password="two words", user', `password="${REDACTED}", user`],
    ['a query', 'GET /a?X-Amz-Signature=0af1&b=2', `GET /a?X-Amz-Signature=${REDACTED}&b=2`],
    ['JSON that was cut off', '{"token":"abc","n":1,"x', `{"token":"${REDACTED}","n":1,"x`],
    [
      'JSON in JSON',
      String.raw`{\"apiKey\":\"abc\",\"n\":1`,
      String.raw`{\"apiKey\":\"${REDACTED}\",\"n\":1`,
    ],
    ['a quote in a value', String.raw`{"token":"a\"b","n":1,"x`, `{"token":"${REDACTED}","n":1,"x`],
    [
      'a backslash at its end',
      String.raw`{"token":"a\\","n":1,"x`,
      `{"token":"${REDACTED}","n":1,"x`,
    ],
    [
      'a quote in JSON in JSON',
      String.raw`{\"apiKey\":\"a\\\"b\",\"n\":1`,
      String.raw`{\"apiKey\":\"${REDACTED}\",\"n\":1`,
    ],
    [
      'JSON in JSON that was cut off in a value',
      String.raw`{"tail":"{\"apiKey\":\"ab","n":1}`,
      String.raw`{"tail":"{\"apiKey\":\"${REDACTED}","n":1}`,
    ],
    ['an object that was cut off', '{"claims":{"sub":"me","a":{"b":1', `{"claims":${REDACTED}`],
    ['a cookie', 'Cookie: a=b; c=d e\nHost: x', `Cookie: ${REDACTED}\nHost: x`],
    ['an authorization', 'authorization: Token abc def\nx', `authorization: ${REDACTED}\nx`],
    ['an arrow', "secret => 'abc'", `secret => '${REDACTED}'`],
  ])('%s', (_, text, clean) => {
    expect(withoutSecrets(text)).toBe(clean);
  });

  it.each(['AKIA', 'ASIA', 'ABIA', 'ACCA'])('a key id that begins with %s', (beginning) => {
    const text = `by ${beginning}IOSFODNN7EXAMPLE today`;
    expect(withoutSecrets(text)).toBe(`by ${REDACTED} today`);
  });

  it.each(['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'])(
    'a session that begins with %s',
    (beginning) => {
      expect(withoutSecrets(`${beginning}X2VjEJr//abc+d= is old`)).toBe(`${REDACTED} is old`);
    },
  );

  it.each([
    'expected statusCode 200, got 500',
    'CredentialsProviderError: Could not load credentials from any providers',
    'ExpiredTokenException (HTTP 400): The security token included in the request is expired',
    'User: arn:aws:sts::123456789012:assumed-role/canary/x is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/plans',
    'RequestId: 0f0e0d0c-0b0a-0908-0706-050403020100 Error: Task timed out after 3.00 seconds',
    'https://docs.aws.amazon.com/a@b',
    'basic authentication is not supported',
  ])('but nothing of what explains a failure: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('what is redacted once stays as it is', () => {
    const all = `${JWT} AKIAIOSFODNN7EXAMPLE Bearer abcdefghi https://a:b@c password="x y" token=z {"claims":{`;
    const once = withoutSecrets(all);
    expect(withoutSecrets(once)).toBe(once);
  });
});

/** Each is made to send a careless pattern back over what it has already seen. */
const hostile: readonly (readonly [string, string])[] = [
  ['dashes and eyJ', '-eyJaaaaa'],
  ['parts without end', 'eyJaaaaaa.'],
  ['names without a value', 'token '],
  ['one name', 'secret'],
  ['blanks after a name', 'token'.padEnd(1000)],
  ['assignments of nothing', 'token='],
  ['quotes that do not close', 'token="'],
  ['backslashes', '\\'],
  ['a name and backslashes', `token${'\\'.repeat(1000)}`],
  ['keys that do not end', '-----BEGIN PRIVATE KEY-----'],
  ['keys that do not begin', '-----END'],
  ['users and passwords', 'basic dXNlcjpw'],
  ['backslashes in quotes', `token="${'\\'.repeat(1000)}"`],
  ['schemes', 'a://'],
  ['users', 'a://b@'],
  ['bearers', 'bearer '],
  ['bearers and blanks', `bearer${' '.repeat(1000)}`],
  ['brackets', 'token:{['],
  ['half of base64', 'IQoJb3JpZ2lu+'],
  ['upper case', 'AKIA'],
  ['line breaks', 'cookie:\n'],
  ['dots', 'a.'],
];

/** Half a second as a rule; with a pattern that goes back over the text it would be minutes. */
describe('a megabyte made to be slow is read in seconds at most', () => {
  it.each(hostile)('%s', (_, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    withoutSecrets(text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
