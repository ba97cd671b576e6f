import { type Command, commands } from './commands.ts';
import type { Option } from './options.ts';
import type { Invocation } from './shell.ts';
import { nearest, suggestion } from './suggestion.ts';

export type Parsed =
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly invocation: Invocation;
      /** The command adds its own, so that all of them are told at once. */
      readonly problems: readonly string[];
    }
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly problem: string };

const HELP = new Set(['--help', '-h']);
/** Flags of every command. */
const OF_ALL = new Set([...HELP, '--version']);
const names = commands.map(({ name }) => name);

/** Reads a command line; every problem in it is found, not only the first. */
export function parseArguments(argv: readonly string[]): Parsed {
  const [first, ...rest] = argv;
  if (first === '--version') return { kind: 'version' };
  if (first === undefined) return wrong(`no command: expected one of ${names.join(', ')}`);
  if (HELP.has(first) || first === 'help') return helpOn(rest[0]);
  const command = commands.find(({ name }) => name === first);
  if (command) return parseFor(command, rest);
  return first.startsWith('-')
    ? wrong(`no command before ${first}: expected one of ${names.join(', ')}`)
    : wrong(unknownCommand(first));
}

function helpOn(name: string | undefined): Parsed {
  const command = commands.find((one) => one.name === name);
  if (name === undefined || command) return { kind: 'help', command };
  return wrong(unknownCommand(name));
}

function unknownCommand(name: string): string {
  return `unknown command ${JSON.stringify(name)}${suggestion(name, names)}`;
}

function wrong(problem: string): Parsed {
  return { kind: 'wrong', problem };
}

function parseFor(command: Command, argv: readonly string[]): Parsed {
  const read: Read = {
    operands: [],
    flags: new Set(),
    texts: new Map(),
    numbers: new Map(),
    lists: new Map(),
    problems: [],
  };
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (HELP.has(word)) return { kind: 'help', command };
    if (word === '--version') return { kind: 'version' };
    if (word === '--') read.operands.push(...rest.splice(0));
    else if (word.startsWith('-')) readOption(command, word, rest, read);
    else read.operands.push(word);
  }
  if (!command.operand && read.operands.length > 0) {
    const unexpected = read.operands.map((value) => JSON.stringify(value)).join(', ');
    read.problems.push(`unexpected ${unexpected}: canary ${command.name} takes no operand`);
  }
  const { problems, ...invocation } = read;
  return { kind: 'command', command, invocation, problems };
}

interface Read {
  readonly operands: string[];
  readonly flags: Set<string>;
  readonly texts: Map<string, string>;
  readonly numbers: Map<string, number>;
  readonly lists: Map<string, readonly string[]>;
  readonly problems: string[];
}

/** Takes one option in, with its value from `rest` where it needs one, or says what is wrong with it. */
function readOption(command: Command, word: string, rest: string[], read: Read): void {
  const [spelled = word] = word.split('=', 1);
  const inline = spelled === word ? undefined : word.slice(spelled.length + 1);
  const option = command.options.find(({ name }) => `--${name}` === spelled);
  if (option?.kind === 'flag' || OF_ALL.has(spelled)) {
    readFlag(spelled, inline, read);
  } else if (!option) {
    read.problems.push(unknownOption(command, spelled, inline, rest));
  } else {
    // `--junit --json` is a forgotten file name, not a file called --json.
    const value = inline ?? (rest[0]?.startsWith('--') ? undefined : rest.shift());
    const problem = value ? take(option, value, read) : `needs a value: ${spelled} ${option.value}`;
    if (problem !== undefined) read.problems.push(`${spelled} ${problem}`);
  }
}

function readFlag(spelled: string, inline: string | undefined, { flags, problems }: Read): void {
  flags.add(spelled.replace(/^--/, ''));
  if (inline !== undefined)
    problems.push(`${spelled} takes no value, got ${JSON.stringify(inline)}`);
}

/**
 * One that is misspelled, or of another command. Its value goes with it, or it would be taken for an
 * operand.
 */
function unknownOption(
  { options }: Command,
  spelled: string,
  inline: string | undefined,
  rest: string[],
): string {
  const others = commands.filter((one) => one.options.some(({ name }) => `--${name}` === spelled));
  const known = [...options.map(({ name }) => `--${name}`), '--help', '--version'];
  const meantAs = others.length > 0 ? spelled : nearest(spelled, known);
  const all = [...others.flatMap((one) => one.options), ...options];
  const meant = all.find(({ name }) => `--${name}` === meantAs);
  const hasValue = meant !== undefined && meant.kind !== 'flag' && inline === undefined;
  if (hasValue && !rest[0]?.startsWith('-')) rest.shift();
  return others.length > 0
    ? `unknown option ${spelled}: it is one of ${others.map(({ name }) => name).join(', ')}`
    : `unknown option ${spelled}${suggestion(spelled, known, 'near')}`;
}

type Valued = Exclude<Option, { kind: 'flag' }>;

function take(option: Valued, value: string, read: Read): string | undefined {
  const { texts, numbers, lists } = read;
  const before = texts.get(option.name) ?? numbers.get(option.name)?.toString();
  if (before !== undefined) {
    const both = [before, value].map((one) => JSON.stringify(one)).join(' and ');
    return `is given twice: expected one value, got ${both}`;
  }
  if (option.kind === 'text') {
    texts.set(option.name, value);
    return undefined;
  }
  if (option.kind === 'list') {
    lists.set(option.name, [...(lists.get(option.name) ?? []), value]);
    return undefined;
  }
  const { from, to } = option;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= to) {
    numbers.set(option.name, number);
    return undefined;
  }
  return `is ${JSON.stringify(value)}: expected a whole number from ${from} to ${to}`;
}
