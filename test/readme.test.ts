import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { scenarios } from '../src/scenarios/index.ts';
import { settingNames } from '../src/settings.ts';
import { parameterNames } from '../src/stack/parameters.ts';
import { metric } from '../src/telemetry/metrics.ts';

const readme = readFileSync('README.md', 'utf8');
const missing = (names: readonly string[]) => names.filter((name) => !readme.includes(name));

test('the README names every parameter, setting, scenario and metric', () => {
  expect(missing(parameterNames.map((name) => `\`${name}\``))).toEqual([]);
  expect(missing(settingNames.map((name) => `\`${name}\``))).toEqual([]);
  expect(missing(scenarios.map(({ name }) => `\`${name}\``))).toEqual([]);
  const { maintenance, ...sent } = metric;
  expect(missing(Object.values(sent).map((name) => `\`${name}\``))).toEqual([]);
  expect(missing([`--metric-name ${maintenance} `])).toEqual([]); // a person puts it
});

test('the README shows every command at work', () => {
  const shown = (name: string) => new RegExp(`canary (-- )?${name}\\b`).test(readme);
  expect(commands.map(({ name }) => name).filter((name) => !shown(name))).toEqual([]);
});

test('what the README links to is there', () => {
  const links = [...readme.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(3);
  const here = links.filter((path) => !path.startsWith('https://'));
  expect(here.filter((path) => !existsSync(path))).toEqual([]);
});

test('the scripts that the README runs are in package.json, and npx finds what it names', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const run = [...readme.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name);
  expect(run.length).toBeGreaterThan(5);
  expect(run.filter((name) => !(name in scripts))).toEqual([]);
  const found = [...readme.matchAll(/\bnpx (\S+)/g)].map(([, name = '']) => name);
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter((name) => !existsSync(`node_modules/.bin/${name}`))).toEqual([]);
});
