import type { Env } from '../../settings.ts';
import { namesAndValues, problemsOfGiven } from '../../stack/parameters.ts';
import type { TargetTables } from './target.ts';

/** The parameters of serverless.yml that a deployment gives, and what is wrong with those asked for. */
export function parameterProblems(given: readonly string[]): readonly string[] {
  // The framework takes no empty value either, and would say so when the tests are done.
  const formless = given.filter((pair) => !/^[^=]+=./s.test(pair));
  const whole = given.filter((pair) => !formless.includes(pair));
  return [
    ...formless.map(
      (pair) =>
        `--param is ${JSON.stringify(pair)}: expected NAME=VALUE; NAME=none is an email or pagerSecret of nobody`,
    ),
    ...twiceIn(whole),
    ...problemsOfGiven(whole).map((problem) => `--param: ${problem}`),
    ...(whole.some((pair) => pair.startsWith('targetStack='))
      ? ['--param targetStack: name the stack with --target-stack, since its outputs are read']
      : []),
  ];
}

/** As of every other option, nobody can say which of two is meant. */
function twiceIn(given: readonly string[]): readonly string[] {
  const names = namesAndValues(given).map(([name]) => name);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  return [...twice].map((name) => `--param ${name} is given more than once: which one is meant?`);
}

/** The target's functions, where they have names of their own: the settings that lead a run from here say so. */
function functionsIn(env: Env): Readonly<Record<string, string>> {
  const names = {
    planLifecycleApiFunction: env.PLAN_LIFECYCLE_API_FUNCTION_NAME,
    phase7GovernanceE2eFunction: env.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME,
  };
  const set = Object.entries(names).filter((entry): entry is [string, string] => !!entry[1]);
  return Object.fromEntries(set);
}

/** What is wrong with those that the settings give; a run from here may take more, an ARN for one. */
export function functionProblems(env: Env): readonly string[] {
  const pairs = Object.entries(functionsIn(env)).map(([name, value]) => `${name}=${value}`);
  return problemsOfGiven(pairs).map((problem) => `from the settings: ${problem}`);
}

export interface StackToDeploy {
  readonly stage: string;
  readonly region: string;
  readonly profile: string | undefined;
  readonly targetStack: string;
  readonly given: readonly string[];
  readonly env: Env;
}

/** The framework's command line. What was asked for by name is above what was found out. */
export function slsArguments(
  { stage, region, profile, targetStack, given, env }: StackToDeploy,
  tables: TargetTables,
): readonly string[] {
  const parameters = {
    targetStack,
    revenuePlansTable: tables.REVENUE_PLANS_TABLE_NAME,
    planLedgerTable: tables.PLAN_LEDGER_TABLE_NAME,
    outcomesTable: tables.OUTCOMES_TABLE_NAME,
    ...functionsIn(env),
    ...Object.fromEntries(namesAndValues(given)),
  };
  return [
    ...['deploy', '--verbose', '--stage', stage, '--region', region],
    ...(profile ? ['--aws-profile', profile] : []),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  ];
}
