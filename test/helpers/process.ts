import { getEventListeners } from 'node:events';
import { onTestFinished, vi } from 'vitest';

/**
 * The timers that were begun since, have not gone off and were not cleared, until the test is over.
 * Those of the test runner, which come and go, are not among them.
 */
export function openTimers(): ReadonlySet<unknown> {
  const open = new Set<unknown>();
  const { setTimeout: begin, clearTimeout: clear } = globalThis;
  const begun = (done: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = begin(() => {
      open.delete(timer);
      done(...args);
    }, ms);
    open.add(timer);
    return timer;
  };
  const spies = [
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(begun as typeof setTimeout),
    vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
      open.delete(timer);
      clear(timer);
    }),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return open;
}

/** Listeners that a signal still has. */
export function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

/** The warnings that Node gave while `work` was done. */
export async function warningsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const heard: string[] = [];
  const hear = (warning: Error) => void heard.push(`${warning.name}: ${warning.message}`);
  process.on('warning', hear);
  try {
    await work();
    await new Promise((resolve) => setImmediate(resolve)); // a warning is told a tick later
  } finally {
    process.off('warning', hear);
  }
  return heard;
}
