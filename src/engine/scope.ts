import type { OpenRequest, StepScope } from './scenario.ts';
import { type Clock, type Share, TimeUp } from './time.ts';

/** A step's scope, with what was counted and noted in it. */
export interface Scope extends StepScope {
  readonly calls: number;
  /** A request was being prepared and has not gone out. */
  readonly preparing: boolean;
  readonly notes: Readonly<Record<string, unknown>>;
  readonly evidenceKeys: readonly string[];
}

export function openScope(clock: Clock, signal: AbortSignal, time: Share): Scope {
  const notes: Record<string, unknown> = {};
  const evidenceKeys: string[] = [];
  let calls = 0;
  const unsent = new Set<OpenRequest>();
  return {
    signal,
    allowedMs: time.ms,
    async sleep(ms) {
      // A pause that cannot end in time is not begun: its caller says now what it would wait for.
      if (ms >= time.remaining()) throw new TimeUp(time.ms);
      await clock.sleep(ms, signal);
    },
    note(key, value) {
      notes[key] = bounded(value);
    },
    evidence(key, value) {
      notes[key] = bounded(value);
      evidenceKeys.push(key);
    },
    request() {
      const request = {
        sent() {
          if (unsent.delete(request)) calls += 1;
        },
        ended: () => void unsent.delete(request),
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
    notes,
    evidenceKeys,
  };
}

/** Longer than a Lambda log tail (4 KB), shorter than what would hurt a log line or a terminal. */
const LONGEST_VALUE = 6_000;

/** A value as a report keeps it: whole where it is small, else the beginning of its JSON. */
export function bounded(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? null);
  if (text === null) return null;
  if (text.length <= LONGEST_VALUE) return value;
  return `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters in all)`;
}
