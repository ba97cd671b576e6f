import type { Asking } from '../../aws/asking.ts';
import { readStack } from '../../aws/stack-outputs.ts';
import { stackName, tableName, wrongWith } from '../../limits.ts';

/** The outputs of the target stack, by the setting that each is the value of. */
const OUTPUTS = {
  REVENUE_PLANS_TABLE_NAME: 'RevenuePlansTableName',
  PLAN_LEDGER_TABLE_NAME: 'PlanLedgerTableName',
  OUTCOMES_TABLE_NAME: 'ExecutionOutcomesTableName',
} as const;

type OutputSetting = keyof typeof OUTPUTS;
export type TargetTables = Readonly<Record<OutputSetting, string>>;

export const DEFAULT_TARGET_STACK = 'CCNativeStack';

export function stackProblems(option: string, name: string): readonly string[] {
  return wrongWith(`--${option}`, name, stackName);
}

export type Target =
  | { readonly outcome: 'found'; readonly tables: TargetTables; readonly changing?: string }
  | { readonly outcome: 'missing'; readonly problems: readonly string[]; readonly next: string };

/**
 * The names of the target's tables, as its stack tells them: all of them or none.
 *
 * @throws {FailureError} when CloudFormation could not be asked
 */
export async function readTarget(stack: string, region: string, how: Asking): Promise<Target> {
  const seen = await readStack(stack, region, how);
  if (!seen) {
    return {
      outcome: 'missing',
      problems: [`there is no stack ${stack} in ${region}`],
      next: 'deploy the target first, or name its stack, region or account',
    };
  }
  const problems = Object.values(OUTPUTS).flatMap((output) => outputProblems(output, seen.outputs));
  if (problems.length > 0) {
    const next = `${stack} is ${seen.status}: deploy a version of it that has these outputs`;
    return { outcome: 'missing', problems, next };
  }
  const tables = Object.entries(OUTPUTS).map(([name, output]) => [name, seen.outputs[output]]);
  return {
    outcome: 'found',
    tables: Object.fromEntries(tables) as TargetTables,
    ...(seen.status.endsWith('_IN_PROGRESS') && { changing: seen.status }),
  };
}

/** Beyond catching a slip, this keeps what a stack may say out of a file and of a command line. */
function outputProblems(output: string, outputs: Readonly<Record<string, string>>) {
  const value = outputs[output];
  if (value === undefined) return [`it has no output ${output}`];
  return wrongWith(`its output ${output}`, value, tableName);
}
