import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { newScenario } from '../../src/cli/new.ts';
import { identifierOf, withScenario } from '../../src/cli/scaffold/index-file.ts';
import { fakeShell, folder, invocation } from './shells.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** As it was with the test plan's four; the real one is met at the end. */
const INDEX = `import type { Scenario } from '../engine/scenario.ts';
import type { Phase7Ports } from '../target/phase7.ts';
import { budgetReserve } from './budget-reserve.ts';
import { outcomesCapture } from './outcomes-capture.ts';
import { planLedger } from './plan-ledger.ts';
import { validatorRun } from './validator-run.ts';

export const scenarios: readonly Scenario<Phase7Ports>[] = [
  planLedger,
  validatorRun,
  budgetReserve,
  outcomesCapture,
];
`;

/** The folders that are written to, and the index in them. */
function project(index = INDEX): string {
  const cwd = folder();
  mkdirSync(join(cwd, 'src/scenarios'), { recursive: true });
  mkdirSync(join(cwd, 'test/scenarios'), { recursive: true });
  writeFileSync(join(cwd, 'src/scenarios/index.ts'), index);
  return cwd;
}

const filesIn = (cwd: string) =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') || name.endsWith('.new'))
    .sort();

test('a scenario, its test and its line in the index are written', async () => {
  const shell = fakeShell({ cwd: project() });

  const { problems, go } = newScenario(invocation(['scenario', 'plan-readable']), shell);

  expect(problems).toEqual([]);
  expect(filesIn(shell.cwd)).toHaveLength(1);
  expect(await go()).toBe(0);
  expect(filesIn(shell.cwd)).toEqual([
    'src/scenarios/index.ts',
    'src/scenarios/plan-readable.ts',
    'test/scenarios/plan-readable.test.ts',
  ]);
  expect(shell.printed.out.split('\n')).toHaveLength(4);
  expect(shell.printed.err).toContain('fill in what is marked TODO');
});

test.each([
  [[], ['new what? expected canary new scenario <name>']],
  [['scenario'], ['no name: expected canary new scenario <name>, e.g. plan-readable']],
  [['scenari', 'plan-readable'], ['unknown "scenari": did you mean scenario?']],
  [['foo', 'plan-readable'], ['unknown "foo": expected scenario']],
  [['scenario', 'a', 'b'], ['unexpected "b": one scenario at a time']],
])('of %j it says what it expects', (operands, said) => {
  expect(newScenario(invocation(operands), fakeShell({ cwd: project() })).problems).toEqual(said);
});

test.each([
  '',
  'Plan',
  'plan_readable',
  '-plan',
  'plan-',
  'plan--readable',
  '1-plan',
  '../plan',
  'x'.repeat(41),
])('%j is no name', (name) => {
  const { problems } = newScenario(invocation(['scenario', name]), fakeShell({ cwd: project() }));

  expect(problems).toEqual([expect.stringContaining('is not a valid scenario name')]);
});

test('the list of scenarios is no scenario', () => {
  const { problems } = newScenario(
    invocation(['scenario', 'index']),
    fakeShell({ cwd: project() }),
  );
  expect(problems).toEqual(['"index" is the list of scenarios: use another name']);
});

test.each([
  ['plan-ledger', { 'src/scenarios/plan-ledger.ts': '' }],
  ['healthy', { 'test/scenarios/healthy.test.ts': '' }],
])('%s, which is there already, is left alone', (name, files) => {
  const cwd = project();
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text);

  const { problems } = newScenario(invocation(['scenario', name]), fakeShell({ cwd }));

  expect(problems).toEqual([expect.stringContaining('already exists')]);
});

test('outside of the project it says where to go', () => {
  const { problems } = newScenario(invocation(['scenario', 'plan-readable']), fakeShell());

  expect(problems).toEqual([expect.stringContaining('run it in the folder of governance-canary')]);
});

test('where one file cannot be written, none is', async () => {
  const cwd = project();
  const shell = fakeShell({ cwd });
  const { go } = newScenario(invocation(['scenario', 'plan-readable']), shell);
  writeFileSync(join(cwd, 'src/scenarios/index.ts.new'), 'of somebody else');

  expect(await go()).toBe(3);

  expect(shell.printed.err).toContain('nothing was written');
  expect(filesIn(cwd)).toEqual(['src/scenarios/index.ts', 'src/scenarios/index.ts.new']);
  expect(readFileSync(join(cwd, 'src/scenarios/index.ts'), 'utf8')).toBe(INDEX);
  expect(readFileSync(join(cwd, 'src/scenarios/index.ts.new'), 'utf8')).toBe('of somebody else');
});

describe('the index', () => {
  const grown = (name: string, text = INDEX) =>
    withScenario(text, { name, identifier: identifierOf(name) });

  test.each(['aaa', 'plan-readable', 'zzz'])('takes %s in its place', (name) => {
    const lines = (grown(name) ?? '').split('\n');
    const imports = lines.filter((line) => line.includes("from './"));

    expect(imports).toHaveLength(5);
    expect(imports.map((line) => line.split("'")[1])).toEqual(
      imports.map((line) => line.split("'")[1]).sort(),
    );
    expect(lines.slice(-4)).toEqual(['  outcomesCapture,', `  ${identifierOf(name)},`, '];', '']);
  });

  test.each(['run', 'suite', 'own'])('takes %s, which only its comments say', (name) => {
    const text = `/** What a run of its own suite runs, from run.ts. */\n${INDEX}`;

    expect(grown(name, text)).toContain(`import { ${name} } from './${name}.ts';\n`);
  });

  test('takes no name that is imported for something else', () => {
    const text = `import { fromElsewhere } from '../elsewhere.ts';\n${INDEX}`;

    expect(grown('from-elsewhere', text)).toBeUndefined();
  });

  test.each([
    ['no list', INDEX.replace('export const scenarios', 'export const others')],
    ['a list that is computed', INDEX.replace('  planLedger,', '  ...more(planLedger),')],
    ['no imports', INDEX.replaceAll(/import \{.*\n/g, '')],
    ['the same name already', INDEX.replaceAll('planLedger', 'planReadable')],
  ])('of another shape, with %s, is left to a person', (_shape, text) => {
    expect(grown('plan-readable', text)).toBeUndefined();
  });

  test.each([
    ['delete', 'deleteScenario'],
    ['scenarios', 'scenariosScenario'],
    ['plan-to-seed', 'planToSeedScenario'],
    ['plan-2-b', 'plan2B'],
  ])('a scenario %s is called %s', (name, identifier) => {
    expect(identifierOf(name)).toBe(identifier);
  });
});

/** All but what is made from it. */
function copyOfTheProject(): string {
  const cwd = folder();
  for (const name of readdirSync(root)) {
    if (['node_modules', '.git', 'dist', 'coverage'].includes(name)) continue;
    cpSync(join(root, name), join(cwd, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  return cwd;
}

test('with its blanks filled it passes lint, types, build and its own tests; without, it does not', async () => {
  const cwd = copyOfTheProject();
  const npx = async (...words: string[]) => {
    const [program = '', ...args] = words;
    const path = join(root, 'node_modules/.bin', program);
    const env = { ...process.env, VITEST: undefined, NODE_ENV: undefined };
    return await promisify(execFile)(path, args, { cwd, env }).then(
      () => '',
      (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
    );
  };
  const shell = fakeShell({ cwd });
  await newScenario(invocation(['scenario', 'made-by-a-test']), shell).go();
  const own = 'test/scenarios/made-by-a-test.test.ts';
  expect(await npx('vitest', 'run', own)).toContain('no blank of the template is left');

  for (const path of shell.printed.out.trimEnd().split('\n')) {
    const text = readFileSync(path, 'utf8').replaceAll(/TODO: /g, '');
    writeFileSync(path, text);
  }

  const ended = await Promise.all([
    npx('biome', 'ci', 'src', 'test'),
    npx('tsc', '--noEmit'),
    npx('vitest', 'run', own, 'test/architecture.test.ts'),
  ]);
  expect(ended).toEqual(['', '', '']);
  expect(existsSync(join(cwd, 'src/scenarios/made-by-a-test.ts'))).toBe(true);
}, 120_000);
