import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwritableSettings, writeSettings } from '../../src/dotenv/file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'canary-test-'));
  file = join(folder, '.env');
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const settings = { AWS_REGION: 'eu-central-1' };
const LINE = 'AWS_REGION=eu-central-1\n';

describe('a file of settings', () => {
  it('that is not there is made', async () => {
    expect(unwritableSettings(file)).toEqual([]);
    expect(await writeSettings(file, settings)).toBe('written');
    expect(readFileSync(file, 'utf8')).toBe(LINE);
    expect(readdirSync(folder)).toEqual(['.env']);
    expect(statSync(file).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it.each([0o600, 0o644, 0o660])('that is there keeps its mode %o', async (mode) => {
    writeFileSync(file, 'A=1');
    chmodSync(file, mode);
    expect(await writeSettings(file, settings)).toBe('written');
    expect(statSync(file).mode & 0o7777).toBe(mode);
    expect(readFileSync(file, 'utf8')).toBe(`A=1\n${LINE}`);
  });

  it('is another file afterwards, so that whoever reads meanwhile has the old one whole', async () => {
    writeFileSync(file, 'A=1\n');
    const before = statSync(file).ino;
    await writeSettings(file, settings);
    expect(statSync(file).ino).not.toBe(before);
  });

  it('that says so already is not touched', async () => {
    writeFileSync(file, LINE);
    const before = statSync(file);
    expect(await writeSettings(file, settings)).toBe('as it was');
    expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('keeps every byte of a line that is no UTF-8', async () => {
    const bytes = Buffer.from([0x23, 0xe9, 0xff, 0x0a]);
    writeFileSync(file, bytes);
    await writeSettings(file, settings);
    expect(readFileSync(file)).toEqual(Buffer.concat([bytes, Buffer.from(LINE)]));
  });

  it('that is a link, also over another one, is written where it leads', async () => {
    mkdirSync(join(folder, 'shared'));
    const shared = join(folder, 'shared', 'settings');
    writeFileSync(shared, 'A=1\n');
    symlinkSync(shared, join(folder, 'link'));
    symlinkSync('link', file);
    expect(unwritableSettings(file)).toEqual([]);
    await writeSettings(file, settings);
    expect(readFileSync(shared, 'utf8')).toBe(`A=1\n${LINE}`);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, 'shared'))).toEqual(['settings']);
  });
});

describe('what cannot be written is found beforehand', () => {
  it('a read-only file', () => {
    writeFileSync(file, 'A=1\n');
    chmodSync(file, 0o444);
    expect(unwritableSettings(file)).toEqual([`${file} is read-only: chmod u+w ${file}`]);
  });

  it('but not a file that its group may write', () => {
    writeFileSync(file, 'A=1\n');
    chmodSync(file, 0o464);
    expect(unwritableSettings(file).join()).not.toContain('read-only'); // may be another's: then it can be written
  });

  it('a folder', () => {
    mkdirSync(file);
    expect(unwritableSettings(file)).toEqual([`${file} is not a file; give a file name`]);
  });

  it('a link to nothing', () => {
    symlinkSync('nothing', file);
    expect(unwritableSettings(file)).toEqual([
      `${file} is a link to a file that is not there: make or remove it`,
    ]);
  });

  it('a folder that is not there', () => {
    expect(unwritableSettings(join(folder, 'no', '.env'))).toEqual([
      expect.stringContaining('cannot be written: ENOENT'),
    ]);
  });
});

describe('what cannot be written after all leaves everything as it was', () => {
  it('a folder in which nothing may be made', async () => {
    writeFileSync(file, 'A=1\n');
    chmodSync(folder, 0o500);
    const asNobody = process.geteuid?.() === 0; // to root every folder is open
    if (asNobody) chmodSync(folder, 0o555);
    if (asNobody) process.seteuid?.(65_534);
    try {
      await expect(writeSettings(file, settings)).rejects.toThrow(/EACCES/);
    } finally {
      if (asNobody) process.seteuid?.(0);
    }
    expect(readFileSync(file, 'utf8')).toBe('A=1\n');
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('a target that cannot be replaced: no other file stays behind', async () => {
    mkdirSync(file); // as if it had become a folder since it was looked at
    await expect(writeSettings(file, settings)).rejects.toThrow(/EISDIR/);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('a name that turns out to be no file’s: what was written beside it does not stay', async () => {
    await expect(writeSettings(`${file}/`, settings)).rejects.toThrow(/ENOTDIR/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a file in another encoding', async () => {
    const text = Buffer.from('A=1\r\n', 'utf16le');
    writeFileSync(file, text);
    await expect(writeSettings(file, settings)).rejects.toThrow('it is not UTF-8 text');
    expect(readFileSync(file)).toEqual(text);
  });
});
