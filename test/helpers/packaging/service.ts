/** A service as `sls package` makes it. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzip } from './zip.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: unknown;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

export interface PackageOptions {
  /** The folder of its serverless.yml. */
  readonly service: string;
  readonly stage: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Files and folders it needs, package.json apart. */
  readonly needs: readonly string[];
  /** Folders among them that it does not need. */
  readonly needsNot?: readonly string[];
}

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');

/**
 * Packages offline: without credentials, without a region, and from a home that holds neither. A
 * copy is packaged, since the framework works in the service's folder and two runs would clash
 * there; that the copy builds shows that it needs nothing else of this project.
 */
export async function packageService(options: PackageOptions) {
  const scratch = await mkdtemp(join(tmpdir(), 'package-'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  try {
    await copyInto(scratch, options);
    const folder = join(scratch, options.service);
    const said = await slsPackage(scratch, folder, options);

    const out = join(folder, '.serverless');
    const read = (file: string) => readFile(join(out, file), 'utf8');
    const template: Template = JSON.parse(await read('cloudformation-template-update-stack.json'));
    const state = await read('serverless-state.json');
    const zip = await readFile(join(out, JSON.parse(state).package.artifact));
    const code = unzip(zip);
    const task = join(scratch, 'task');
    await write(code, task);

    return {
      said,
      template,
      templateFile: join(out, 'cloudformation-template-update-stack.json'),
      /** What the framework uploads of its own accord, beside template and code. */
      state,
      zipped: zip.length,
      code,
      /** The folder that holds the code as Lambda would unpack it. */
      task,
      propertiesOf: <Shape>(id: string) => template.Resources[id]?.Properties as Shape,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What a service needs and nothing else, with this project's packages. */
export async function copyInto(
  scratch: string,
  { needs, needsNot = [] }: Pick<PackageOptions, 'needs' | 'needsNot'>,
) {
  const excluded = needsNot.map((folder) => join(root, folder));
  const filter = (path: string) =>
    basename(path) !== '.serverless' && !excluded.some((folder) => folder === path);
  for (const one of [...needs, 'package.json'])
    await cp(join(root, one), join(scratch, one), { recursive: true, filter });
  await symlink(join(root, 'node_modules'), join(scratch, 'node_modules'));
}

async function slsPackage(
  home: string,
  cwd: string,
  { stage, parameters = {} }: PackageOptions,
): Promise<string> {
  const pairs = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  const { stdout, stderr } = await sls(home, cwd, ['package', '--stage', stage, ...pairs]);
  return stdout + stderr;
}

/** The framework, in a folder that was copied, and with no environment but what is given. */
export async function sls(
  home: string,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  return await run(join(home, 'node_modules', '.bin', 'sls'), args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      // Compiling the framework's schema takes seconds; this keeps it from one run to the next.
      SLS_SCHEMA_CACHE_BASE_DIR: join(root, 'node_modules', '.cache'),
      ...env,
    },
  });
}

async function write(files: Map<string, Buffer>, folder: string) {
  for (const [name, content] of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
