import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let temporary: string | undefined;

export function setup(): void {
  // Commands are tested as they are installed: made of what is in src now, not of what was last built.
  const { status, stderr } = spawnSync(process.execPath, ['canary.js', '--version']);
  if (status !== 0) throw new Error(`the command line cannot be built: ${stderr}`);
  // Whatever a test that fails, or is cut short, leaves in the temporary folder is taken away as well.
  temporary = mkdtempSync(join(tmpdir(), 'canary-'));
  process.env.TMPDIR = temporary;
}

export function teardown(): void {
  if (temporary) rmSync(temporary, { recursive: true, force: true });
}
