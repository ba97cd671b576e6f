/**
 * The command line, for npm: built when it is not there or older than what it is made of, then run in
 * this very process. npm hands a signal to the shell it started, and Debian's keeps it to itself, so
 * the scripts say `exec`, for which there is exec.cmd on Windows.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MADE_OF = ['src', 'package.json', 'package-lock.json', 'build.js', 'bundle.js'];

const changedAt = (path) =>
  statSync(join(import.meta.dirname, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isStale() {
  const built = changedAt('dist/canary.js');
  const inside = readdirSync(join(import.meta.dirname, 'src'), { recursive: true });
  const sources = [...MADE_OF, ...inside.map((path) => join('src', path))];
  return sources.some((path) => changedAt(path) > built);
}

try {
  if (isStale()) await import('./build.js');
  await import('./dist/canary.js');
} catch (error) {
  // Node's own choice, 1, would say that the target is unwell.
  process.exitCode = 3;
  process.stderr.write(`canary: it could not be built or loaded: ${error.message}\n`);
}
