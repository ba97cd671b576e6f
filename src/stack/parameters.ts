import {
  fanOuts,
  functionName,
  intervals,
  LIMITS,
  logRetentions,
  onOrOff,
  type Rule,
  stackName,
  stageName,
  stepMetricModes,
  tableName,
  tenantId,
  whole,
  wrongWith,
} from '../limits.ts';

/**
 * The parameters of serverless.yml: what each may be. Beyond catching slips before CloudFormation
 * finds them minutes later, this keeps a wildcard out of what becomes part of a permission.
 */

const like = (pattern: RegExp, wants: string): Rule => ({
  valid: (value) => pattern.test(value),
  wants,
});
const optional = ({ valid, wants }: Rule): Rule => ({
  valid: (value) => value === '' || valid(value),
  wants: `${wants}, or nothing`,
});
/** To be left out of a deployed stack on purpose, and not by forgetting it. */
const orNone = ({ valid, wants }: Rule): Rule =>
  optional({ valid: (value) => value === 'none' || valid(value), wants: `${wants}, none` });
// Names, not ARNs: the canary lives in the account and region it watches.
const noArn = ({ valid, wants }: Rule): Rule => ({ valid, wants: `${wants}, not an ARN` });
const table = noArn(tableName);
const lambda = noArn(functionName);

const rules = {
  interval: intervals,
  scheduleEnabled: onOrOff,
  targetStack: stackName,
  codeDeployApplication: optional(
    like(/^[\w+=,.@-]{1,100}$/, 'the name of a CodeDeploy application'),
  ),
  revenuePlansTable: table,
  outcomesTable: table,
  planLedgerTable: table,
  planLifecycleApiFunction: lambda,
  phase7GovernanceE2eFunction: lambda,
  tenant: tenantId,
  concurrency: whole(LIMITS.concurrency),
  retries: whole(LIMITS.retries),
  stepMetrics: stepMetricModes,
  tracing: onOrOff,
  sweepLedger: onOrOff,
  fanOut: fanOuts,
  email: orNone(like(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address')),
  pagerSecret: orNone(
    like(
      /^[\w/+=.@-]{1,512}$|^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/,
      'the name or ARN of a secret in Secrets Manager (not the address, which would be seen)',
    ),
  ),
  runbookBase: like(
    /^(?=.{1,512}$)(https:\/\/[^\s#$]+|[\w./-]+)$/, // it is in descriptions, of 1,024 characters
    'an https address without "#" and "$", or a path, of at most 512 characters',
  ),
  logRetention: logRetentions,
} satisfies Record<string, Rule>;

export type ParameterName = keyof typeof rules;
export type Parameters = Readonly<Record<ParameterName, string>>;

export const parameterNames = Object.keys(rules) as readonly ParameterName[];

/** All that is wrong with them, in the order of serverless.yml. */
export function problemsOf(parameters: Parameters, stage: string): readonly string[] {
  return [
    ...wrongWith('stage', stage, stageName),
    ...parameterNames.flatMap((name) => problemsOfOne(name, parameters[name])),
  ];
}

/** @param value of serverless.yml anything, as YAML reads it */
function problemsOfOne(name: ParameterName, value: unknown): readonly string[] {
  if (typeof value === 'string') return wrongWith(name, value, rules[name], shown(name, value));
  return [`${name} is ${JSON.stringify(value)}, which is no text: write it in quotes`];
}

/** Parameters on the command line that there are not: most likely misspelled. */
export function unknownOf(given: readonly string[]): readonly string[] {
  return namesAndValues(given)
    .filter(([name]) => knownAs(name) === undefined)
    .map(([name]) => `there is no parameter ${name}; there are ${parameterNames.join(', ')}`);
}

/** All that is wrong with those on the command line, whatever the others will be. */
export function problemsOfGiven(given: readonly string[]): readonly string[] {
  const misfits = namesAndValues(given).flatMap(([name, value]) => {
    const known = knownAs(name);
    return known === undefined ? [] : wrongWith(known, value, rules[known], shown(known, value));
  });
  return [...unknownOf(given), ...misfits];
}

/** Of `NAME=VALUE` each. */
export function namesAndValues(given: readonly string[]) {
  return given.map((pair) => pair.split(/=(.*)/s, 2) as [name: string, value: string]);
}

/** What is watched: `canary deploy` gives them from the target's stack, and a stage may say otherwise. */
const WATCHED = [
  'targetStack',
  'revenuePlansTable',
  'outcomesTable',
  'planLedgerTable',
  'planLifecycleApiFunction',
  'phase7GovernanceE2eFunction',
];

/** A canary must not watch another target than the one its stage is written down for. */
export function contradictionsIn(
  given: readonly string[],
  ofTheStage: Readonly<Record<string, unknown>>,
): readonly string[] {
  return namesAndValues(given)
    .filter(([name, value]) => WATCHED.includes(name) && (ofTheStage[name] ?? value) !== value)
    .map(
      ([name, value]) =>
        `${name} is ${JSON.stringify(value)} on the command line, and ${JSON.stringify(ofTheStage[name])} in serverless.yml for this stage: they must agree`,
    );
}

function knownAs(name: string): ParameterName | undefined {
  return parameterNames.find((known) => known === name);
}

/** Whoever puts the address itself there by mistake must not find it in a build's log. */
function shown(name: string, value: string): string {
  return name === 'pagerSecret' ? `${value.length} characters` : JSON.stringify(value);
}
