import type { Call } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';

/**
 * Whether a call to the embedded account is the canary's: the target in it has its own, by its own
 * role, and a test reads whole tables.
 */
export function isTheCanarys({ service, operation, target, input }: Call): boolean {
  if (service === 'lambda') return true;
  if (target === LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME) return /^(Put|Delete)/.test(operation);
  if (target !== LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME) return operation !== 'Scan';
  return operation === 'DeleteItem' || (operation === 'Query' && !hasFilter(input));
}

/** The target reads a plan's entries by tenant and account, the sweep by their key alone. */
function hasFilter(input: unknown): boolean {
  return (input as { FilterExpression?: string }).FilterExpression !== undefined;
}
