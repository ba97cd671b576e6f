import { LOCAL_CALLER } from './arns.ts';
import type { Answer } from './http.ts';
import type { Call, Fault } from './intercept.ts';
import { tooManyRequests } from './lambda-errors.ts';

/**
 * Faults in AWS's own words. Each takes the call it spoils, so each is an interceptor by itself:
 * `intercept: throttled`, or `(call) => call.operation === 'PutItem' ? throttled(call) : undefined`.
 */

/** Too fast for an on-demand table, or for a function's reserved concurrency. */
export function throttled(call: Call): Fault {
  if (call.service === 'lambda') return { kind: 'answer', ...tooManyRequests() };
  const message =
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically ' +
    'scaling your table or index so please try again shortly. If exceptions persist, check if ' +
    'you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/' +
    'bp-partition-key-design.html';
  return dynamoDbError(400, 'com.amazon.coral.availability#ThrottlingException', {
    message,
    throttlingReasons: [throttlingReason(call, 'KeyRangeThroughputExceeded')],
  });
}

/** Too fast for a table with provisioned capacity. */
export function provisionedThroughputExceeded(call: Call): Fault {
  const message =
    'The level of configured provisioned throughput for the table was exceeded. Consider ' +
    'increasing your provisioning level with the UpdateTable API.';
  return dynamoDbError(400, `${DYNAMODB_ERRORS}#ProvisionedThroughputExceededException`, {
    message,
    ThrottlingReasons: [throttlingReason(call, 'ProvisionedThroughputExceeded')],
  });
}

/** No policy allows it. DynamoDB says so with a 400, Lambda with a 403. */
export function denied(call: Call): Fault {
  const action = call.operation === 'Invoke' ? 'InvokeFunction' : call.operation;
  const allowance = `${call.service}:${action}`;
  const Message =
    `User: ${LOCAL_CALLER} is not authorized to perform: ${allowance} on resource: ` +
    `${call.resource} because no identity-based policy allows the ${allowance} action`;
  return call.service === 'lambda'
    ? lambdaError(403, 'AccessDeniedException', { Message })
    : dynamoDbError(400, 'com.amazon.coral.service#AccessDeniedException', { Message });
}

/**
 * AWS's own failure. A 500 is the service's word; a 502 or 503 comes from the fleet before it as a
 * page of HTML, which is why an SDK client meets it with a `SyntaxError`
 * (https://github.com/aws/aws-sdk-js-v3/issues/6718).
 */
export function internalError(call: Call, status: 500 | 502 | 503 = 500): Fault {
  if (status !== 500) return frontEndPage(status);
  return call.service === 'lambda'
    ? lambdaError(500, 'ServiceException', {
        Type: 'Service',
        Message: 'An error occurred and the request cannot be processed.',
      })
    : dynamoDbError(500, `${DYNAMODB_ERRORS}#InternalServerError`, {
        message: 'Internal server error',
      });
}

const DYNAMODB_ERRORS = 'com.amazonaws.dynamodb.v20120810';

function dynamoDbError(status: number, type: string, body: object): Fault {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { kind: 'answer', status, headers, body: { __type: type, ...body } };
}

function lambdaError(status: number, type: string, body: Answer['body']): Fault {
  return { kind: 'answer', status, headers: { 'x-amzn-errortype': type }, body };
}

function frontEndPage(status: 502 | 503): Fault {
  const reason = status === 502 ? 'Bad Gateway' : 'Service Unavailable';
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><body><b>Http/1.1 ${reason}</b></body> </html>`,
  };
}

/** What was throttled, what it was doing and why, in one word: `TableWriteKeyRange...`. */
function throttlingReason({ operation, resource }: Call, limit: string) {
  const access = /^(BatchGet|Get|Query|Scan)/.test(operation) ? 'Read' : 'Write';
  return { reason: `Table${access}${limit}`, resource };
}
