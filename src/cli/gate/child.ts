import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Env } from '../../settings.ts';

/** A program to run, and where what it prints is kept. */
export interface ChildAsked {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Env;
  /** A file; what is there stays there. */
  readonly log: string;
  readonly interrupted: AbortSignal;
  /** How long it has to exit once it was asked to. */
  readonly graceMs?: number;
}

export type ChildEnd =
  | { readonly how: 'exit'; readonly code: number }
  | { readonly how: 'signal'; readonly signal: string }
  | { readonly how: 'never began'; readonly why: string };

/** For a program that was asked to stop: CloudFormation's own command line takes a moment. */
const GRACE_MS = 10_000;

/**
 * Runs a program to its end. It writes into its log itself, so that nothing is lost when we die. It
 * and all that it starts are a process group of their own: a signal from the terminal reaches them
 * once, through us, and what a shell between would swallow reaches them too.
 */
export async function runChild(asked: ChildAsked): Promise<ChildEnd> {
  const { command, args, cwd, env, log, interrupted, graceMs = GRACE_MS } = asked;
  const file = openSync(log, 'a');
  const child = spawn(command, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once('error', ({ message }) => resolve({ how: 'never began', why: message }));
    child.once('exit', (code, signal) =>
      resolve(signal ? { how: 'signal', signal } : { how: 'exit', code: code ?? 1 }),
    );
  });
  let last: NodeJS.Timeout | undefined;
  const stop = () => {
    sendToGroup(child.pid, signalOf(interrupted));
    last = setTimeout(() => sendToGroup(child.pid, 'SIGKILL'), graceMs);
  };
  if (interrupted.aborted) stop();
  else interrupted.addEventListener('abort', stop, { once: true });
  try {
    return await ended;
  } finally {
    clearTimeout(last);
    // Its background children too: a shell does not hand SIGINT on to them.
    if (interrupted.aborted) sendToGroup(child.pid, 'SIGTERM');
    interrupted.removeEventListener('abort', stop);
  }
}

/** The one we got; what else can stop us is a bug of ours. */
function signalOf({ reason }: AbortSignal): NodeJS.Signals {
  const { message } = reason as Error;
  return message === 'SIGINT' || message === 'SIGHUP' ? message : 'SIGTERM';
}

function sendToGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
