import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Invocation, Output, Shell } from '../../src/cli/shell.ts';

/** A shell without a process: what it was told to print and set is kept. */
export interface FakeShell extends Shell {
  readonly printed: { out: string; err: string };
  /** What the SDK was given, once it was. */
  readonly given: { aws?: Shell['env'] };
  interrupt(signal: string): void;
  press(key: string): void;
  /** How many hear the keyboard. */
  listening(): number;
}

export function fakeShell(
  how: { env?: Shell['env']; cwd?: string; terminal?: number } = {},
): FakeShell {
  const printed = { out: '', err: '' };
  const given: FakeShell['given'] = {};
  const interrupted = new AbortController();
  const listeners = new Set<(key: string) => void>();
  const output = (name: 'out' | 'err'): Output => ({
    write(text) {
      printed[name] += text;
    },
    isTty: how.terminal !== undefined,
    columns: how.terminal ?? 80,
  });
  return {
    env: how.env ?? {},
    cwd: how.cwd ?? folder(),
    out: { ...output('out'), arrived: async () => true },
    err: output('err'),
    interrupted: interrupted.signal,
    interrupt: (signal) => interrupted.abort(new Error(signal)),
    onKey(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
    listening: () => listeners.size,
    press(key) {
      for (const heard of listeners) heard(key);
    },
    setForSdk(aws) {
      given.aws = aws;
    },
    printed,
    given,
  };
}

/** An empty folder for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'canary-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function invocation(
  operands: readonly string[] = [],
  options: Readonly<Record<string, true | string | number | readonly string[]>> = {},
): Invocation {
  const of = <T>(is: (value: unknown) => value is T) =>
    Object.entries(options).filter((entry): entry is [string, T & (typeof entry)[1]] =>
      is(entry[1]),
    );
  return {
    operands,
    flags: new Set(of((value): value is true => value === true).map(([name]) => name)),
    texts: new Map(of((value): value is string => typeof value === 'string')),
    numbers: new Map(of((value): value is number => typeof value === 'number')),
    lists: new Map(of((value): value is readonly string[] => Array.isArray(value))),
  };
}
