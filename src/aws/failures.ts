import { errorFacts, FailureError, type Repeat } from '../engine/failure.ts';
import type { ErrorFacts, Failure } from '../engine/report.ts';

/** A call to AWS, for messages. */
export interface Called {
  /** As AWS names it: `PutItem`, `Invoke`. */
  readonly operation: string;
  /** The table or function it was for. */
  readonly target: string;
}

interface Circumstances {
  /** The request went out. */
  readonly sent: boolean;
  readonly allowedMs: number;
}

/** Turned away before any work was begun, for a moment. Names: the API references. */
const throttles = new Set([
  'Throttling', // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'EC2ThrottledException',
  'ResourceNotReadyException', // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
  'ResourceConflictException',
  'SnapStartNotReadyException',
  // Another's transaction holds the row. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
  'TransactionConflictException',
]);

/** Who we are was not accepted. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html */
const denials = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Whether an error of that name refuses us: also one of an entry, in an answer that is none. */
export function isDenial(name: string): boolean {
  return denials.has(name);
}

/** Our clock is wrong, by more than the five minutes that AWS allows. */
const skews = new Set(['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed']);
const skewed = /signature (expired|not yet current)/i;

/** What the SDK calls an error in whose answer nothing says what it is: a proxy's, a portal's. */
const nameless = new Set(['Unknown', 'UnknownError']);

/** No connection was made, so nothing was begun. */
const unreachable = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
]);

/** A connection that was made and broke: whether the work was done is unknown. */
const brokenOff = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);

/** What an error of the SDK says of the target and of us, and whether to ask again. */
export function fromSdk(
  thrown: unknown,
  called: Called,
  { sent, allowedMs }: Circumstances,
): { failure: Failure; repeat: Repeat; connected: boolean } {
  const error = errorFacts(thrown);
  const wire = wireFacts(thrown, error);
  const connected = !unreachable.has(wire.code) && !wire.neverConnected;
  const [kind, repeat] =
    unsentDiagnosis(thrown, { sent, connected }) ?? sentDiagnosis(thrown, wire);
  const expected = `${called.operation} on ${called.target}: expected an answer`;
  if (kind === 'timeout') {
    const message = `${expected}, got none: the connection broke (${wire.code})`;
    return { failure: { kind, message, allowedMs: Math.round(allowedMs) }, repeat, connected };
  }
  const status = wire.status ? ` (HTTP ${wire.status})` : '';
  const message = `${expected}, got ${error.name}${status}: ${error.message || wire.code}`;
  return { failure: { kind, message, error }, repeat, connected };
}

/** The name that AWS gave its error, where its word was about the target. */
export function errorName(thrown: unknown): string | undefined {
  const failure = thrown instanceof FailureError ? thrown.failure : undefined;
  return failure?.kind === 'target' ? failure.error.name : undefined;
}

/** A 403 that does not refuse us: the function may not mount its own file system. */
const OF_ITS_OWN_FILES = 'EFSMountFailureException';

type Diagnosis = readonly ['target' | 'timeout' | 'access' | 'defect', Repeat];
type WireFacts = ReturnType<typeof wireFacts>;

/** The request never reached anyone: no connection, no credentials, or a bug in what we made. */
function unsentDiagnosis(
  thrown: unknown,
  { sent, connected }: { readonly sent: boolean; readonly connected: boolean },
): Diagnosis | undefined {
  if (!connected) return ['access', 'safe'];
  if (sent) return undefined;
  const ours = thrown instanceof TypeError || thrown instanceof RangeError;
  return [ours ? 'defect' : 'access', 'never'];
}

function sentDiagnosis(thrown: unknown, { name, code, status, skew }: WireFacts): Diagnosis {
  // The SDK takes the time from the answer and signs the next request with it.
  if (skew) return ['access', 'safe'];
  if (nameless.has(name) && status !== undefined && status < 500) {
    return ['access', status === 429 ? 'safe' : 'never'];
  }
  if (throttles.has(name) || status === 429) return ['target', 'safe'];
  if (name === OF_ITS_OWN_FILES) return ['target', 'never'];
  if (denials.has(name) || status === 401 || status === 403) return ['access', 'never'];
  if (brokenOff.has(code)) return ['timeout', 'idempotent'];
  if (status !== undefined && status >= 500) return ['target', 'idempotent'];
  // With a status it is AWS's word about the target; without one, something else answered.
  const fromAws = status !== undefined && !(thrown instanceof SyntaxError);
  return [fromAws ? 'target' : 'access', 'never'];
}

function wireFacts(thrown: unknown, { name, message }: ErrorFacts) {
  const { code, syscall, errors, $metadata } = (thrown ?? {}) as {
    code?: unknown;
    syscall?: unknown;
    errors?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name,
    code: String(code ?? ''),
    status: $metadata?.httpStatusCode,
    skew: skews.has(name) || (denials.has(name) && skewed.test(message)),
    // The SDK gives its own connection time-out no code, only these words.
    neverConnected:
      syscall === 'connect' ||
      syscall === 'getaddrinfo' ||
      // Each of a host's addresses was tried in vain, and the code is only the first one's.
      (code !== undefined && Array.isArray(errors)) ||
      /did not establish a connection|before secure TLS/i.test(message),
  };
}
