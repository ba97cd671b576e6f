import { parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { type Command, commands, type Option } from './commands.ts';
import type { Invocation } from './shell.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly command: Command; readonly invocation: Invocation }
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'wrong';
      readonly command: Command | undefined;
      readonly problems: readonly string[];
    };

/** Reads a command line; every problem in it is found, not only the first. */
export function parseArguments(argv: readonly string[]): Parsed {
  const [first, ...rest] = argv;
  if (first === '--version') return { kind: 'version' };
  if (first === '--help' || first === '-h' || first === 'help') {
    return { kind: 'help', command: commands.find(({ name }) => name === rest[0]) };
  }
  const command = commands.find(({ name }) => name === first);
  if (!command) {
    const names = commands.map(({ name }) => name);
    const problem = first
      ? `unknown command ${JSON.stringify(first)}${suggestion(first, names)}`
      : `no command: expected one of ${names.join(', ')}`;
    return { kind: 'wrong', command: undefined, problems: [problem] };
  }
  return parseFor(command, rest);
}

function parseFor(command: Command, argv: readonly string[]): Parsed {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      command.options.map(({ name, kind }) => [
        name,
        { type: kind === 'flag' ? 'boolean' : 'string' } as const,
      ]),
    ),
  });
  const options = tokens.filter((token) => token.kind === 'option');
  const operands = tokens.filter((token) => token.kind === 'positional').map(({ value }) => value);
  if (options.some(({ name }) => name === 'help' || name === 'h')) return { kind: 'help', command };
  if (options.some(({ name }) => name === 'version')) return { kind: 'version' };

  const accepted = { flags: new Set<string>(), texts: new Map(), numbers: new Map() };
  const problems = options.flatMap(({ name, rawName, value }) => {
    const option = command.options.find((one) => one.name === name);
    return option
      ? accept(option, value, accepted)
      : [`unknown option ${rawName}${suggestion(rawName, optionNames(command))}`];
  });
  if (!command.operand) {
    const unexpected = operands.map((value) => JSON.stringify(value)).join(', ');
    if (unexpected) problems.push(`unexpected ${unexpected}: ${command.name} takes no operand`);
  }
  if (problems.length > 0) return { kind: 'wrong', command, problems };
  return { kind: 'run', command, invocation: { operands, ...accepted } };
}

interface Accepted {
  readonly flags: Set<string>;
  readonly texts: Map<string, string>;
  readonly numbers: Map<string, number>;
}

/** Takes one option in, or says what is wrong with it. */
function accept(option: Option, value: string | undefined, into: Accepted): string[] {
  const { name } = option;
  if (option.kind === 'flag') {
    into.flags.add(name);
    return value === undefined ? [] : [`--${name} takes no value, got ${JSON.stringify(value)}`];
  }
  // `--junit --json` is a forgotten file name, not a file called --json.
  if (!value || value.startsWith('--'))
    return [`--${name} needs a value: --${name} ${option.value}`];
  if (option.kind === 'text') {
    into.texts.set(name, value);
    return [];
  }
  const { from, to } = option;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  into.numbers.set(name, number);
  if (number >= from && number <= to) return [];
  return [`--${name} is ${JSON.stringify(value)}: expected a whole number from ${from} to ${to}`];
}

function optionNames({ options }: Command): string[] {
  return [...options.map(({ name }) => `--${name}`), '--help', '--version'];
}

/** `: did you mean …?` where one of `known` is near, else all of them. */
export function suggestion(given: string, known: readonly string[]): string {
  const byDistance = known
    .map((name) => ({ name, far: distance(given.toLowerCase(), name) }))
    .sort((a, b) => a.far - b.far);
  const [nearest] = byDistance;
  const near = nearest && nearest.far <= Math.max(2, Math.floor(given.length / 3));
  return near ? `: did you mean ${nearest.name}?` : `: expected one of ${known.join(', ')}`;
}
