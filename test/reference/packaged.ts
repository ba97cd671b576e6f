/** The reference target as `sls package` makes it, and a way to run what it packaged. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzip } from './zip.ts';

export interface LambdaFunction {
  readonly Handler: string;
  readonly Environment: { readonly Variables: Record<string, string> };
}

interface Template {
  readonly Resources: Record<string, { readonly Properties: unknown }>;
  readonly Outputs: unknown;
}

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/**
 * Packages offline: without credentials, without a region, and from a home that holds neither. A
 * copy is packaged, since the framework works in the service's folder and two runs would clash
 * there; that the copy builds shows that the reference target needs nothing else of this project.
 */
export async function packageReference() {
  const scratch = await mkdtemp(join(tmpdir(), 'reference-'));
  const service = join(scratch, 'src', 'reference');
  const notBuilt = (path: string) => !path.includes('.serverless');
  await cp(join(root, 'src', 'reference'), service, { recursive: true, filter: notBuilt });
  await cp(join(root, 'package.json'), join(scratch, 'package.json'));
  await symlink(join(root, 'node_modules'), join(scratch, 'node_modules'));

  const sls = join(scratch, 'node_modules', '.bin', 'sls');
  const env = {
    PATH: process.env.PATH,
    HOME: scratch,
    // Compiling the framework's schema takes seconds; this keeps it from one run to the next.
    SLS_SCHEMA_CACHE_BASE_DIR: join(root, 'node_modules', '.cache'),
  };
  const { stdout, stderr } = await run(sls, ['package', '--stage', 'dev'], { cwd: service, env });

  const out = join(service, '.serverless');
  const text = await readFile(join(out, 'cloudformation-template-update-stack.json'), 'utf8');
  const template: Template = JSON.parse(text);
  const code = unzip(await readFile(join(out, 'cc-native-reference.zip')));
  const task = join(scratch, 'task');
  await write(code, task);

  return {
    said: stdout + stderr,
    files: [...code.keys()],
    outputs: template.Outputs,
    propertiesOf: <Shape>(id: string) => template.Resources[id]?.Properties as Shape,
    invoke: invokerIn(task),
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function write(files: Map<string, Buffer>, folder: string) {
  for (const [name, content] of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Runs a handler in a process of its own, which gets the environment the Lambda would get. */
function invokerIn(task: string) {
  const script = `
    import(process.argv[1])
      .then((code) => code[process.argv[2]](JSON.parse(process.argv[3])))
      .then((answer) => process.stdout.write(JSON.stringify(answer)));`;

  return async (lambda: LambdaFunction, event: unknown, endpoint: string) => {
    const dot = lambda.Handler.lastIndexOf('.');
    const file = join(task, `${lambda.Handler.slice(0, dot)}.js`);
    // Newer Nodes guess that a file is an ES module; Lambda wants to be told.
    const args = [
      '--no-experimental-detect-module',
      '-e',
      script,
      file,
      lambda.Handler.slice(dot + 1),
      JSON.stringify(event),
    ];
    const env = {
      ...lambda.Environment.Variables,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    const { statusCode, body } = JSON.parse((await run(process.execPath, args, { env })).stdout);
    return { statusCode, body: JSON.parse(body) };
  };
}
