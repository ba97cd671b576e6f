import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Env } from '../settings.ts';
import type { Shell } from './shell.ts';

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
 * One identity: taken from where the first of them is set. A profile in `.env` beside keys in the
 * environment would win over them in the SDK, and a session token fits only its own keys.
 */
export const IDENTITY = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;

/** What the environment sets, the file does not change; an empty value sets nothing. */
export function environment(
  { env, cwd }: Pick<Shell, 'env' | 'cwd'>,
  file?: string,
  { mayMiss = file === undefined } = {},
): Environment {
  const path = resolve(cwd, file ?? '.env');
  const read = readSettingsFile(path, file, mayMiss);
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const mine = IDENTITY.some((name) => set[name]);
  const fromFile = Object.entries(read.env ?? {}).filter(
    ([name]) => !(mine && IDENTITY.some((one) => one === name)),
  );
  const missed = read.problem === undefined ? ', which is not there' : ', which cannot be read';
  return {
    path,
    env: { ...Object.fromEntries(fromFile), ...set },
    problems: read.problem === undefined ? [] : [read.problem],
    lookedIn: `the environment, then ${path}${read.env ? '' : missed}`,
  };
}

interface SettingsFile {
  readonly env?: Env;
  readonly problem?: string;
}

function readSettingsFile(path: string, asked: string | undefined, mayMiss: boolean): SettingsFile {
  try {
    const text = readFileSync(path, 'utf8');
    return { env: parseEnv(text.replace(/^\ufeff/, '')) }; // Windows editors begin a file with it
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && mayMiss) return {};
    const name = asked === undefined ? '.env' : `--env-file ${asked}`;
    return { problem: `${name} cannot be read: ${message}` };
  }
}
