import { type Command, commands, type Option } from './commands.ts';

const COLUMNS = 26;

export function helpFor(command: Command | undefined): string {
  return command ? commandHelp(command) : programHelp();
}

function programHelp(): string {
  return `canary: watches the governance paths of cc-native from inside its account

Usage: canary <command> [options]

Commands
${commands.map(({ name, summary }) => row(name, summary)).join('\n')}

  canary <command> --help   its options
  canary --version          the version

Exit codes
${exits.map(([code, meaning]) => row(code, meaning)).join('\n')}

Settings come from the environment, then from .env; canary list shows which are required.
`;
}

const exits = [
  ['0', 'every selected scenario passed'],
  ['1', 'at least one scenario failed: the target is unwell'],
  ['2', 'wrong usage or missing settings; nothing was touched'],
  ['3', 'the canary itself is broken; nothing is known about the target'],
  ['130, 143', 'interrupted; what had begun was cleaned up'],
] as const;

function commandHelp({ name, summary, operand, options }: Command): string {
  const shown: readonly Option[] = [
    ...options,
    { name: 'help', kind: 'flag', help: 'this' },
    { name: 'version', kind: 'flag', help: 'the version' },
  ];
  return `canary ${name}: ${summary}

Usage: canary ${name}${operand ? ` ${operand}` : ''} [options]

Options
${shown.map((option) => row(spelled(option), option.help)).join('\n')}
`;
}

function spelled(option: Option): string {
  return option.kind === 'flag' ? `--${option.name}` : `--${option.name} ${option.value}`;
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(COLUMNS - 2)}${right}`;
}
