import { type Answer, type HttpRequest, readBody } from './http.ts';
import {
  MAX_EVENT_BYTES,
  MAX_REQUEST_BYTES,
  notJson,
  requestTooLarge,
  unknownInvocationType,
  unknownOperation,
} from './lambda-errors.ts';

const INVOCATION_TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
export type InvocationType = (typeof INVOCATION_TYPES)[number];

/** An Invoke request, understood. */
export interface InvokeRequest {
  readonly functionName: string;
  readonly type: InvocationType;
  /** The caller wants the end of the log. */
  readonly tail: boolean;
  readonly event: unknown;
}

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

export async function readInvoke(
  request: HttpRequest,
): Promise<InvokeRequest | { readonly refusal: Answer }> {
  const { method = '', url = '', headers } = request;
  const body = await readBody(request); // to its end: whoever is cut off while sending hears nothing
  const [path = ''] = url.split('?');
  const reference = method === 'POST' ? INVOKE_PATH.exec(path)?.[1] : undefined;
  if (!reference) return { refusal: unknownOperation(method, path) };

  const wanted = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const type = INVOCATION_TYPES.find((known) => known === wanted);
  if (!type) return { refusal: unknownInvocationType(String(wanted)) };
  const maxBytes = type === 'Event' ? MAX_EVENT_BYTES : MAX_REQUEST_BYTES;
  if (body.length > maxBytes) return { refusal: requestTooLarge(body.length, type) };

  const functionName = nameIn(decodeURIComponent(reference));
  const tail = headers['x-amz-log-type'] === 'Tail';
  try {
    const event: unknown = JSON.parse(body.toString() || '{}'); // no payload is an empty object
    return { functionName, type, tail, event };
  } catch (error) {
    return { refusal: notJson(error instanceof Error ? error.message : String(error)) };
  }
}

/** The name in a plain name, a partial or a full ARN, each with or without a qualifier. */
function nameIn(reference: string): string {
  return reference.replace(/^.*:function:/, '').replace(/:.*$/, '');
}
