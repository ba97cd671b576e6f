import { randomBytes } from 'node:crypto';
import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CannotSay, NOT_UTF_8, withSettings } from './edit.ts';

/** Whatever keeps a file of settings from being written, found before anything is begun. */
export function unwritableSettings(path: string): readonly string[] {
  try {
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    const there = statSync(path, { throwIfNoEntry: false });
    if (link && !there) return [`${path} is a link to a file that is not there: make or remove it`];
    if (there && !there.isFile()) return [`${path} is not a file; give a file name`];
    // It would be replaced, whatever its mode; who made it read-only did not want that.
    if (there && (there.mode & 0o222) === 0) return [`${path} is read-only: chmod u+w ${path}`];
    if (there) accessSync(path, constants.R_OK | constants.W_OK);
    accessSync(dirname(there ? realpathSync(path) : path), constants.W_OK);
    return [];
  } catch (error) {
    return [`${path} cannot be written: ${(error as Error).message}`];
  }
}

export type Written = 'written' | 'as it was';

/**
 * Writes settings into a file, whole or not at all: whoever reads meanwhile, or after a crash, finds
 * the old text or the new one. What is linked to is written, not the link.
 *
 * @throws {Error} that says why nothing was written
 */
export async function writeSettings(
  path: string,
  settings: Readonly<Record<string, string>>,
): Promise<Written> {
  const there = statSync(path, { throwIfNoEntry: false });
  const file = there ? realpathSync(path) : path;
  const before = there ? await readFile(file, 'latin1') : '';
  if (before.includes('\0')) throw new CannotSay(NOT_UTF_8);
  const after = withSettings(before, settings);
  if (there && after === before) return 'as it was';

  // In the same folder: a rename is whole only within one file system.
  const fresh = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(fresh, 'wx', there ? 0o600 : 0o666); // the latter less the umask
    try {
      await handle.writeFile(after, 'latin1');
      if (there) {
        // First the owner, since a change of it takes mode bits away; only root can give a file away.
        await handle.chown(there.uid, there.gid).catch(() => {});
        await handle.chmod(there.mode & 0o7777);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  return 'written';
}
