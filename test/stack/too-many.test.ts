import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyInto, sls } from '../helpers/packaging/service.ts';

test('`sls package` refuses more scenarios than one alarm can page for, beside what else is wrong', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'too-many-'));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await copyInto(copy, { needs: ['serverless.yml', 'bundle.js', 'src'] });
  const more = `
    const own = Array.from({ length: 45 }, (_, index) => ({ ...outcomesCapture, name: \`own-\${index}\` }));
    (scenarios as unknown[]).push(...own);
  `;
  await appendFile(join(copy, 'src', 'scenarios', 'index.ts'), more);

  const said = await sls(copy, copy, ['package', '--stage', 'prod', '--param=interval=7']).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );

  expect(said).toContain('interval is "7": expected 1, 5 or 15');
  expect(said).toContain('49 scenarios are too many for one stack');
  expect(said).not.toContain('Service packaged');
  expect(said).not.toMatch(/\bat .*complete\.js/); // no stack trace: it is nobody's bug
});
