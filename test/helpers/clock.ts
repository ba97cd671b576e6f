import { vi } from 'vitest';
import type { Clock } from '../../src/engine/time.ts';

export interface FakeClock extends Clock {
  /** Lets this much time go by now. */
  pass(ms: number): void;
}

interface Sleeper {
  readonly until: number;
  readonly byItself: boolean;
  wake(): void;
}

/** 2026-01-31T12:00:00Z. */
export const FAKE_START = Date.UTC(2026, 0, 31, 12);

/**
 * A clock on which nobody waits: when nothing else can happen, time jumps to the end of the next
 * sleep. Where real sockets are at work something else can always happen: there only pauses of at
 * most `upToMs` end by themselves, and everything longer ends when the test lets time `pass`.
 */
export function fakeClock({ upToMs = Number.POSITIVE_INFINITY } = {}): FakeClock {
  const sleepers = new Set<Sleeper>();
  let time = 0;

  function wakeDue() {
    const due = [...sleepers].filter(({ until }) => until <= time);
    for (const sleeper of due.sort((a, b) => a.until - b.until)) sleeper.wake();
  }

  /** Runs when every promise that could settle has settled. */
  function jump() {
    const [next] = [...sleepers]
      .filter(({ byItself }) => byItself)
      .sort((a, b) => a.until - b.until);
    if (!next) return;
    time = Math.max(time, next.until);
    wakeDue();
    setImmediate(jump);
  }

  return {
    now: () => FAKE_START + time,
    elapsed: () => time,
    pass(ms) {
      time += ms;
      wakeDue();
    },
    sleep: (ms, ...signals) =>
      new Promise((resolve, reject) => {
        const leave = (settle: () => void) => {
          sleepers.delete(sleeper);
          for (const signal of signals) signal.removeEventListener('abort', onAbort);
          settle();
        };
        const onAbort = () =>
          leave(() => reject(signals.find(({ aborted }) => aborted)?.reason as unknown));
        const sleeper: Sleeper = {
          until: time + ms,
          byItself: ms <= upToMs,
          wake: () => leave(resolve),
        };
        sleepers.add(sleeper);
        for (const signal of signals) signal.addEventListener('abort', onAbort);
        if (signals.some(({ aborted }) => aborted)) return onAbort();
        setImmediate(jump);
      }),
  };
}

/** Lets everything happen that can happen without time going by. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits, in real time, for what comes over a socket. */
export function eventually(happens: () => boolean | Promise<boolean>): Promise<unknown> {
  return vi.waitUntil(happens, { interval: 1, timeout: 20_000 });
}
