import { LIMITS } from '../settings.ts';
import { reportFileOptions } from './report-files.ts';
import type { Prepare } from './shell.ts';

/** Every command and option, in one table: parsing, help and suggestions all come from it. */

export type Option = {
  readonly name: string;
  readonly help: string;
} & (
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly value: string }
  /** May be given several times. */
  | { readonly kind: 'list'; readonly value: string }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly from: number;
      readonly to: number;
    }
);

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The operand as help shows it, where the command takes any. */
  readonly operand?: string;
  readonly options: readonly Option[];
  /** Loaded only when the command runs, so that `--help` does not wait for the AWS SDK. */
  readonly load: () => Promise<Prepare>;
}

const envFile: Option = {
  name: 'env-file',
  kind: 'text',
  value: 'FILE',
  help: 'read settings from FILE instead of .env',
};

const stage: Option = {
  name: 'stage',
  kind: 'text',
  value: 'STAGE',
  help: 'of the canary (default dev)',
};

/** Which account, where the environment and .env do not say, or say something else. */
const where: readonly Option[] = [
  { name: 'region', kind: 'text', value: 'REGION', help: 'instead of AWS_REGION' },
  { name: 'profile', kind: 'text', value: 'PROFILE', help: 'instead of AWS_PROFILE and keys' },
];

const json: Option = {
  name: 'json',
  kind: 'flag',
  help: 'the report alone, as JSON, on standard output; progress on standard error',
};
const retries: Option = {
  name: 'retries',
  kind: 'number',
  value: 'N',
  from: LIMITS.retries[0],
  to: LIMITS.retries[1],
  help: 'further attempts a failed scenario gets (default 1)',
};
const quiet: Option = { name: 'quiet', kind: 'flag', help: 'no progress, only what it came to' };
const noColor: Option = { name: 'no-color', kind: 'flag', help: 'no colour, as with NO_COLOR=1' };

function targetStack(name: string): Option {
  return { name, kind: 'text', value: 'STACK', help: 'of the target (default CCNativeStack)' };
}

/** What the run is about; it is then told apart from others in metrics, logs and history. */
const deploymentOptions: readonly Option[] = [
  { name: 'deployment-id', kind: 'text', value: 'ID', help: 'of the deployment that is judged' },
  { name: 'deployment-version', kind: 'text', value: 'VERSION', help: 'that was deployed' },
  { name: 'deployment-commit', kind: 'text', value: 'COMMIT', help: 'that was deployed' },
  {
    name: 'announce',
    kind: 'flag',
    help: 'put an event that tells of the deployment and what the run made of it',
  },
];

export const commands: readonly Command[] = [
  {
    name: 'run',
    summary: 'run scenarios from this machine, all of them or those named',
    operand: '[scenario...]',
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
        help: 'scenarios run side by side (default 4)',
      },
      {
        name: 'timeout',
        kind: 'number',
        value: 'SECONDS',
        from: 1,
        to: 3600,
        help: 'for the whole run, its cleanup kept apart (default 120)',
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
    name: 'local',
    summary: 'keep an embedded account up and print the exports that point at it',
    options: [],
    load: async () => (await import('./local.ts')).local,
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
      { name: 'no-test', kind: 'flag', help: 'the same' },
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
    load: async () => (await import('./env.ts')).env,
  },
  {
    name: 'invoke',
    summary: 'run scenarios in the deployed canary, all of them or those named',
    operand: '[scenario...]',
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
];
