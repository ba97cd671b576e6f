import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitReport } from '../../src/reporters/junit.ts';
import { hostileRun, largeRun } from './html/runs.ts';
import { runs } from './terminal.cases.ts';

const contents = readFileSync(fileURLToPath(new URL('junit.xsd', import.meta.url)), 'utf8');

/** What libxml2, which many readers are built on, has against them; in its own words. */
async function complaints(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { errors } = await validateXML({
    xml: Object.entries(files).map(([fileName, xml]) => ({ fileName, contents: xml })),
    schema: [{ fileName: 'junit.xsd', contents }],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

test('reports of every kind of run, hostile and large ones too, are as the schema has it', async () => {
  const all = { ...runs, hostile: hostileRun(), large: largeRun(30) };

  const files = Object.entries(all).map(([kind, run]) => [`${kind}.xml`, junitReport(run)]);

  expect(await complaints(Object.fromEntries(files))).toEqual([]);
});

test('the schema would say what is wrong', async () => {
  const xml = junitReport(runs.check);
  const spoilt = {
    'count.xml': xml.replace('tests="', 'tests="some '),
    'order.xml': xml.replace(/<properties>[\s\S]*?<\/properties>/, ''),
    'control.xml': xml.replace('got 500', 'got \u0001'),
  };

  const said = (await complaints(spoilt)).join('\n');

  for (const name of Object.keys(spoilt)) expect(said).toContain(name);
});
