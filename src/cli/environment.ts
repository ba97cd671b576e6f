import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Env } from '../settings.ts';
import { type Shell, UsageError } from './shell.ts';

/**
 * The environment, and behind it `.env`: what the environment sets, `.env` does not change.
 *
 * @throws {UsageError} when a file was asked for by name and cannot be read, or `.env` is there and
 *   cannot be read
 */
export function environment({ env, cwd }: Pick<Shell, 'env' | 'cwd'>, file?: string): Env {
  const set = Object.entries(env).filter(([, value]) => value !== '');
  return { ...fromFile(resolve(cwd, file ?? '.env'), file), ...Object.fromEntries(set) };
}

function fromFile(path: string, asked: string | undefined): Env {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && asked === undefined) return {};
    throw new UsageError([
      asked === undefined
        ? `.env cannot be read: ${message}`
        : `--env-file ${asked} cannot be read: ${message}`,
    ]);
  }
}
