import type { Env } from '../../settings.ts';
import { problemsOfGiven } from '../../stack/parameters.ts';
import type { TargetTables } from './target.ts';

/** The parameters of serverless.yml that a deployment gives, and what is wrong with those asked for. */
export function parameterProblems(given: readonly string[]): readonly string[] {
  const formless = given.filter((pair) => !/^[^=]+=/.test(pair));
  const whole = given.filter((pair) => !formless.includes(pair));
  return [
    ...formless.map((pair) => `--param is ${JSON.stringify(pair)}: expected NAME=VALUE`),
    ...problemsOfGiven(whole).map((problem) => `--param: ${problem}`),
    ...(whole.some((pair) => pair.startsWith('targetStack='))
      ? ['--param targetStack: name the stack with --target-stack, since its outputs are read']
      : []),
  ];
}

export interface Deploying {
  readonly stage: string;
  readonly region: string;
  readonly profile: string | undefined;
  readonly targetStack: string;
  readonly given: readonly string[];
  readonly env: Env;
}

/** The framework's command line. What was asked for by name is above what was found out. */
export function slsArguments(
  { stage, region, profile, targetStack, given, env }: Deploying,
  tables: TargetTables,
): readonly string[] {
  const pairs = given.map((pair) => pair.split(/=(.*)/s, 2) as [string, string]);
  const parameters = {
    targetStack,
    revenuePlansTable: tables.REVENUE_PLANS_TABLE_NAME,
    planLedgerTable: tables.PLAN_LEDGER_TABLE_NAME,
    outcomesTable: tables.OUTCOMES_TABLE_NAME,
    // Where they have names of their own, the settings that lead a run from here say so.
    planLifecycleApiFunction: env.PLAN_LIFECYCLE_API_FUNCTION_NAME,
    phase7GovernanceE2eFunction: env.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME,
    ...Object.fromEntries(pairs),
  };
  return [
    ...['deploy', '--verbose', '--stage', stage, '--region', region],
    ...(profile ? ['--aws-profile', profile] : []),
    ...Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined || (value === '' && !pairs.some(([one]) => one === name))
        ? []
        : ['--param', `${name}=${value}`],
    ),
  ];
}
