import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Env } from '../../settings.ts';

/**
 * The folder of this project, whose stack is deployed, wherever whoever deploys it stands: above the
 * program, bundled or not.
 *
 * @throws {Error} when the program was taken out of it
 */
export function projectFolder(from: string = import.meta.dirname): string {
  if (existsSync(join(from, 'serverless.yml'))) return from;
  const above = dirname(from);
  if (above === from) {
    throw new Error('no serverless.yml above this program: run it from its project');
  }
  return projectFolder(above);
}

const GIT_MS = 5_000;

/** What is checked out there; undefined where there is no repository, or no git. */
export async function commitIn(folder: string, env: Env): Promise<string | undefined> {
  try {
    const how = { cwd: folder, env: { ...env }, timeout: GIT_MS };
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], how);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
