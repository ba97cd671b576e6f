/**
 * The parameters of serverless.yml: what each may be. Beyond catching slips before CloudFormation
 * finds them minutes later, this keeps a wildcard out of what becomes part of a permission.
 */

interface Rule {
  readonly valid: (value: string) => boolean;
  /** What `valid` wants, in words. */
  readonly wants: string;
}

const oneOf = (...values: readonly string[]): Rule => ({
  valid: (value) => values.includes(value),
  wants: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
});
const like = (pattern: RegExp, wants: string): Rule => ({
  valid: (value) => pattern.test(value),
  wants,
});
const optional = ({ valid, wants }: Rule): Rule => ({
  valid: (value) => value === '' || valid(value),
  wants: `${wants}, or nothing`,
});
const whole = (from: number, to: number): Rule => ({
  valid: (value) => /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to,
  wants: `a whole number from ${from} to ${to}`,
});
const onOrOff = oneOf('true', 'false');
// Names, not ARNs: the canary lives in the account and region it watches.
const table = like(
  /^[\w.-]{3,255}$/,
  'a table name (3 to 255 letters, digits, "_", "-", "."), no ARN',
);
const lambda = like(/^[\w-]{1,64}$/, 'a function name (1 to 64 letters, digits, "_", "-"), no ARN');

const rules = {
  interval: oneOf('1', '5', '15'),
  scheduleEnabled: onOrOff,
  targetStack: like(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'the name of a CloudFormation stack'),
  codeDeployApplication: optional(
    like(/^[\w+=,.@-]{1,100}$/, 'the name of a CodeDeploy application'),
  ),
  revenuePlansTable: table,
  outcomesTable: table,
  planLedgerTable: table,
  planLifecycleApiFunction: lambda,
  phase7GovernanceE2eFunction: lambda,
  tenant: like(/^[A-Za-z0-9-]{1,128}$/, 'letters, digits and "-", at most 128'),
  concurrency: whole(1, 64),
  retries: whole(0, 5),
  stepMetrics: oneOf('all', 'failures', 'off'),
  tracing: onOrOff,
  sweepLedger: onOrOff,
  fanOut: oneOf('false', 'inline', 'distributed'),
  email: optional(like(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address')),
  pagerSecret: optional(
    like(
      /^[\w/+=.@-]{1,512}$|^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/,
      'the name or ARN of a secret in Secrets Manager (not the address, which would be seen)',
    ),
  ),
  runbookBase: like(
    /^https:\/\/[^\s#$]+$|^[\w./-]+$/,
    'an https address without "#" and "$", or a path',
  ),
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  logRetention: oneOf(
    ...[
      '1',
      '3',
      '5',
      '7',
      '14',
      '30',
      '60',
      '90',
      '120',
      '150',
      '180',
      '365',
      '400',
      '545',
      '731',
    ],
    ...['1096', '1827', '2192', '2557', '2922', '3288', '3653'],
  ),
} satisfies Record<string, Rule>;

export type ParameterName = keyof typeof rules;
export type Parameters = Readonly<Record<ParameterName, string>>;

export const parameterNames = Object.keys(rules) as readonly ParameterName[];

/** All that is wrong with them, in the order of serverless.yml. */
export function problemsOf(parameters: Parameters, stage: string): readonly string[] {
  const stages = like(/^[A-Za-z][A-Za-z0-9-]{0,27}$/, 'letters, digits and "-", at most 28');
  return [
    ...wrong('stage', stage, stages),
    ...parameterNames.flatMap((name) => wrong(name, parameters[name], rules[name])),
  ];
}

function wrong(name: string, value: string, { valid, wants }: Rule): readonly string[] {
  return valid(value) ? [] : [`${name} is ${shown(name, value)}: expected ${wants}`];
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
    return known === undefined ? [] : wrong(known, value, rules[known]);
  });
  return [...unknownOf(given), ...misfits];
}

function namesAndValues(given: readonly string[]) {
  return given.map((pair) => pair.split(/=(.*)/s, 2) as [name: string, value: string]);
}

function knownAs(name: string): ParameterName | undefined {
  return parameterNames.find((known) => known === name);
}

/** Whoever puts the address itself there by mistake must not find it in a build's log. */
function shown(name: string, value: string): string {
  return name === 'pagerSecret' ? `${value.length} characters` : JSON.stringify(value);
}
