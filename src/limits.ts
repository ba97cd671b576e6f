/**
 * What numbers, choices and names may be, for whoever checks one: settings, the parameters of
 * serverless.yml, options, requests.
 */

/** Minutes from one scheduled run to the next. */
export const INTERVALS = [1, 5, 15] as const;
export type Interval = (typeof INTERVALS)[number];

/** Days: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const LOG_RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** CANARY_STEP_METRICS: what costs most, so that it can be had for failed steps alone, or not. */
export const STEP_METRICS = ['all', 'failures', 'off'] as const;
export type StepMetrics = (typeof STEP_METRICS)[number];

/** How an event's run is spread over invocations, if it is. */
export const FAN_OUTS = ['false', 'inline', 'distributed'] as const;
export type FanOut = (typeof FAN_OUTS)[number];

/** The least and the most. */
export const LIMITS = { concurrency: [1, 64], retries: [0, 5] } as const;

/** Characters, of what a request says of a deployment and of who asks. */
export const LONGEST_LABEL = 200;

export interface Rule {
  readonly valid: (value: string) => boolean;
  /** What `valid` wants, in words. */
  readonly wants: string;
}

export interface Choice<Value extends string> extends Rule {
  readonly values: readonly Value[];
}

/** @param values at least two */
export function oneOf<const Value extends string>(values: readonly Value[]): Choice<Value> {
  return {
    values,
    valid: (value) => values.some((one) => one === value),
    wants: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
  };
}

export function whole([from, to]: readonly [number, number]): Rule {
  return {
    valid: (value) => /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to,
    wants: `a whole number from ${from} to ${to}`,
  };
}

/** What is wrong with a value, in the words in which everybody says it; nothing, where it is valid. */
export function wrongWith(
  name: string,
  value: string,
  { valid, wants }: Rule,
  shown = JSON.stringify(value),
): readonly string[] {
  return valid(value) ? [] : [`${name} is ${shown}: expected ${wants}`];
}

export const logRetentions = oneOf(LOG_RETENTIONS.map(String));
export const intervals = oneOf(INTERVALS.map(String));
export const stepMetricModes = oneOf(STEP_METRICS);
export const onOrOff = oneOf(['true', 'false']);
export const fanOuts = oneOf(FAN_OUTS);

// Literals, not calls: a bundler drops a literal that nobody uses, but no call, which may do something.

/** Of the canary: names of resources are made of it. */
export const stageName: Rule = {
  valid: (value) => /^[A-Za-z][A-Za-z0-9-]{0,27}$/.test(value),
  wants: 'letters, digits and "-", at most 28, a letter first',
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const stackName: Rule = {
  valid: (value) => /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(value),
  wants: 'the name of a CloudFormation stack',
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const tableName: Rule = {
  valid: (value) => /^[\w.-]{3,255}$/.test(value),
  wants: 'a table name (3 to 255 letters, digits, "_", "-", ".")',
};

export const functionName: Rule = {
  valid: (value) => /^[\w-]{1,64}$/.test(value),
  wants: 'a function name (1 to 64 letters, digits, "_", "-")',
};

/** As Lambda takes it: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const functionNameOrArn: Rule = {
  valid: (value) => /^[\w-]{1,64}(:[\w$-]+)?$|^arn:[\w:$-]+$|^\d{12}:[\w:$-]+$/.test(value),
  wants: `${functionName.wants} or a function ARN`,
};

/** Of the plans: part of their keys, and of a permission. */
export const tenantId: Rule = {
  valid: (value) => /^[A-Za-z0-9-]{1,128}$/.test(value),
  wants: 'letters, digits and "-", at most 128',
};
