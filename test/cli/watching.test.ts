import { expect, test } from 'vitest';
import { EXIT } from '../../src/cli/shell.ts';
import type { Seen } from '../../src/cli/status.ts';
import { watching } from '../../src/cli/watching.ts';
import { fakeClock } from '../helpers/clock.ts';
import { fakeShell } from './shells.ts';

/** Looks that each see something else; the last presses a key or sends a signal. */
function looks(seen: readonly Seen[], then: () => void) {
  let count = 0;
  return async (): Promise<Seen> => {
    const one = seen[count++];
    if (count === seen.length) then();
    return one ?? { exit: EXIT.broken };
  };
}
const well: Seen = { text: 'well\n', exit: EXIT.passed };
const unwell: Seen = { text: 'unwell\n', exit: EXIT.failed };
const blind: Seen = { problem: 'denied\n', exit: EXIT.broken };

test('in a terminal each look takes the place of the one before; q ends with the last', async () => {
  const shell = fakeShell({ terminal: 80 });

  const exit = await watching(
    looks([well, blind, unwell], () => shell.press('q')),
    shell,
    fakeClock(),
  );

  expect(exit).toBe(EXIT.failed);
  const screens = shell.printed.out.split('\u001b[H\u001b[2J');
  expect(screens).toEqual([
    '',
    'well\n\npress q or Ctrl-C to quit\n',
    'denied\n\npress q or Ctrl-C to quit\n',
    'unwell\n\npress q or Ctrl-C to quit\n',
  ]);
});

test('another key goes on', async () => {
  const shell = fakeShell({ terminal: 80 });
  let pressed = 0;
  const look = async () => {
    shell.press(['x', '\u001b[A', 'Q'][pressed++] ?? 'q');
    return well;
  };

  await watching(look, shell, fakeClock());

  expect(pressed).toBe(3);
});

test('q is heard while a look does not end, and among other keys', async () => {
  const shell = fakeShell({ terminal: 80 });
  let looked = 0;
  const look = async (): Promise<Seen> => {
    looked += 1;
    if (looked === 1) return unwell;
    setImmediate(() => shell.press('xq'));
    return await new Promise(() => {});
  };

  expect(await watching(look, shell, fakeClock())).toBe(EXIT.failed);

  expect(looked).toBe(2);
  expect(shell.printed.out.split('unwell')).toHaveLength(2);
});

test('elsewhere nothing is redrawn, and what could not be seen goes to the errors', async () => {
  const shell = fakeShell();

  const exit = await watching(
    looks([well, blind, well], () => shell.press('q')),
    shell,
    fakeClock(),
  );

  expect(exit).toBe(EXIT.passed);
  expect(shell.printed).toEqual({ out: 'well\nwell\n', err: 'denied\n' });
});

test('a signal ends it during a look, and nothing more is said', async () => {
  const shell = fakeShell();

  await watching(
    looks([well, unwell], () => shell.interrupt('SIGINT')),
    shell,
    fakeClock(),
  );

  expect(shell.printed.out).toBe('well\n');
});

test('when it is over nobody listens to the keyboard any more', async () => {
  const shell = fakeShell();
  await watching(
    looks([well], () => shell.press('q')),
    shell,
    fakeClock(),
  );

  expect(() => shell.press('q')).not.toThrow();
  expect(shell.listening()).toBe(0);
});

test('nobody looks on for a reader that is gone', async () => {
  const shell = fakeShell();
  const out = { ...shell.out, arrived: async () => false };
  let looked = 0;
  const look = async () => {
    looked += 1;
    return well;
  };

  expect(await watching(look, { ...shell, out }, fakeClock())).toBe(EXIT.passed);
  expect(looked).toBe(1);
});
