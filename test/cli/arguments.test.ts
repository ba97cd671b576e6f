import { expect, test } from 'vitest';
import { type Parsed, parseArguments } from '../../src/cli/arguments.ts';
import { type Command, commands } from '../../src/cli/commands.ts';
import type { Option } from '../../src/cli/options.ts';

type Understood = Extract<Parsed, { kind: 'command' }>;

function understood(...argv: readonly string[]): Understood {
  const parsed = parseArguments(argv);
  if (parsed.kind !== 'command') throw new Error(`not understood: ${JSON.stringify(parsed)}`);
  return parsed;
}

const problems = (...argv: readonly string[]) => understood(...argv).problems;
const names = commands.map(({ name }) => name).join(', ');

test('a command, its operands and its options are told apart, in any order', () => {
  const { command, invocation, problems } = understood(
    ...['run', '--json', 'plan-ledger', '--retries', '2', 'validator-run', '--junit=out.xml'],
  );

  expect(command.name).toBe('run');
  expect(invocation).toEqual({
    operands: ['plan-ledger', 'validator-run'],
    flags: new Set(['json']),
    texts: new Map([['junit', 'out.xml']]),
    numbers: new Map([['retries', 2]]),
    lists: new Map(),
  });
  expect(problems).toEqual([]);
});

const everyOption: readonly [string, Command, Option][] = commands.flatMap((command) =>
  command.options.map((option): [string, Command, Option] => [
    `${command.name} --${option.name}`,
    command,
    option,
  ]),
);

test.each(everyOption)(
  '%s is understood, with its value after a space or an equals sign',
  (_, { name }, option) => {
    const value = option.kind === 'number' ? String(option.from) : 'some/file';
    const spellings =
      option.kind === 'flag'
        ? [[`--${option.name}`]]
        : [[`--${option.name}`, value], [`--${option.name}=${value}`]];

    for (const spelling of spellings) {
      const { invocation, problems } = understood(name, ...spelling);

      expect(problems).toEqual([]);
      const { flags, texts, numbers, lists } = invocation;
      expect([...flags, ...[...texts, ...numbers, ...lists].flat(2)]).toEqual(
        option.kind === 'flag'
          ? [option.name]
          : [option.name, option.kind === 'number' ? option.from : value],
      );
    }
  },
);

const everyNumber = everyOption.filter(
  (one): one is [string, Command, Extract<Option, { kind: 'number' }>] => one[2].kind === 'number',
);

test.each(everyNumber)(
  '%s takes whole numbers within its limits and nothing else',
  (_, { name }, option) => {
    const { from, to } = option;
    const spelled = `--${option.name}`;
    const wrong = [`${to + 1}`, '-1', '1.5', '1e1', '0x1', 'many', ' 1', '١'];

    expect(problems(name, spelled, `${from}`)).toEqual([]);
    expect(problems(name, spelled, `${to}`)).toEqual([]);
    for (const value of from > 0 ? [...wrong, `${from - 1}`] : wrong) {
      expect(problems(name, spelled, value)).toEqual([
        `${spelled} is ${JSON.stringify(value)}: expected a whole number from ${from} to ${to}`,
      ]);
    }
  },
);

test('everything that is wrong is told at once', () => {
  expect(
    problems(
      'run',
      '--retires',
      '3',
      '--retries',
      'x',
      '--concurrency=99',
      '--quiet=1',
      '-q',
      '--junit',
    ),
  ).toEqual([
    'unknown option --retires: did you mean --retries?',
    '--retries is "x": expected a whole number from 0 to 5',
    '--concurrency is "99": expected a whole number from 1 to 64',
    '--quiet takes no value, got "1"',
    'unknown option -q',
    '--junit needs a value: --junit FILE',
  ]);
});

test('an option whose value was forgotten does not swallow the next one', () => {
  const { invocation, problems } = understood('run', '--junit', '--json', '--retries', '--quiet');

  expect(problems).toEqual([
    '--junit needs a value: --junit FILE',
    '--retries needs a value: --retries N',
  ]);
  expect(invocation.flags).toEqual(new Set(['json', 'quiet']));
});

test.each([
  ['--jsno', '--json'],
  ['-json', '--json'],
  ['--no-colour', '--no-color'],
  ['--hlep', '--help'],
  ['--env', '--env-file'],
  ['--cuncurrencie', '--concurrency'],
])('%s is asked whether it means %s', (given, meant) => {
  expect(problems('run', given)).toEqual([`unknown option ${given}: did you mean ${meant}?`]);
});

test("another command's option is told, and its value is no operand", () => {
  const { invocation, problems } = understood('run', '--stage', 'prod', 'plan-ledger');

  expect(problems).toEqual([
    'unknown option --stage: it is one of sweep, history, status, deploy, invoke',
  ]);
  expect(invocation.operands).toEqual(['plan-ledger']);
});

test('what comes after the value of an unknown option, or instead of it, is not lost', () => {
  const rest = ['--stage=prod', 'plan-ledger', '--stage', '--quiet'];
  const { operands, flags } = understood('run', ...rest).invocation;

  expect({ operands, flags }).toEqual({ operands: ['plan-ledger'], flags: new Set(['quiet']) });
});

test('the value of a misspelled option is not taken for an operand', () => {
  const { invocation, problems } = understood(
    'run',
    '--retires',
    '3',
    'plan-ledger',
    '--jsno',
    'x',
  );

  expect(problems).toEqual([
    'unknown option --retires: did you mean --retries?',
    'unknown option --jsno: did you mean --json?',
  ]);
  expect(invocation.operands).toEqual(['plan-ledger', 'x']);
});

test('an option that resembles none is not answered with a guess', () => {
  expect(problems('run', '--frobnicate')).toEqual(['unknown option --frobnicate']);
});

test('an empty value is a forgotten one', () => {
  expect(problems('run', '--junit=')).toEqual(['--junit needs a value: --junit FILE']);
  expect(problems('run', '--junit', '')).toEqual(['--junit needs a value: --junit FILE']);
});

test('a value with an equals sign in it stays whole', () => {
  expect(understood('run', '--junit=a=b.xml').invocation.texts.get('junit')).toBe('a=b.xml');
});

test('an option given twice is refused: one of its values would be lost without a word', () => {
  expect(problems('run', '--retries=1', '--html', 'a', '--retries=3', '--html=b')).toEqual([
    '--retries is given twice: expected one value, got "1" and "3"',
    '--html is given twice: expected one value, got "a" and "b"',
  ]);
  expect(problems('run', '--quiet', '--quiet')).toEqual([]);
});

test('help and the version take no value', () => {
  expect(problems('list', '--help=3', '-h=3', '--version=')).toEqual([
    '--help takes no value, got "3"',
    '-h takes no value, got "3"',
    '--version takes no value, got ""',
  ]);
});

test('of an option that may be given several times every value counts, in their order', () => {
  const { invocation } = understood('deploy', '--param', 'a=1', '--param=b=2', '--param', 'a=3');
  expect(invocation.lists).toEqual(new Map([['param', ['a=1', 'b=2', 'a=3']]]));
});

test('after -- everything is an operand', () => {
  const { invocation, problems } = understood('run', '--json', '--', '--quiet', 'x');

  expect(invocation.operands).toEqual(['--quiet', 'x']);
  expect(invocation.flags).toEqual(new Set(['json']));
  expect(problems).toEqual([]);
});

test('an operand of a command that takes none is refused', () => {
  expect(problems('list', 'plan-ledger', 'x')).toEqual([
    'unexpected "plan-ledger", "x": canary list takes no operand',
  ]);
});

test.each([
  [['rnu'], 'unknown command "rnu": did you mean run?'],
  [['RUN'], 'unknown command "RUN": did you mean run?'],
  [['loc'], 'unknown command "loc": did you mean local?'],
  [['ory'], `unknown command "ory": expected one of ${names}`],
  [['frobnicate'], `unknown command "frobnicate": expected one of ${names}`],
  [['help', 'rnu'], 'unknown command "rnu": did you mean run?'],
  [[], `no command: expected one of ${names}`],
  [['--local'], `no command before --local: expected one of ${names}`],
] as const)('%j is no command', (argv, problem) => {
  expect(parseArguments(argv)).toEqual({ kind: 'wrong', problem });
});

test.each([
  [['--help'], undefined],
  [['-h'], undefined],
  [['help'], undefined],
  [['help', 'run'], 'run'],
  [['--help', 'seed'], 'seed'],
  [['run', '--help'], 'run'],
  [['run', '-h', '--nonsense'], 'run'],
  [['list', '--nonsense', 'x', '--help'], 'list'],
] as const)('%j asks for help, whatever else is wrong', (argv, name) => {
  const parsed = parseArguments(argv);

  expect(parsed.kind === 'help' && [parsed.command?.name]).toEqual([name]);
});

test.each([[['--version']], [['run', '--version']], [['list', '--version']]])(
  '%j asks for the version',
  (argv) => {
    expect(parseArguments(argv)).toEqual({ kind: 'version' });
  },
);
