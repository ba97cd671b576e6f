import { accessSync, constants, lstatSync, readlinkSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorFacts } from '../engine/failure.ts';
import type { RunReport } from '../engine/report.ts';
import type { Place } from '../reporters/look.ts';
import type { Option } from './options.ts';
import type { Invocation, Shell } from './shell.ts';

/** The files a report can be written to, by the option that names one: a line each. */
const FORMATS = {
  junit: {
    help: 'write the report as JUnit XML to FILE',
    load: async () => (await import('../reporters/junit.ts')).junitReport,
  },
  html: {
    help: 'write the report as one HTML page to FILE, to be opened, mailed or printed',
    load: async () => (await import('../reporters/html/report.ts')).htmlReport,
  },
} as const satisfies Record<string, Format>;

interface Format {
  readonly help: string;
  /** Loaded only when it is asked for. */
  readonly load: () => Promise<(report: RunReport, place: Place) => string>;
}

type FormatName = keyof typeof FORMATS;

export const reportFileOptions: readonly Option[] = Object.entries(FORMATS).map(
  ([name, { help }]) => ({ name, kind: 'text', value: 'FILE', help }),
);

/** A file that was asked for. */
export interface ReportFile {
  readonly format: FormatName;
  readonly path: string;
}

/** What was asked for, and what of it could not be written: found now, not when the run is over. */
export function reportFiles({ texts }: Invocation, { cwd }: Pick<Shell, 'cwd'>) {
  const asked = (Object.keys(FORMATS) as FormatName[]).flatMap((format) => {
    const name = texts.get(format);
    return name === undefined ? [] : [{ format, name, path: resolve(cwd, name) }];
  });
  const problems = asked.flatMap(({ format, name, path }, i) => {
    const taken = asked.slice(0, i).find((before) => before.path === path);
    return taken
      ? [`--${format} ${path} is the file of --${taken.format}: name another one`]
      : unwritable(`--${format}`, name, cwd);
  });
  return { files: asked.map(({ format, path }): ReportFile => ({ format, path })), problems };
}

/** Why a file that an option names could not be written. */
export function unwritable(option: string, name: string, cwd: string): string[] {
  if (name === '-') return [`${option} -: standard output is --json's; name a file`];
  const path = resolve(cwd, name);
  try {
    const folder = dirname(path);
    if (!statSync(folder).isDirectory()) return [`${option} ${path}: ${folder} is not a folder`];
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) return [`${option} ${path} is a folder: name a file`];
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    // The file will be made where the link leads to.
    if (link && !there) return unwritable(option, readlinkSync(path), folder);
    accessSync(there ? path : folder, constants.W_OK);
    return [];
  } catch (error) {
    return [`${option} ${path} cannot be written: ${errorFacts(error).message}`];
  }
}

/**
 * @returns what writes the files that were asked for; false when one could not be written, since the
 *   gate that reads it would see nothing
 */
export async function reportWriter(
  program: string,
  files: readonly ReportFile[],
  { err }: Pick<Shell, 'err'>,
): Promise<(report: RunReport, place: Place) => Promise<boolean>> {
  const writers = await Promise.all(
    files.map(async ({ format, path }) => {
      // Of an earlier run: whoever reads it when this one came to nothing would take it for this one's.
      if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) await rm(path).catch(() => {});
      return { format, path, render: await FORMATS[format].load() };
    }),
  );
  return async (report, place) => {
    const written = await Promise.all(
      writers.map(async ({ format, path, render }) => {
        try {
          await writeFile(path, render(report, place));
          return true;
        } catch (error) {
          err.write(
            `${program}: --${format} ${path} was not written: ${errorFacts(error).message}\n`,
          );
          return false;
        }
      }),
    );
    return written.every(Boolean);
  };
}
