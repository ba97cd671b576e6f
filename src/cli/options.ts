import { LIMITS } from '../limits.ts';
import { DEFAULTS } from '../settings.ts';

/** The options that several commands share. */

export type Option = {
  readonly name: string;
  readonly help: string;
} & (
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly value: string; readonly choices?: readonly string[] }
  /** May be given several times. */
  | { readonly kind: 'list'; readonly value: string }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly from: number;
      readonly to: number;
      readonly choices?: readonly string[];
    }
);

export const envFile: Option = {
  name: 'env-file',
  kind: 'text',
  value: 'FILE',
  help: 'read settings from FILE instead of .env',
};

export const stage: Option = {
  name: 'stage',
  kind: 'text',
  value: 'STAGE',
  help: 'stage of the canary (default dev)',
};

export const runsOf: Option = {
  name: 'stage',
  kind: 'text',
  value: 'STAGE',
  help: "runs of that stage's canary, instead of RUNS_TABLE_NAME",
};

/** Which account, where the environment and .env do not say, or say something else. */
export const where: readonly Option[] = [
  { name: 'region', kind: 'text', value: 'REGION', help: 'instead of AWS_REGION' },
  { name: 'profile', kind: 'text', value: 'PROFILE', help: 'instead of AWS_PROFILE and keys' },
];

export const json: Option = {
  name: 'json',
  kind: 'flag',
  help: 'the report alone, as JSON, on standard output; progress on standard error',
};
export const retries: Option = {
  name: 'retries',
  kind: 'number',
  value: 'N',
  from: LIMITS.retries[0],
  to: LIMITS.retries[1],
  help: `further attempts a failed scenario gets (default ${DEFAULTS.retries})`,
};
export const quiet: Option = {
  name: 'quiet',
  kind: 'flag',
  help: 'no progress, only the result',
};
export const noColor: Option = {
  name: 'no-color',
  kind: 'flag',
  help: 'no colour, as with NO_COLOR=1',
};

export function targetStack(name: string): Option {
  return {
    name,
    kind: 'text',
    value: 'STACK',
    help: "the target's CloudFormation stack (default CCNativeStack)",
  };
}

/** What the run is about; it is then told apart from others in metrics, logs and history. */
export const deploymentOptions: readonly Option[] = [
  {
    name: 'deployment-id',
    kind: 'text',
    value: 'ID',
    help: 'id of the deployment that this run judges',
  },
  { name: 'deployment-version', kind: 'text', value: 'VERSION', help: 'version that was deployed' },
  { name: 'deployment-commit', kind: 'text', value: 'COMMIT', help: 'commit that was deployed' },
  {
    name: 'announce',
    kind: 'flag',
    help: 'put an event that announces the deployment and the verdict of the run',
  },
];
