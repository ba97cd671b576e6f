import type { SettingProblem } from './engine/run.ts';
import {
  functionNameOrArn,
  LIMITS,
  onOrOff,
  type Rule,
  stepMetricModes,
  tableName,
  tenantId,
  whole,
  wrongWith,
} from './limits.ts';

/**
 * Settings: where each comes from, what it must look like, what it is without one. Read from a plain
 * record, so that a Lambda's environment, a shell's with its `.env`, and an embedded account's are
 * the same to everything behind this file.
 */

export type Env = Readonly<Record<string, string | undefined>>;

interface Definition extends Rule {
  readonly fallback?: string;
  /** An older name that is still heard. */
  readonly alias?: string;
  /** Nobody is told that it is missing. */
  readonly optional?: true;
  /** What it is, for a person who lacks it. */
  readonly is: string;
}

const table = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
  valid: (value: string) => tableName.valid(value) || /^arn:[\w:/.-]+$/.test(value),
  wants: `${tableName.wants} or a table ARN`,
};

/** Of a run that is not told otherwise. */
export const DEFAULTS = { concurrency: 4, retries: 1, timeoutS: 120 } as const;

const definitions = {
  AWS_REGION: {
    is: "the region of the target stack, e.g. us-east-1; the target's deploy writes it to .env",
    valid: (value) => /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(value),
    wants: 'a region such as us-east-1',
  },
  REVENUE_PLANS_TABLE_NAME: {
    alias: 'REVENUE_PLANS_TABLE',
    is: 'the RevenuePlans table; output RevenuePlansTableName of the target stack',
    ...table,
  },
  OUTCOMES_TABLE_NAME: {
    is: 'the ExecutionOutcomes table; output ExecutionOutcomesTableName of the target stack',
    ...table,
  },
  PLAN_LIFECYCLE_API_FUNCTION_NAME: {
    fallback: 'cc-native-plan-lifecycle-api',
    is: 'the Plan Lifecycle API Lambda',
    ...functionNameOrArn,
  },
  PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: {
    fallback: 'cc-native-phase7-governance-e2e',
    is: 'the Phase 7 governance E2E Lambda',
    ...functionNameOrArn,
  },
  CANARY_TENANT_ID: {
    fallback: 'e2e-p7-ledger-tenant',
    is: 'the synthetic tenant the plans are written under',
    ...tenantId,
  },
  CANARY_CONCURRENCY: {
    fallback: String(DEFAULTS.concurrency),
    is: 'scenarios run side by side',
    ...whole(LIMITS.concurrency),
  },
  CANARY_RETRIES: {
    fallback: String(DEFAULTS.retries),
    is: 'further attempts a failed scenario gets',
    ...whole(LIMITS.retries),
  },
  CANARY_STEP_METRICS: {
    fallback: 'all',
    is: `steps that the deployed canary measures: ${stepMetricModes.wants}`,
    ...stepMetricModes,
  },
  CANARY_SWEEP_LEDGER: {
    fallback: 'false',
    is: "whether a sweep takes the canary's own entries from the ledger too, a day after their run",
    ...onOrOff,
  },
  PLAN_LEDGER_TABLE_NAME: {
    optional: true,
    is: 'the PlanLedger table, for CANARY_SWEEP_LEDGER; output PlanLedgerTableName of the target stack',
    ...table,
  },
  RUNS_TABLE_NAME: {
    optional: true,
    is: "the canary's own table of runs; governance-canary-STAGE-runs, of the deployed canary",
    ...table,
  },
} satisfies Record<string, Definition>;

export type SettingName = keyof typeof definitions;
/** Every value that is set and valid; an absent one has neither a value nor a default. */
export type Settings = { readonly [Name in SettingName]?: ValueOf<(typeof definitions)[Name]> };
type ValueOf<Of> = Of extends { readonly values: readonly (infer Value)[] } ? Value : string;

export const settingNames = Object.keys(definitions) as readonly SettingName[];

/** For a list that a person reads. */
export const settingDefinitions = Object.entries<Definition>(definitions).map(
  ([name, { fallback, alias, optional = false, is }]) => ({ name, fallback, alias, optional, is }),
);

/** Reads every setting; what is missing or wrong is among `problems` and not among `values`. */
export function readSettings(env: Env): {
  readonly values: Settings;
  readonly problems: readonly SettingProblem[];
} {
  const values: Partial<Record<SettingName, string>> = {};
  const problems: SettingProblem[] = [];
  for (const name of settingNames) {
    const definition: Definition = definitions[name];
    const { fallback, alias, optional, is } = definition;
    const asked = setAs(name, alias, env);
    const value = env[asked] || fallback;
    if (!value && optional) continue;
    if (!value) {
      const names = alias ? `${name} (or the older ${alias})` : name;
      problems.push({ name, problem: `${names} is not set: ${is}` });
      continue;
    }
    const wrong = wrongWith(asked, value, definition);
    if (wrong.length === 0) values[name] = value;
    problems.push(...wrong.map((problem) => ({ name, problem })));
  }
  return { values: values as Settings, problems }; // all of them are valid
}

/** The name under which it was set. An empty value is how many shells and CI systems write "not set". */
function setAs(name: string, alias: string | undefined, env: Env): string {
  return !env[name] && alias && env[alias] ? alias : name;
}

/** The value of a setting that its scenario requires, and that was therefore checked before. */
export function needed(
  values: Readonly<Partial<Record<string, string>>>,
  name: SettingName,
): string {
  const value = values[name];
  if (value === undefined)
    throw new RangeError(`${name} is used by a step whose scenario does not require it`);
  return value;
}
