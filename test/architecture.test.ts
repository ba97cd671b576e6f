import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * Who may import whom. A room is a folder of src/ or a file directly in it; each names the rooms,
 * the single files of rooms, and the packages it may import. What is not here is not allowed.
 */
const TABLE: Record<string, readonly string[]> = {
  engine: ['node:events in time.ts', 'zod/mini in report.ts'],
  limits: [],
  settings: ['limits', 'engine/run.ts'],
  aws: [
    ...[
      'attempts',
      'failure',
      'history',
      'report',
      'run',
      'run-store',
      'scenario',
      'scope',
      'time',
    ].map((file) => `engine/${file}.ts`),
    ...['@aws-sdk', 'node:zlib in run-item.ts'],
  ],
  target: ['engine', 'aws', 'settings', '@aws-sdk'],
  scenarios: ['engine/checks.ts', 'target/phase7.ts', 'engine/scenario.ts in index.ts'],
  wiring: ['engine', 'aws', 'settings', 'node:crypto'],
  canary: ['telemetry/redacted-result.ts', 'engine', 'scenarios', 'target', 'wiring'],
  sweeping: ['engine', 'scenarios', 'settings', 'target', 'wiring'],
  seeding: ['engine', 'scenarios/plan-ledger.ts', 'settings', 'target', 'wiring'],
  reporters: [
    ...[
      'bounded',
      'checks',
      'failure',
      'history',
      'outages',
      'report',
      'run',
      'run-store',
      'skips',
      'sweeper',
      'time',
      'timelines',
      'trends',
    ].map((file) => `engine/${file}.ts`),
    ...['cost', 'status', 'node:util', 'xmlbuilder2', 'd3-scale', 'd3-shape'],
  ],
  telemetry: [
    ...['failure', 'report', 'run', 'sweeper', 'time'].map((file) => `engine/${file}.ts`),
    ...['limits', '@aws-lambda-powertools'],
  ],
  triggers: ['limits', 'engine/bounded.ts', 'engine/run.ts', 'engine/report.ts'],
  reference: ['@aws-sdk', 'aws-lambda', 'node:'],
  local: ['reference', 'aws', '@aws-sdk', 'dynalite', 'node:'],
  dotenv: ['node:'],
  'fan-out': [
    ...['limits', 'canary', 'wiring', 'engine', 'triggers', 'scenarios/index.ts'],
    '@aws-sdk/client-sfn in start.ts',
  ],
  deployment: ['limits', 'settings'],
  handler: [
    ...['canary', 'sweeping', 'wiring', 'deployment', 'triggers', 'telemetry', 'fan-out'],
    '../package.json',
    ...['engine/run.ts', 'engine/report.ts', 'engine/keeping.ts', 'engine/history.ts'],
    ...['@middy/core', '@aws-lambda-powertools/logger/middleware', 'aws-lambda'],
  ],
  stack: ['limits', 'telemetry', 'scenarios/index.ts'],
  cost: ['limits', 'telemetry', 'cost/prices.json'],
  status: [
    'limits',
    'aws/asking.ts',
    'aws/cloudwatch.ts',
    'engine',
    'scenarios/index.ts',
    'telemetry',
  ],
  cli: [
    ...['canary', 'engine', 'local', 'reporters', 'scenarios', 'settings', 'telemetry', 'triggers'],
    ...[
      'limits',
      'cost',
      'seeding',
      'status',
      'sweeping',
      'wiring',
      'dotenv',
      'stack/parameters.ts',
    ],
    ...['aws', 'target', '@aws-sdk', 'fastest-levenshtein', 'node:', '../package.json'],
  ],
};

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, code: codeOf(readFileSync(join(src, file), 'utf8')) }));
const roomOf = (file: string) => file.split('/')[0]?.replace(/\.ts$/, '') ?? '';

/** Without comments, in which anything may be named. */
function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$|\s\/\/ .*$/gm, '');
}

/** What a file imports, types too: paths within src/, or packages. */
function importsOf({ file, code }: (typeof files)[number]): string[] {
  const found = code.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"`]([^'"`]+)['"`]/g);
  return [...found].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(file, '..', name)) : name,
  );
}

function allowed(file: string, imported: string): boolean {
  if (roomOf(imported) === roomOf(file) && files.some((one) => one.file === imported)) return true;
  return (TABLE[roomOf(file)] ?? []).some((entry) => {
    const [name = '', only] = entry.split(' in ');
    const within = imported === name || imported.startsWith(name.endsWith(':') ? name : `${name}/`);
    return (within || imported === `${name}.ts`) && (!only || file.endsWith(`/${only}`));
  });
}

describe('every file imports only what its room may', () => {
  test.each(files.map(({ file }) => file))('%s', (file) => {
    const one = files.find((other) => other.file === file);
    expect(TABLE).toHaveProperty(roomOf(file));
    expect(one && importsOf(one).filter((name) => !allowed(file, name))).toEqual([]);
  });
});

test('imports are really found, built-in modules by their full name', () => {
  const all = files.flatMap(importsOf);

  expect(all.length).toBeGreaterThan(100);
  expect(all).toEqual(expect.arrayContaining(['engine/time.ts', '@aws-sdk/client-lambda']));
  expect(all.filter((name) => builtinModules.includes(name))).toEqual([]);
});

test.each([
  [
    'the time',
    /\bDate\b(?!\.parse)|\bperformance\b|\bset(Timeout|Interval|Immediate)\b/,
    /^(engine|target|scenarios|aws)\//,
    ['engine/time.ts', 'aws/cloudwatch.ts'], // its client takes and gives them
  ],
  [
    'chance',
    /\bMath\.random\b|\brandomBytes\b/,
    /^(engine|target|scenarios|aws)\//,
    ['engine/attempts.ts'],
  ],
  [
    'the process',
    /\bprocess\.|\bglobalThis\b/,
    /./,
    ['cli/main.ts', 'cli/gate/child.ts', 'handler.ts', 'reference/handlers.ts'],
  ],
  ['the console', /\bconsole\./, /./, ['reference/crash.ts']],
])('%s is touched only where it may be', (_what, word, among, where) => {
  const touching = files.filter(({ file, code }) => among.test(file) && word.test(code));

  expect(touching.map(({ file }) => file).filter((file) => !where.includes(file))).toEqual([]);
});

test('nothing waits at its top level: what a bundle loads later would wait for that, and that for it', () => {
  const waiting = files.filter(({ code }) => /^(?!.*\basync\b)(?:[\w}].*\s)?await\s/m.test(code));
  expect(waiting.map(({ file }) => file)).toEqual([]);
});

test('what runs in the deployed canary reaches neither the embedded account nor what people look at', () => {
  const reached = new Set(['canary.ts', 'handler.ts']);
  for (const file of reached) {
    const one = files.find((other) => other.file === file);
    for (const name of one ? importsOf(one) : []) reached.add(name);
  }

  const not = /^(local|reference|cli|status|reporters)\/|dynalite|cloudwatch|^d3-/;
  expect([...reached].filter((name) => not.test(name))).toEqual([]);
  expect(reached).toContain('target/plans.ts');
});
