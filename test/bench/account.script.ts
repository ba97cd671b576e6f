/** The embedded account in a process of its own, so that its work is nobody's who is measured. */

import { startLocalAccount } from '../../src/local/account.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import type { FromAccount, ToAccount } from './account.ts';

let latencyMs = 0;
let calls = 0;

/**
 * What the target's own Lambdas ask of DynamoDB is inside of the answer that is waited for: only what
 * comes from outside is counted and late.
 */
function fromOutside({ service, operation, target }: Call): boolean {
  if (service === 'lambda') return true;
  if (target === LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME) return false;
  const plans = target === LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME;
  return !plans || operation === 'PutItem' || operation === 'DeleteItem';
}

const account = await startLocalAccount({
  intercept(call): Fault | undefined {
    if (!fromOutside(call)) return undefined;
    calls += 1;
    return latencyMs > 0 ? { kind: 'delay', ms: latencyMs } : undefined;
  },
});
// For scenarios that are many: it answers at once, so that what is measured is the canary.
account.functions.set('bench-echo', { handler: () => ({ statusCode: 200, body: '{}' }) });

const tell = (message: FromAccount) => process.send?.(message);
process.on('message', (message: ToAccount) => {
  latencyMs = message.latencyMs;
  tell({ calls });
  calls = 0;
});
process.on('disconnect', () => process.exit());
tell({ env: account.env });
