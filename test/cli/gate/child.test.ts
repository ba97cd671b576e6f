import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ChildAsked, runChild } from '../../../src/cli/gate/child.ts';
import { eventually } from '../../helpers/clock.ts';
import { folder } from '../shells.ts';

/** A shell that does this; what it printed is read back. */
function shell(script: string, more: Partial<ChildAsked> = {}) {
  const cwd = folder();
  const log = join(cwd, 'log');
  writeFileSync(log, 'before\n');
  const interrupted = new AbortController().signal;
  const asked = { command: 'sh', args: ['-c', script], cwd, env: { PATH: process.env.PATH } };
  return {
    ended: runChild({ ...asked, log, interrupted, ...more }),
    printed: () => readFileSync(log, 'utf8'),
  };
}

describe('a program', () => {
  test('writes both of its streams into the log, behind what is there', async () => {
    const { ended, printed } = shell('echo out; echo err >&2; pwd; exit 7');
    expect(await ended).toEqual({ how: 'exit', code: 7 });
    expect(printed()).toMatch(/^before\nout\nerr\n\/.*\n$/);
  });

  test('has the environment it is given and no other, and nothing to read', async () => {
    const { ended, printed } = shell('cat; echo "[$HOME$A]"', {
      env: { PATH: process.env.PATH, A: '1' },
    });
    expect(await ended).toEqual({ how: 'exit', code: 0 });
    expect(printed()).toBe('before\n[1]\n');
  });

  test('that dies says of which signal', async () => {
    expect(await shell('kill -9 $$').ended).toEqual({ how: 'signal', signal: 'SIGKILL' });
  });

  test('that is not there never began', async () => {
    const { ended } = shell('', { command: 'no-such-program' });
    expect(await ended).toEqual({ how: 'never began', why: 'spawn no-such-program ENOENT' });
  });
});

describe('a program that is stopped', () => {
  test.each([
    ['SIGINT', 'INT'],
    ['SIGHUP', 'HUP'],
    ['SIGTERM', 'TERM'],
    ['a bug of the canary', 'TERM'],
  ])('by %s hears SIG%s', async (reason, heard) => {
    const stop = new AbortController();
    const script = `trap 'echo heard; exit 1' ${heard}; echo ready; while :; do sleep 0.02; done`;
    const { ended, printed } = shell(script, { interrupted: stop.signal });
    await eventually(() => printed().includes('ready'));

    stop.abort(new Error(reason));

    expect(await ended).toEqual({ how: 'exit', code: 1 });
    expect(printed()).toContain('\nheard\n');
  });

  test('and does not go is ended', async () => {
    const stop = new AbortController();
    const script = "trap '' INT TERM; echo ready; while :; do sleep 0.02; done";
    const { ended, printed } = shell(script, { interrupted: stop.signal, graceMs: 50 });
    await eventually(() => printed().includes('ready'));

    stop.abort(new Error('SIGINT'));

    expect(await ended).toEqual({ how: 'signal', signal: 'SIGKILL' });
  });

  test('is followed by what it has in the background, which hears no SIGINT', async () => {
    const stop = new AbortController();
    const behind =
      "trap 'echo gone; exit' TERM; echo ready; for i in $(seq 200); do sleep 0.02; done";
    const { ended, printed } = shell(`(${behind}) & wait`, { interrupted: stop.signal });
    await eventually(() => printed().includes('ready'));

    stop.abort(new Error('SIGINT'));
    await ended;

    await eventually(() => printed().includes('gone'));
  });

  test('before it begins is stopped when it does', async () => {
    const { ended } = shell('sleep 300', { interrupted: AbortSignal.abort(new Error('SIGTERM')) });
    expect(await ended).toEqual({ how: 'signal', signal: 'SIGTERM' });
  });
});
