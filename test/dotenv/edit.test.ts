import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CannotSay, withSettings } from '../../src/dotenv/edit.ts';

const region = { AWS_REGION: 'eu-central-1' };

describe('a setting that is there is changed in its place, and nothing else is', () => {
  it.each([
    ['bare', 'AWS_REGION=us-east-1\n', 'AWS_REGION=eu-central-1\n'],
    ['without an end of line', 'AWS_REGION=us-east-1', 'AWS_REGION=eu-central-1'],
    ['empty', 'AWS_REGION=\nA=1\n', 'AWS_REGION=eu-central-1\nA=1\n'],
    ['empty at the end', 'AWS_REGION=', 'AWS_REGION=eu-central-1'],
    ['in double quotes', 'AWS_REGION="us-east-1"\n', 'AWS_REGION="eu-central-1"\n'],
    ['in single quotes', "AWS_REGION='us-east-1'\n", "AWS_REGION='eu-central-1'\n"],
    ['in backticks', 'AWS_REGION=`us-east-1`\n', 'AWS_REGION=`eu-central-1`\n'],
    ['with a quote that is not closed', 'AWS_REGION="us\n', 'AWS_REGION=eu-central-1\n'],
    ['over lines', 'AWS_REGION="us\n-east"\nA=1\n', 'AWS_REGION="eu-central-1"\nA=1\n'],
    ['with spaces', '  AWS_REGION = us-east-1  \n', '  AWS_REGION = eu-central-1  \n'],
    ['exported', 'export AWS_REGION=us-east-1\n', 'export AWS_REGION=eu-central-1\n'],
    [
      'with a comment',
      'AWS_REGION=us-east-1 # here\nA="1" # "\n',
      'AWS_REGION=eu-central-1 # here\nA="1" # "\n',
    ],
    ['with CRLF', 'A=1\r\nAWS_REGION=x\r\n', 'A=1\r\nAWS_REGION=eu-central-1\r\n'],
    [
      'twice',
      'AWS_REGION=a\nB=2\nexport AWS_REGION="c"\n',
      'AWS_REGION=eu-central-1\nB=2\nexport AWS_REGION="eu-central-1"\n',
    ],
    [
      'after a name that every object has',
      'constructor=x\nAWS_REGION=a\n',
      'constructor=x\nAWS_REGION=eu-central-1\n',
    ],
    [
      'after a byte order mark',
      '\u00ef\u00bb\u00bfAWS_REGION=a\n',
      '\u00ef\u00bb\u00bfAWS_REGION=eu-central-1\n',
    ],
  ])('%s', (_how, before, after) => {
    expect(withSettings(before, region)).toBe(after);
  });

  it('never so that a quote which ended nowhere ends in it', () => {
    const text = 'TABLE=x\nAWS_PROFILE="prod';
    expect(withSettings(text, region)).toBe(`AWS_REGION=eu-central-1\n${text}`);
  });

  it('not at all when it says so already', () => {
    const text = '# mine\nexport AWS_REGION = "eu-central-1" # there\r\n\n';
    expect(withSettings(text, region)).toBe(text);
  });

  it.each([
    ['in a comment', '# AWS_REGION=us-east-1\n'],
    ['in another value', 'A="\nAWS_REGION=us-east-1\n"\n'],
    ['in a longer name', 'MY_AWS_REGION=us-east-1\nAWS_REGION_2=x\n'],
    ['in other letters', 'aws_region=us-east-1\n'],
  ])('not where it only looks like it: %s', (_where, text) => {
    expect(withSettings(text, region)).toBe(`${text}AWS_REGION=eu-central-1\n`);
  });
});

describe('a setting that is not there is added at the end', () => {
  it.each([
    ['of nothing', '', 'AWS_REGION=eu-central-1\n'],
    ['after a last line that is not ended', 'A=1', 'A=1\nAWS_REGION=eu-central-1\n'],
    [
      'with the line ends that are there',
      'A=1\r\nB=2',
      'A=1\r\nB=2\r\nAWS_REGION=eu-central-1\r\n',
    ],
    ['after a comment', '# end', '# end\nAWS_REGION=eu-central-1\n'],
  ])('%s', (_where, before, after) => {
    expect(withSettings(before, region)).toBe(after);
  });

  it('or at the beginning, when a last line would swallow what comes after it', () => {
    expect(withSettings('A=1\nstray', region)).toBe('AWS_REGION=eu-central-1\nA=1\nstray');
  });

  it('also when a line above would swallow the one it has', () => {
    // To Node the name of the first assignment here is "a stray line\nAWS_REGION".
    const text = 'a stray line\nAWS_REGION=us-east-1\n';
    const after = withSettings(text, region);
    expect(after).toBe(`${text}AWS_REGION=eu-central-1\n`);
    expect(parseEnv(after)).toMatchObject(region);
  });
});

it('keeps bytes that are no UTF-8', () => {
  const text = '# caf\u00e9 \u00ff\nA=\u00fc\n';
  expect(withSettings(text, region)).toBe(`${text}AWS_REGION=eu-central-1\n`);
});

it('refuses rather than change what else is read, or write what nobody would read', () => {
  expect(() => withSettings('AWS_REGION=a\n=1\nstray', { ...region, B: 'c' })).toThrow(/no "="/);
  expect(() => withSettings('', { B: 'two words' })).toThrow(/need no quotes/);
  expect(() => withSettings('', { B: '' })).toThrow(CannotSay);
  expect(() => withSettings('', { B: 'a\nC=1' })).toThrow(CannotSay);
});

/** Mulberry32: the same texts at every run. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const TRIALS = 3_000;
const settings = { ...region, OUTCOMES_TABLE_NAME: 'outcomes-1', REVENUE_PLANS_TABLE_NAME: 'p_2' };
const readByNode = (text: string) => parseEnv(Buffer.from(text, 'latin1').toString());

it('of any well-formed file every byte stays but the values', () => {
  for (let seed = 0; seed < TRIALS; seed++) {
    const chance = chances(seed);
    const one = <T>(of: readonly T[]): T => of[chance(of.length)] as T;
    const end = one(['\n', '\r\n']);
    const named = Object.entries(settings);
    const foreign = ['# AWS_REGION=old', '', `A="1${end}AWS_REGION=2"`, 'B=3 # four', "C='\u00e9'"];
    const blocks = Array.from({ length: chance(8) }, () => {
      if (chance(2) === 0) return { before: one(foreign) };
      const [name, value] = one(named);
      const quote = one(['', '"', "'", '`']);
      const old = one(quote ? ['', 'old', `o${end}ld`, value] : ['', 'old', value]);
      const head = `${one(['', ' ', 'export '])}${name}${one(old || quote ? ['=', ' = '] : ['=', ' ='])}${quote}`;
      const tail = `${quote}${one(['', '  ', ' # note'])}`;
      return { before: `${head}${old}${tail}`, after: `${head}${value}${tail}`, name };
    });
    const text = blocks.map(({ before }) => `${before}${end}`).join('');
    const missing = named.filter(([name]) => !blocks.some((block) => block.name === name));
    const addedEnd = text.includes('\r\n') ? '\r\n' : '\n';

    expect(withSettings(text, settings), JSON.stringify(text)).toBe(
      blocks.map(({ before, after = before }) => `${after}${end}`).join('') +
        missing.map(([name, value]) => `${name}=${value}${addedEnd}`).join(''),
    );
  }
});

const PIECES = [
  ...['AWS_REGION', 'OUTCOMES_TABLE_NAME', 'A', 'export ', 'export', 'A=', '=', '"', "'", '`'],
  ...['#', ' ', '\t', '\n', '\n', '\n', '\r\n', 'x', 'us-east-1', '\\n', '\\', '\u00e9', '$A'],
  ...['AWS_REGION=a\n', 'OUTCOMES_TABLE_NAME="b" # c\n', '# AWS_REGION=d\n', 'B="1\n2"\n'],
];

it('whatever is in a file, read by Node it says what it said, and the settings; or it stays', () => {
  let refused = 0;
  for (let seed = 0; seed < TRIALS; seed++) {
    const chance = chances(seed);
    const text = Array.from({ length: chance(20) }, () => PIECES[chance(PIECES.length)]).join('');
    let after: string;
    try {
      after = withSettings(text, settings);
    } catch (error) {
      expect(error, JSON.stringify(text)).toBeInstanceOf(CannotSay);
      refused += 1;
      continue;
    }
    const wanted = { ...readByNode(text), ...settings };
    expect(readByNode(after), JSON.stringify(text)).toMatchObject(wanted);
    const again = withSettings(after, settings);
    expect(withSettings(again, settings), JSON.stringify(text)).toBe(again); // nothing left to change
  }
  expect(refused).toBeLessThan(TRIALS / 5);
});
