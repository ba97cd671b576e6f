import { bounded } from './bounded.ts';
import type { Failure } from './report.ts';
import type { OpenRequest, StepScope } from './scenario.ts';
import { type Clock, heardByMany, type Share, TimeUp } from './time.ts';

/** A step's scope, with what was counted and noted in it, as it stood when the step's time ended. */
export interface Scope extends StepScope {
  readonly calls: number;
  /** A request was being prepared and has not gone out. */
  readonly preparing: boolean;
  /** What is to be said when the time runs out now. */
  readonly heldUpBy: Failure | undefined;
  readonly notes: Readonly<Record<string, unknown>>;
  readonly evidenceKeys: readonly string[];
}

export function openScope(
  clock: Clock,
  signal: AbortSignal,
  interrupted: AbortSignal,
  time: Share,
): Scope {
  const notes: Record<string, unknown> = {};
  const evidenceKeys: string[] = [];
  let calls = 0;
  let heldUpBy: Failure | undefined;
  const unsent = new Set<OpenRequest>();
  heardByMany(signal); // each request listens, and a step may send many at once
  return {
    signal,
    allowedMs: time.ms,
    async sleep(ms) {
      // A pause that cannot end in time is not begun: its caller says now what it would wait for.
      if (ms >= time.remaining()) throw new TimeUp(time.ms);
      await clock.sleep(ms, signal, interrupted);
    },
    note(key, value) {
      notes[key] = bounded(value);
    },
    evidence(key, value) {
      notes[key] = bounded(value);
      evidenceKeys.push(key);
    },
    heldUp(by) {
      if (!signal.aborted) heldUpBy = by;
    },
    request() {
      // A request that ends because its step is over was still unsent when the step ended.
      const left = () => !signal.aborted && unsent.delete(request);
      const request: OpenRequest = {
        sent() {
          if (left()) calls += 1;
        },
        neverLeft() {
          if (!signal.aborted) calls -= 1;
        },
        ended: () => void left(),
      };
      unsent.add(request);
      return request;
    },
    get calls() {
      return calls;
    },
    get preparing() {
      return unsent.size > 0;
    },
    get heldUpBy() {
      return heldUpBy;
    },
    notes,
    evidenceKeys,
  };
}
