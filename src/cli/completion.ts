import { scenarios } from '../scenarios/index.ts';
import { commands } from './commands.ts';
import { bashCompletion } from './completions/bash.ts';
import { fishCompletion } from './completions/fish.ts';
import type { Completed } from './completions/words.ts';
import { zshCompletion } from './completions/zsh.ts';
import { EXIT, type Invocation, type Ready, type Shell } from './shell.ts';
import { suggestion } from './suggestion.ts';

const SHELLS: ReadonlyMap<string, (commands: readonly Completed[]) => string> = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
]);

/** `canary completion`: what makes a shell complete commands, options and scenarios. */
export function completion({ operands }: Invocation, { out }: Shell): Ready {
  const [shell, ...more] = operands;
  const names = [...SHELLS.keys()];
  const complete = shell === undefined ? undefined : SHELLS.get(shell);
  return {
    problems: [
      ...(shell === undefined ? [`no shell: expected one of ${names.join(', ')}`] : []),
      ...(shell !== undefined && !complete
        ? [`unknown shell ${JSON.stringify(shell)}${suggestion(shell, names)}`]
        : []),
      ...more.map((one) => `unexpected ${JSON.stringify(one)}: one shell at a time`),
    ],
    go: async () => {
      out.write(complete?.(commands.map(completed)) ?? '');
      return EXIT.passed;
    },
  };
}

/** Names are those of this build: completing must not wait for a program to start. */
function completed({ name, summary, options, completes }: (typeof commands)[number]): Completed {
  const operands = completes === 'scenarios' ? scenarios.map((one) => one.name) : completes;
  return {
    name,
    summary,
    operands: operands ?? [],
    options: [
      ...options,
      { name: 'help', kind: 'flag', help: 'its options' },
      { name: 'version', kind: 'flag', help: 'the version' },
    ],
  };
}
