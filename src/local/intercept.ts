import { type Answer, type HttpResponse, send } from './http.ts';

/** One request to the embedded account, as an interceptor sees it. */
export interface Call {
  readonly service: 'dynamodb' | 'lambda';
  /** As the SDK names it: `PutItem`, `Invoke`. */
  readonly operation: string;
  /** The table's or function's name; of a batch, its tables joined by commas. */
  readonly target: string;
  /** The target's ARN, as an IAM policy would name it. */
  readonly resource: string;
  /** The request's body, parsed. */
  readonly input: unknown;
}

/** What can become of a call besides its work and its answer. */
export type Fault =
  | ({ readonly kind: 'answer' } & Answer) // answered at once, the work is not done
  | { readonly kind: 'hang' } // neither work nor answer; the socket stays open
  | { readonly kind: 'reset' } // the socket dies before the work
  | { readonly kind: 'lose-answer' } // the work is done, then the socket dies
  | { readonly kind: 'delay'; readonly ms: number }; // the work is done, the answer is late

/** Asked at every call, so that a test can break the account while it is in use. */
export type Intercept = (call: Call) => Fault | undefined;

/** Does `work`, which answers by `response.end`, or what `fault` makes of it. */
export async function meet(
  fault: Fault | undefined,
  response: HttpResponse,
  work: () => void | Promise<void>,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return work();
    case 'answer':
      return send(response, fault);
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'lose-answer':
      holdAnswer(response, () => response.destroy());
      return work();
    case 'delay':
      // The endpoint's own socket keeps the process alive; once that is closed, nobody waits for this.
      holdAnswer(response, (release) => setTimeout(release, fault.ms).unref());
      return work();
    default:
      return fault satisfies never;
  }
}

/** Whoever ends the response finds that `instead` decides whether and when it leaves. */
function holdAnswer(response: HttpResponse, instead: (release: () => void) => void): void {
  const { end } = response;
  response.end = (...args: unknown[]) => {
    instead(() => Reflect.apply(end, response, args));
    return response;
  };
}
