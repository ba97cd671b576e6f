import { tableRow, WIDEST, wrap } from '../reporters/layout.ts';
import { type Command, commands } from './commands.ts';
import type { Option } from './options.ts';

export function helpFor(command: Command | undefined, columns: number): string {
  const page = Math.min(columns, WIDEST);
  return command ? commandHelp(command, page) : programHelp(page);
}

const ofARun = [
  ['0', 'every selected scenario passed'],
  ['1', 'at least one scenario failed: the target is unwell'],
  ['2', 'wrong usage or missing settings; nothing was touched'],
  ['3', 'the canary itself is broken; nothing is known about the target'],
  ['129, 130, 143', 'stopped by SIGHUP, SIGINT, SIGTERM, after cleaning up'],
] as const;

function programHelp(columns: number): string {
  const more = [
    ['canary <command> --help', 'its options'],
    ['canary --version', 'the version'],
  ] as const;
  return sections(
    paragraph('canary: watches the governance paths of cc-native from inside its account', columns),
    'Usage: canary <command> [options]',
    table(
      'Commands',
      commands.map(({ name, summary }) => [name, summary]),
      columns,
    ),
    table('More', more, columns),
    table('Exit codes', ofARun, columns),
    paragraph(
      'Settings come from the environment, then from .env; canary list shows them all.',
      columns,
    ),
  );
}

function commandHelp({ name, summary, operand, options, exits }: Command, columns: number): string {
  const shown: readonly Option[] = [
    ...options,
    { name: 'help', kind: 'flag', help: 'this text' },
    { name: 'version', kind: 'flag', help: 'the version' },
  ];
  return sections(
    paragraph(`canary ${name}: ${summary}`, columns),
    paragraph(`Usage: canary ${name}${operand ? ` ${operand}` : ''} [options]`, columns),
    table(
      'Options',
      shown.map((option) => [spelled(option), explained(option)]),
      columns,
    ),
    ...(exits ? [table('Exit codes', exits, columns)] : []),
  );
}

function sections(...texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}

function spelled(option: Option): string {
  return option.kind === 'flag' ? `--${option.name}` : `--${option.name} ${option.value}`;
}

function explained(option: Option): string {
  if (option.kind !== 'number' || option.choices) return option.help; // those are in it
  const [from, to] = [option.from, option.to].map((one) => one.toLocaleString('en-US'));
  return `${option.help}; ${from} to ${to}`;
}

function paragraph(text: string, columns: number): string {
  return wrap(text, columns).join('\n');
}

function table(heading: string, rows: readonly (readonly [string, string])[], columns: number) {
  const left = 2 + Math.max(...rows.map(([term]) => term.length));
  const told = rows.flatMap(([term, text]) => tableRow(term.padEnd(left), text, columns));
  return [heading, ...told].join('\n');
}
