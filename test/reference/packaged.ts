/** The reference target as `sls package` makes it, and a way to run what it packaged. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageService } from '../helpers/packaging/service.ts';

export interface LambdaFunction {
  readonly Handler: string;
  readonly Environment: { readonly Variables: Record<string, string> };
}

const run = promisify(execFile);

export async function packageReference() {
  const { said, code, template, templateFile, propertiesOf, task, remove } = await packageService({
    service: 'src/reference',
    stage: 'dev',
    needs: ['src/reference', 'bundle.js'],
  });
  return {
    said,
    files: [...code.keys()],
    templateFile,
    outputs: template.Outputs,
    propertiesOf,
    invoke: invokerIn(task),
    remove,
  };
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
