import { functionNameOrArn, stageName, wrongWith } from '../../limits.ts';
import { serviceOf } from '../../telemetry/metrics.ts';

/** As the framework's own default. */
export const DEFAULT_STAGE = 'dev';

/** As serverless.yml names it. */
export const runsTableOf = (stage: string) => `${serviceOf(stage)}-runs`;

const rules = { stage: stageName, function: functionNameOrArn } as const;

/** What is wrong with the names that options give. */
export function nameProblems(
  names: Readonly<Partial<Record<keyof typeof rules, string | undefined>>>,
): readonly string[] {
  return Object.entries(names).flatMap(([option, value]) => {
    if (value === undefined) return [];
    return wrongWith(`--${option}`, value, rules[option as keyof typeof rules]);
  });
}
