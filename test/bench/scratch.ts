/** Where the things are that are measured against, and are no part of this project. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '..', '..');
/** Kept from one time to the next, since installing takes longer than measuring. */
export const scratch = join(tmpdir(), 'governance-canary-bench');

/** Runners of API tests as npm has them, and the Lambda's Node. */
const PACKAGES = { mocha: '11.8.0', newman: '6.2.2', '@usebruno/cli': '4.1.0', node: '24.21.0' };
export const versions: Readonly<Record<string, string>> = PACKAGES;

export async function installed(): Promise<void> {
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES });
  const manifest = join(scratch, 'package.json');
  const done = join(scratch, 'node_modules', '.package-lock.json');
  await mkdir(scratch, { recursive: true });
  const there = existsSync(done) && (await readFile(manifest, 'utf8').catch(() => '')) === wanted;
  if (there) return;
  await writeFile(manifest, wanted);
  // The node package brings its binary by a script of its own.
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', args, { cwd: scratch });
}

/** The Node that the Lambda has; a dependency, and no part of what is measured. */
export const lambdaNode = join(scratch, 'node_modules', 'node', 'bin', 'node');

/** A whole process, from its start to its end; what it says is kept only to tell why it failed. */
export async function ran(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd = root,
): Promise<void> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${said}`);
}

/** What a process of ours needs of this one's environment, and nothing that could lead it elsewhere. */
export function plainEnv(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const noAccount = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  return {
    PATH,
    HOME,
    TMPDIR,
    LANG,
    ...noAccount,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
