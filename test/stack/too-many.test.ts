import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyInto, sls } from '../helpers/packaging/service.ts';

test('`sls package` refuses more scenarios than one alarm can page for, another target than the stage’s, and what else is wrong', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'too-many-'));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await copyInto(copy, { needs: ['serverless.yml', 'bundle.js', 'src'] });
  const more = `
    const own = Array.from({ length: 45 }, (_, index) => ({ ...outcomesCapture, name: \`own-\${index}\` }));
    (scenarios as unknown[]).push(...own);
  `;
  await appendFile(join(copy, 'src', 'scenarios', 'index.ts'), more);

  const yaml = join(copy, 'serverless.yml');
  const ofProd = 'params:\n  prod:\n    targetStack: CCNativeProd\n    planLedgerTable: mine\n';
  await writeFile(yaml, (await readFile(yaml, 'utf8')).replace('params:\n', ofProd));
  const parameters = ['interval=7', 'targetStack=CCNativeStack', 'planLedgerTable=mine'];
  const args = ['package', '--stage', 'prod', ...parameters.map((pair) => `--param=${pair}`)];

  const said = await sls(copy, copy, args).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );

  expect(said).toContain(
    'targetStack is "CCNativeStack" on the command line, and "CCNativeProd" in serverless.yml for this stage',
  );
  expect(said).not.toContain('planLedgerTable');
  expect(said).toContain('interval is "7": expected 1, 5 or 15');
  expect(said).toContain('49 scenarios are too many for one stack');
  expect(said).not.toContain('Service packaged');
  expect(said).not.toMatch(/\bat .*complete\.js/); // no stack trace: it is nobody's bug
});
