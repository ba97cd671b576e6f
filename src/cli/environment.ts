import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { NOT_UTF_8 } from '../dotenv/edit.ts';
import { type Env, settingDefinitions } from '../settings.ts';
import { readPipe } from './pipe.ts';
import type { Invocation, Shell } from './shell.ts';

/** The environment, and behind it a file of settings: `.env`, or the one asked for by name. */
export interface Environment {
  readonly env: Env;
  /** Of the file, whether it is there or not. */
  readonly path: string;
  /** At most one: the file was asked for and cannot be read, or `.env` is there and cannot. */
  readonly problems: readonly string[];
  /** Where settings were looked for, for a person who misses one. */
  readonly lookedIn: string;
}

/**
 * One identity. A profile in `.env` beside keys in the environment would win over them in the SDK,
 * and a session token fits only its own keys.
 */
const IDENTITY = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const;

/** Each taken whole from where any of it is set; a newer name in `.env` would hide an older one. */
const TOGETHER: readonly (readonly string[])[] = [
  IDENTITY,
  ...settingDefinitions.flatMap(({ name, alias }) => (alias ? [[name, alias]] : [])),
];

/** What the environment sets, the file does not change; an empty value sets nothing. */
export function environment(
  { env, cwd }: Pick<Shell, 'env' | 'cwd'>,
  file?: string,
  { mayMiss = file === undefined } = {},
): Environment {
  const path = resolve(cwd, file ?? '.env');
  const read = readSettingsFile(path, file, mayMiss);
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const mine = TOGETHER.filter((names) => names.some((name) => set[name])).flat();
  const fromFile = Object.entries(read.env ?? {}).filter(([name]) => !mine.includes(name));
  const missed = read.problem === undefined ? ', which is not there' : ', which cannot be read';
  return {
    path,
    env: { ...Object.fromEntries(fromFile), ...set },
    problems: read.problem === undefined ? [] : [read.problem],
    lookedIn: `the environment, then ${path}${read.env ? '' : missed}`,
  };
}

const NO_FILE = 'it is no file; with --env-file it is read all the same';

/** Of what is no file, nothing is read that nobody has asked for: a device may have no end. */
function textOf(path: string, asked: boolean): string {
  const there = statSync(path);
  if (there.isFile()) return readFileSync(path, 'utf8');
  if (there.isDirectory()) throw new RangeError('it is a folder; give a file name');
  if (!asked) throw new RangeError(NO_FILE);
  return there.isFIFO() ? readPipe(path) : readFileSync(path, 'utf8');
}

interface SettingsFile {
  readonly env?: Env;
  readonly problem?: string;
}

function readSettingsFile(path: string, asked: string | undefined, mayMiss: boolean): SettingsFile {
  try {
    const text = textOf(path, asked !== undefined);
    if (text.includes('\0')) throw new RangeError(NOT_UTF_8); // in UTF-16 every other byte is one
    return { env: parseEnv(text.replace(/^\ufeff/, '')) }; // Windows editors begin a file with it
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && mayMiss) return {};
    const name = asked === undefined ? '.env' : `--env-file ${asked}`;
    return { problem: `${name} cannot be read: ${message}` };
  }
}

/** `--profile` replaces every other credential: keys that are set beside it are another identity's. */
export function asOptionsSay(texts: Invocation['texts'], env: Env): Env {
  const region = texts.get('region');
  const profile = texts.get('profile');
  const kept = Object.entries(env).filter(
    ([name]) => !(profile && IDENTITY.some((one) => one === name)),
  );
  return {
    ...Object.fromEntries(kept),
    ...(region && { AWS_REGION: region }),
    ...(profile && { AWS_PROFILE: profile }),
  };
}

/** What was given as an option is told as one. */
export function namedAsGiven(texts: Invocation['texts'], problem: string): string {
  return texts.has('region') ? problem.replace('AWS_REGION', '--region') : problem;
}

/** @param options those of the command that are above both */
export function lookedAt(options: readonly string[], lookedIn: string): string {
  return options.length === 0
    ? `looked in ${lookedIn}`
    : `looked at ${options.join(', ')}, ${lookedIn}`;
}
