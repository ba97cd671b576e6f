import { LIMITS } from '../limits.ts';
import { DEFAULTS } from '../settings.ts';
import { costOptions } from './cost-options.ts';
import {
  deploymentOptions,
  envFile,
  json,
  noColor,
  type Option,
  quiet,
  retries,
  runsOf,
  stage,
  targetStack,
  where,
} from './options.ts';
import { reportFileOptions } from './report-files.ts';
import type { Prepare } from './shell.ts';

/** Every command, in one table: parsing, help and suggestions all come from it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The operand as help shows it, where the command takes any. */
  readonly operand?: string;
  /** What a shell can complete in its place. */
  readonly completes?: 'scenarios' | readonly string[];
  readonly options: readonly Option[];
  /** What its exit codes mean, where that is not what those of a run do: a code and its words. */
  readonly exits?: readonly (readonly [code: string, means: string])[];
  /** Loaded only when the command runs, so that `--help` does not wait for the AWS SDK. */
  readonly load: () => Promise<Prepare>;
}

export const commands: readonly Command[] = [
  {
    name: 'run',
    summary: 'run scenarios from this machine, all of them or those named',
    operand: '[scenario...]',
    completes: 'scenarios',
    options: [
      {
        name: 'local',
        kind: 'flag',
        help: 'against an embedded account that lives as long as the run',
      },
      json,
      ...reportFileOptions,
      retries,
      {
        name: 'concurrency',
        kind: 'number',
        value: 'N',
        from: LIMITS.concurrency[0],
        to: LIMITS.concurrency[1],
        help: `scenarios run side by side (default ${DEFAULTS.concurrency})`,
      },
      {
        name: 'timeout',
        kind: 'number',
        value: 'SECONDS',
        from: 1,
        to: 3600,
        help: `for the whole run, not counting its cleanup (default ${DEFAULTS.timeoutS})`,
      },
      envFile,
      quiet,
      noColor,
    ],
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'list',
    summary: 'the scenarios with their steps, and the settings',
    options: [],
    load: async () => (await import('./list.ts')).list,
  },
  {
    name: 'seed',
    summary: 'write one PAUSED plan and print its PLAN_ID, TENANT_ID, ACCOUNT_ID, PK',
    options: [envFile],
    load: async () => (await import('./seed.ts')).seed,
  },
  {
    name: 'sweep',
    summary: 'remove what seeds, and runs that died, have left behind',
    options: [
      runsOf,
      ...where,
      { name: 'dry-run', kind: 'flag', help: 'only show what there is to remove' },
      envFile,
    ],
    exits: [
      ['0', 'all that was due is removed'],
      ['2', 'wrong usage or missing settings; nothing was touched'],
      ['3', 'something is left, or the runs table could not be read'],
    ],
    load: async () => (await import('./sweep.ts')).sweep,
  },
  {
    name: 'history',
    summary: 'past runs, availability, flakiness, what followed deployments',
    options: [
      runsOf,
      ...where,
      {
        name: 'last',
        kind: 'number',
        value: 'N',
        from: 1,
        to: 10_000,
        help: 'how many runs (default 50)',
      },
      {
        name: 'html',
        kind: 'text',
        value: 'FILE',
        help: 'write it as one HTML page to FILE: of the last 10,000 runs, unless --last says otherwise',
      },
      { name: 'json', kind: 'flag', help: 'all of it as JSON' },
      envFile,
      noColor,
    ],
    exits: [
      ['0', 'told, whatever the runs came to'],
      ['2', 'wrong usage or missing settings'],
      ['3', 'the runs table could not be read, or the page not written'],
    ],
    load: async () => (await import('./history.ts')).history,
  },
  {
    name: 'status',
    summary: 'how a deployed canary is doing: alarms, heartbeat, durations, last runs',
    options: [
      stage,
      ...where,
      { name: 'watch', kind: 'flag', help: 'look again every 30 s, until q or Ctrl-C' },
      { name: 'json', kind: 'flag', help: 'all of it as JSON; with --watch one object per line' },
      envFile,
      noColor,
    ],
    exits: [
      ['0', 'the target is well, as far as the canary can tell'],
      ['1', 'an alarm on the target is in ALARM'],
      ['2', 'wrong usage'],
      ['3', 'the canary is broken, silent or not there: nothing is known'],
    ],
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'local',
    summary: 'keep an embedded account up and print the exports that point at it',
    options: [],
    load: async () => (await import('./local.ts')).local,
  },
  {
    name: 'cost',
    summary: 'what the deployed canary costs a month, beside CloudWatch Synthetics',
    options: costOptions,
    load: async () => (await import('./cost.ts')).cost,
  },
  {
    name: 'deploy',
    summary: 'test, deploy the canary, write .env, then run the suite in the deployed canary',
    options: [
      stage,
      ...where,
      targetStack('target-stack'),
      { name: 'skip-phase7-e2e', kind: 'flag', help: 'without the suite at the end' },
      { name: 'skip-tests', kind: 'flag', help: 'without any test, the suite included' },
      { name: 'no-test', kind: 'flag', help: 'the same as --skip-tests' },
      {
        name: 'param',
        kind: 'list',
        value: 'NAME=VALUE',
        help: 'a parameter of serverless.yml; may be given several times',
      },
      ...deploymentOptions,
      ...reportFileOptions,
      { ...envFile, help: 'read and write settings in FILE instead of .env' },
      noColor,
    ],
    exits: [
      ['0', 'deployed, and the suite passed where it ran'],
      ['1', 'the suite is red: the target is unwell; what was deployed stays deployed'],
      ['2', 'wrong usage, or no target stack; nothing was deployed'],
      ['3', 'tests or deployment failed, or the canary itself is broken'],
    ],
    load: async () => (await import('./deploy.ts')).deploy,
  },
  {
    name: 'env',
    summary: 'write .env from the outputs of the target stack',
    options: [
      targetStack('stack'),
      ...where,
      { ...envFile, help: 'read and write settings in FILE instead of .env' },
    ],
    exits: [
      ['0', '.env says what the stack does'],
      ['2', 'wrong usage, or no such stack or outputs; .env is as it was'],
      ['3', 'the stack could not be read, or .env not written'],
    ],
    load: async () => (await import('./env.ts')).env,
  },
  {
    name: 'invoke',
    summary: 'run scenarios in the deployed canary, all of them or those named',
    operand: '[scenario...]',
    completes: 'scenarios',
    options: [
      stage,
      { name: 'function', kind: 'text', value: 'NAME', help: 'instead of governance-canary-STAGE' },
      ...where,
      json,
      ...reportFileOptions,
      { ...retries, help: 'further attempts a failed scenario gets (default: as deployed)' },
      ...deploymentOptions,
      envFile,
      quiet,
      noColor,
    ],
    load: async () => (await import('./invoke.ts')).invoke,
  },
  {
    name: 'new',
    summary: 'write a scenario and its test from a template: canary new scenario plan-readable',
    operand: 'scenario <name>',
    completes: ['scenario'],
    options: [],
    load: async () => (await import('./new.ts')).newScenario,
  },
  {
    name: 'completion',
    summary: 'print the script that makes a shell complete commands, options and scenarios',
    operand: 'bash|zsh|fish',
    completes: ['bash', 'zsh', 'fish'],
    options: [],
    load: async () => (await import('./completion.ts')).completion,
  },
];
