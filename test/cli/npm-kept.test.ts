import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { keptByNpm } from '../../src/cli/npm-kept.ts';

function keptOf(name: string, argv: readonly string[], env: Readonly<Record<string, string>>) {
  const command = commands.find((one) => one.name === name);
  if (!command) throw new RangeError(name);
  return keptByNpm(command, [name, ...argv], env);
}

test.each([
  [
    'canary',
    'sweep',
    { npm_config_dry_run: 'true' },
    "npm took --dry-run as its own: put the canary's options after --, as in npm run canary -- sweep --dry-run",
  ],
  [
    'start',
    'run',
    { npm_config_retries: '0', npm_config_json: 'true' },
    "npm took --json, --retries as its own: put the canary's options after --, as in npm start -- --json",
  ],
  [
    'deploy',
    'deploy',
    { npm_config_test: '' },
    "npm took --no-test as its own: put the canary's options after --, as in npm run deploy -- --no-test",
  ],
  [
    'canary',
    'cost',
    { npm_config_schedule: '' },
    "npm took --no-schedule as its own: put the canary's options after --, as in npm run canary -- cost --no-schedule",
  ],
])('what npm %s took from canary %s is told: %j', (script, name, config, told) => {
  expect(keptOf(name, [], { npm_lifecycle_event: script, ...config })).toEqual([told]);
});

test.each([
  ['what arrived', 'run', ['--json'], { npm_lifecycle_event: 'canary', npm_config_json: 'true' }],
  [
    'what arrived with its value',
    'run',
    ['--retries=1'],
    { npm_lifecycle_event: 'canary', npm_config_retries: '0' },
  ],
  ["another command's", 'list', [], { npm_lifecycle_event: 'canary', npm_config_dry_run: 'true' }],
  ['what is on', 'cost', [], { npm_lifecycle_event: 'canary', npm_config_schedule: 'true' }],
  ["npm's own", 'run', [], { npm_lifecycle_event: 'canary', npm_config_quiet: 'true' }],
  ["another script's", 'sweep', [], { npm_lifecycle_event: 'test', npm_config_dry_run: 'true' }],
  ['without npm', 'sweep', [], { npm_config_dry_run: 'true' }],
])('nothing is told of %s', (_what, name, argv, env) => {
  expect(keptOf(name, argv, env)).toEqual([]);
});
