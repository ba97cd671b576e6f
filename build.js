/**
 * Bundles the command line into dist/. Code splitting keeps what a command does not need (the
 * embedded account, the reporters) out of its start; dynalite stays a package, since its store is
 * found through node_modules.
 *
 * Other runs, and other builds, may be under way: each build is a folder of its own, and one file in
 * front of them, replaced in one step, names the latest.
 */
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bundle } from './bundle.js';

const dist = join(import.meta.dirname, 'dist');
/** A run takes an hour at most, and may load a part of its build late. */
const KEPT_MS = 2 * 60 * 60_000;

const began = new Date();
await mkdir(dist, { recursive: true });
const made = await mkdtemp(join(dist, 'build-'));
try {
  // mkdtemp keeps a folder to who made it; in an image one user builds and another one runs.
  await chmod(made, (await stat(dist)).mode & 0o777);
  await bundle({
    cwd: import.meta.dirname,
    input: { canary: 'src/cli/main.ts' },
    outdir: made,
    external: ['dynalite'],
  });
  // Node would take --env-file for an option of its own, unless `--` stands before the file.
  const entry = `#!/usr/bin/env -S node --\nimport './${basename(made)}/canary.js';\n`;
  await writeFile(join(made, 'entry.js'), entry, { mode: 0o755 });
  // What was edited meanwhile is newer than this build, and asks for another.
  await utimes(join(made, 'entry.js'), began, began);
  await rename(join(made, 'entry.js'), join(dist, 'canary.js'));
} catch (error) {
  await rm(made, { recursive: true, force: true });
  throw error;
}
await removeSuperseded();

/** A build's own time is that of its folder; it was in use until the next one was there. */
async function removeSuperseded() {
  const names = (await readdir(dist)).filter((name) => name !== 'canary.js');
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(dist, name);
      const at = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0, // another build has just removed it
      );
      return { path, at };
    }),
  );
  const newestFirst = found.sort((a, b) => b.at - a.at);
  const superseded = newestFirst.filter(
    (_, i) => began - (newestFirst[i - 1]?.at ?? began) > KEPT_MS,
  );
  await Promise.all(superseded.map(({ path }) => rm(path, { recursive: true, force: true })));
}
