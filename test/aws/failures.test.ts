import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Account, openAccount } from '../../src/aws/account.ts';
import { errorName, fromSdk } from '../../src/aws/failures.ts';
import { FailureError } from '../../src/engine/failure.ts';
import { CREDENTIALS, REGION } from '../helpers/account.ts';
import { hostileValues, untouchables } from '../helpers/hostile.ts';
import { startServer } from '../helpers/http.ts';

const called = { operation: 'PutItem', target: 'plans' };
const sent = { sent: true, allowedMs: 10_000 };
const unsent = { ...sent, sent: false };

/** An error as an SDK client throws it. */
function sdkError(facts: {
  name?: string;
  code?: string;
  status?: number;
  syscall?: string;
  message?: string;
  errors?: readonly unknown[];
}): Error {
  const { status, message = 'why', ...rest } = facts;
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), rest, metadata);
}
const told = (thrown: unknown, circumstances = sent) => {
  const { failure, repeat } = fromSdk(thrown, called, circumstances);
  return [failure.kind, repeat];
};

describe('of a request that went out', () => {
  test.each([
    ['Throttling', 400],
    ['ThrottlingException', 400],
    ['ProvisionedThroughputExceededException', 400],
    ['RequestLimitExceeded', 400],
    ['TooManyRequestsException', 429],
    ['EC2ThrottledException', 502],
    ['ResourceNotReadyException', 502],
    ['ResourceConflictException', 409],
    ['SnapStartNotReadyException', 409],
    ['TransactionConflictException', 400],
    ['AnythingElse', 429],
  ])('%s (%i) is the target’s, and safe to send again', (name, status) => {
    expect(told(sdkError({ name, status }))).toEqual(['target', 'safe']);
  });

  test.each([
    ['AccessDenied', 400],
    ['AccessDeniedException', 400],
    ['ExpiredToken', 400],
    ['ExpiredTokenException', 400],
    ['IncompleteSignature', 400],
    ['IncompleteSignatureException', 400],
    ['InvalidClientTokenId', 400],
    ['InvalidSignatureException', 400],
    ['MissingAuthenticationToken', 400],
    ['MissingAuthenticationTokenException', 400],
    ['NotAuthorized', 400],
    ['OptInRequired', 400],
    ['SignatureDoesNotMatch', 400],
    ['UnrecognizedClientException', 400],
    ['AnythingElse', 401],
    ['AnythingElse', 403],
    ['SyntaxError', 403],
  ])('%s (%i) is a denial, and would be one again', (name, status) => {
    expect(told(sdkError({ name, status }))).toEqual(['access', 'never']);
  });

  test.each([
    ['InternalServerError', 500],
    ['ServiceException', 500],
    ['ServiceUnavailable', 503],
    ['KMSThrottlingException', 502],
  ])('%s (%i) is the target’s, and may have done its work', (name, status) => {
    expect(told(sdkError({ name, status }))).toEqual(['target', 'idempotent']);
  });

  test.each([
    ['ResourceNotFoundException', 404],
    ['ConditionalCheckFailedException', 400],
    ['ValidationException', 400],
    ['RequestTooLargeException', 413],
    ['EFSMountFailureException', 403],
  ])('%s (%i) is the target’s, and would be the same again', (name, status) => {
    expect(told(sdkError({ name, status }))).toEqual(['target', 'never']);
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'])(
    'a connection that broke (%s) is an answer that was lost',
    (code) => {
      const thrown = sdkError({ name: 'TimeoutError', code });
      const { failure } = fromSdk(thrown, called, sent);

      expect(told(thrown)).toEqual(['timeout', 'idempotent']);
      expect(failure).toEqual({
        kind: 'timeout',
        message: `PutItem on plans: expected an answer, got none: the connection broke (${code})`,
        allowedMs: 10_000,
      });
    },
  );

  test.each([
    ['DNS does not know the host', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['DNS does not answer', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }],
    ['DNS fails otherwise', { code: 'EAI_FAIL', syscall: 'getaddrinfo' }],
    ['nobody listens', { code: 'ECONNREFUSED', syscall: 'connect' }],
    ['there is no route', { code: 'EHOSTUNREACH', syscall: 'connect' }],
    ['there is no network', { code: 'ENETUNREACH', syscall: 'connect' }],
    ['the system gave up', { code: 'ETIMEDOUT', syscall: 'connect' }],
    ['no ports are left', { code: 'EADDRNOTAVAIL', syscall: 'connect' }],
    [
      'the SDK gave up',
      { name: 'TimeoutError', message: 'the request socket did not establish a connection with' },
    ],
    [
      'TLS broke off',
      {
        code: 'ECONNRESET',
        message: 'Client network socket disconnected before secure TLS connection was established',
      },
    ],
  ])('%s: nothing was begun, and it is no fault of the target', (_why, facts) => {
    expect(told(sdkError(facts))).toEqual(['access', 'safe']);
  });

  test.each([
    ...['EADDRNOTAVAIL', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'],
    'ENOTFOUND',
  ])('%s alone says that nothing was begun', (code) => {
    expect(told(sdkError({ code }))).toEqual(['access', 'safe']);
  });

  test.each(['ETIMEDOUT', 'ECONNREFUSED'])(
    'none of a host’s addresses answers, the first with %s: there was no connection',
    (code) => {
      const each = [code, 'ECONNREFUSED'].map((one) => sdkError({ code: one, syscall: 'connect' }));
      const thrown = Object.assign(new AggregateError(each, ''), { code });

      expect(told(thrown)).toEqual(['access', 'safe']);
      expect(fromSdk(thrown, called, sent).failure.message).toBe(
        `PutItem on plans: expected an answer, got AggregateError: ${code}`,
      );
    },
  );

  test.each([
    ['lists errors', { errors: [{ code: 'TooShort' }] }],
    ['speaks of a signature', { message: 'Signature expired: the plan must be signed again' }],
  ])('an answer that %s is still the target’s', (_what, facts) => {
    const thrown = sdkError({ name: 'ValidationException', status: 400, ...facts });

    expect(told(thrown)).toEqual(['target', 'never']);
  });

  test.each([
    ['a certificate that is not trusted', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
    ['what is no HTTP', { code: 'HPE_INVALID_CONSTANT' }],
    ['a step that is over', { name: 'AbortError' }],
    ['something nobody foresaw', {}],
  ])('%s is not AWS’s word about the target', (_what, facts) => {
    expect(told(sdkError(facts))).toEqual(['access', 'never']);
  });

  test('an answer that is not JSON, with a status that promises it, is not AWS’s either', () => {
    const thrown = Object.assign(new SyntaxError('Unexpected token <'), {
      $metadata: { httpStatusCode: 200 },
    });

    expect(told(thrown)).toEqual(['access', 'never']);
  });
});

describe.each([
  [
    'DynamoDB',
    ({ dynamodb }: Account) => dynamodb.send(new GetCommand({ TableName: 't', Key: { pk: 'p' } })),
  ],
  ['Lambda', ({ lambda }: Account) => lambda.send(new InvokeCommand({ FunctionName: 'f' }))],
])('what an SDK client throws, that of %s', (_service, ask: (account: Account) => unknown) => {
  const at = (url: string) => {
    const endpoints = { dynamodb: url, lambda: url };
    const account = openAccount({ region: REGION, credentials: CREDENTIALS, endpoints });
    onTestFinished(() => account.close());
    return account;
  };
  const thrownBy = async (account: Account) => {
    try {
      return await ask(account);
    } catch (error) {
      return error;
    }
  };

  test.each([
    [302, 'access', 'never'],
    [404, 'access', 'never'],
    [407, 'access', 'never'],
    [413, 'access', 'never'],
    [429, 'access', 'safe'],
    [500, 'target', 'idempotent'],
    [502, 'target', 'idempotent'],
  ])('an empty answer of %i, in which nothing says whose it is: %s', async (status, ...what) => {
    const url = await startServer((_request, response) => response.writeHead(status).end());

    expect(told(await thrownBy(at(url)))).toEqual(what);
  });

  test('a clock that is hours behind is ours, and right at the second time', async () => {
    const aheadMs = 5 * 60 * 60_000;
    const url = await startServer(({ headers }, response) => {
      const now = new Date(Date.now() + aheadMs);
      const signed = String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
      const late = now.getTime() - Date.parse(signed) > 5 * 60_000;
      const message = 'Signature expired: 20260101T000000Z is now earlier than 20260101T050000Z';
      response
        .writeHead(late ? 400 : 200, {
          date: now.toUTCString(),
          'content-type': 'application/x-amz-json-1.0',
          ...(late && { 'x-amzn-errortype': 'InvalidSignatureException' }),
        })
        .end(late ? JSON.stringify({ __type: 'InvalidSignatureException', message }) : '{}');
    });
    const account = at(url);

    expect(told(await thrownBy(account))).toEqual(['access', 'safe']);
    expect(await thrownBy(account)).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

test.each([
  ['RequestExpired', 400, ''],
  ['RequestInTheFuture', 400, ''],
  ['RequestTimeTooSkewed', 403, ''],
  ['InvalidSignatureException', 400, 'Signature not yet current: 20260101T050000Z is still later'],
])('%s (%i) is a clock of ours that the SDK sets right', (name, status, message) => {
  expect(told(sdkError({ name, status, message }))).toEqual(['access', 'safe']);
});

describe('of a request that never went out', () => {
  test.each([
    ['no credentials', sdkError({ name: 'CredentialsProviderError' })],
    ['a profile that is not there', new Error('profile nobody')],
    ['nothing at all', undefined],
  ])('%s is about access', (_what, thrown) => {
    expect(told(thrown, unsent)).toEqual(['access', 'never']);
  });

  test.each([new TypeError('x'), new RangeError('x')])('%s is a bug of ours', (thrown) => {
    expect(told(thrown, unsent)).toEqual(['defect', 'never']);
  });

  test('credentials that cannot be reached now may be reached in a moment', () => {
    const thrown = sdkError({ code: 'ECONNREFUSED', syscall: 'connect' });

    expect(told(thrown, unsent)).toEqual(['access', 'safe']);
  });
});

test('a failure names the call, what was expected, and what AWS said', () => {
  const thrown = sdkError({ name: 'AccessDeniedException', status: 400, message: 'not yours' });

  expect(fromSdk(thrown, called, sent).failure).toEqual({
    kind: 'access',
    message:
      'PutItem on plans: expected an answer, got AccessDeniedException (HTTP 400): not yours',
    error: { name: 'AccessDeniedException', message: 'not yours', stack: thrown.stack },
  });
});

test('the name of an error is told where AWS spoke of the target, and nowhere else', () => {
  const error = { name: 'ResourceNotFoundException', message: 'no table' };
  const nameIn = (kind: 'target' | 'access') =>
    errorName(new FailureError({ kind, message: 'x', error }));

  expect(nameIn('target')).toBe('ResourceNotFoundException');
  expect(nameIn('access')).toBeUndefined();
  expect(errorName(error)).toBeUndefined();
});

test.each([...hostileValues, ...untouchables])('even %s can be thrown', (_name, thrown) => {
  const { failure } = fromSdk(thrown, called, sent);

  expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
  expect(JSON.stringify(failure).length).toBeLessThan(100_000);
});
