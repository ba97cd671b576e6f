import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { expect, test } from 'vitest';
import { startDynamoDbEndpoint } from '../../src/local/dynamodb-endpoint.ts';
import { startLambdaEndpoint } from '../../src/local/lambda-endpoint.ts';

const run = promisify(execFile);

test('closed endpoints leave nothing that keeps a process from ending', async () => {
  const script = fileURLToPath(new URL('closing.script.ts', import.meta.url));
  const { output } = await build({
    input: script,
    write: false,
    platform: 'node',
    external: /^[^./]/, // packages are found from here
  });
  const { code } = output[0];

  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    timeout: 10_000, // the unfinished business would take a minute
  });

  const { closedMs, codes } = JSON.parse(stdout);
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'ECONNRESET'));
  expect(closedMs).toBeLessThan(500);
});

test.each([
  ['Lambda', () => startLambdaEndpoint({ functions: new Map() })],
  ['DynamoDB', () => startDynamoDbEndpoint({ tables: {} })],
])('the %s endpoint listens on the loopback interface until it is closed', async (_name, start) => {
  const { url, close } = await start();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(url)).resolves.toBeDefined();

  await close();

  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
