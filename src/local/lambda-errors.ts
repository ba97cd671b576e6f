import type { Answer } from './http.ts';

/** What the Lambda API answers when it cannot or will not run a function. */

/** A synchronous request may hold 6 MB, an asynchronous one 1 MB. */
export const MAX_REQUEST_BYTES = 6_291_456;
export const MAX_EVENT_BYTES = 1_048_576;

export function functionNotFound(arn: string): Answer {
  return refusal(404, 'ResourceNotFoundException', {
    Type: 'User',
    Message: `Function not found: ${arn}`,
  });
}

export function notJson(why: string): Answer {
  return refusal(400, 'InvalidRequestContentException', {
    Type: 'User',
    message: `Could not parse request body into json: Could not parse payload into json: ${why}`,
  });
}

export function unknownInvocationType(value: string): Answer {
  const message =
    `1 validation error detected: Value '${value}' at 'invocationType' failed to satisfy ` +
    'constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]';
  return refusal(400, 'ValidationException', { message });
}

/** The SDK's model says RequestTooLargeException; the deployed service sends the longer name. */
export function requestTooLarge(bytes: number, invocationType: string): Answer {
  const Message =
    invocationType === 'Event'
      ? `${bytes} byte payload is too large for the Event invocation type (limit ${MAX_EVENT_BYTES} bytes)`
      : `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
  return refusal(413, 'RequestEntityTooLargeException', { Message });
}

export function tooManyRequests(): Answer {
  const body = {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
    message: 'Rate Exceeded.',
  };
  return refusal(429, 'TooManyRequestsException', body, { 'retry-after': '1' });
}

/** AWS says no more than its name; here it helps to hear what was asked. */
export function unknownOperation(method: string, path: string): Answer {
  const message = `the local Lambda endpoint knows Invoke only, not ${method} ${path}`;
  return refusal(404, 'UnknownOperationException', { message });
}

function refusal(
  status: number,
  type: string,
  body: Record<string, string>,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers: { 'x-amzn-errortype': type, ...headers }, body };
}
