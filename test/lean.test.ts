import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bundle } from '../bundle.js';
import { FUNCTION_ENV } from './bench/bundles.ts';
import { inBundle } from './bench/contents.ts';

/**
 * What makes a start slow, held where it is certain: by what is loaded, not by how long it takes. The
 * zip's size is in serverless/package.test.ts, the requests of a run in cost/run.test.ts.
 */

async function atTheStart(entryPoint: string) {
  const contents = (await inBundle(entryPoint)).filter(({ when }) => when === 'at the start');
  return {
    names: contents.map(({ name }) => name),
    kb: contents.reduce((sum, { kb }) => sum + kb, 0),
  };
}

describe('the function loads', () => {
  test('what a run needs, under 500 KB, and nothing else: a package more costs every cold start', async () => {
    const { names, kb } = await atTheStart('src/handler.ts');

    expect(kb).toBeLessThan(500);
    expect(names.sort()).toEqual([
      ...['@aws-lambda-powertools/commons', '@aws-lambda-powertools/logger'],
      ...['@aws-lambda-powertools/metrics', '@aws-sdk/client-dynamodb', '@aws-sdk/client-lambda'],
      ...['@aws-sdk/core', '@aws-sdk/credential-provider-env', '@aws-sdk/credential-provider-node'],
      ...['@aws-sdk/dynamodb-codec', '@aws-sdk/endpoint-cache', '@aws-sdk/lib-dynamodb'],
      ...['@aws-sdk/middleware-endpoint-discovery', '@aws-sdk/util-dynamodb'],
      ...['@aws-sdk/xml-builder', '@aws/lambda-invoke-store', '@middy/core', '@smithy/core'],
      ...['@smithy/node-http-handler', '@smithy/signature-v4', '@smithy/types'],
      ...['mnemonist', 'node', 'obliterator', 'the canary'],
    ]);
  });

  test('of Node neither its web streams nor its WebSocket, which are slow to load', async () => {
    const outdir = await mkdtemp(join(tmpdir(), 'lean-'));
    onTestFinished(() => rm(outdir, { recursive: true }));
    await bundle({ cwd: process.cwd(), input: { handler: 'src/handler.ts' }, outdir });
    await writeFile(join(outdir, 'package.json'), '{ "type": "module" }');

    const script = 'await import(process.argv[1]); console.log(process.moduleLoadList.join("\\n"))';
    const args = ['--input-type=module', '--eval', script, join(outdir, 'handler.js')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: FUNCTION_ENV });

    const loaded = stdout.split('\n').map((line) => line.replace('NativeModule ', ''));
    expect(loaded).toContain('https');
    expect(loaded.filter((name) => /^stream\/web$|undici/.test(name))).toEqual([]);
    // Asked of the first answer, and of each: the question alone loads them.
    const code = await readFile(join(outdir, 'handler.js'), 'utf8');
    expect(code).toContain('collectReadableStream');
    expect(code).not.toMatch(/typeof ReadableStream|instanceof ReadableStream/);
  });
});

describe('the command line loads', () => {
  test('no SDK before it knows which command it is', async () => {
    const { names, kb } = await atTheStart('src/cli/main.ts');

    expect(names.sort()).toEqual(['fastest-levenshtein', 'node', 'the canary']);
    expect(kb).toBeLessThan(40);
  });

  test('for a run no report that was not asked for, and nothing of the deployed canary', async () => {
    const { names } = await atTheStart('src/cli/run.ts');

    expect(names).toContain('@aws-sdk/client-lambda');
    expect(names.filter((name) => /xml|zod|powertools|middy|xray/.test(name))).toEqual(
      ['@aws-sdk/xml-builder'], // the SDK's own
    );
  });
});
