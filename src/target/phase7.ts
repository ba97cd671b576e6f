import type { Account } from '../aws/account.ts';
import { type BindPorts, scenarioFor } from '../engine/scenario.ts';
import { needed, type SettingName, type Settings } from '../settings.ts';
import { type Governance, governanceE2E, type Lifecycle, lifecycleApi } from './lambdas.ts';
import { type Outcomes, outcomesIn } from './outcomes.ts';
import { type Plans, plansIn } from './plans.ts';

export {
  entriesOf,
  entry,
  hasEntries,
  hasEventType,
  isTrailOf,
  newestFirst,
  precedes,
} from './entries.ts';
export {
  inBody,
  isKnown,
  isOwn,
  isStill,
  isUpdated,
  ledgerIsIn,
  planIsIn,
  says,
  sees,
  wasInTable,
} from './evidence.ts';
export { planToSeed } from './plans.ts';

/** All that a Phase 7 scenario may do to the system under test. */
export interface Phase7Ports {
  readonly plans: Plans;
  readonly lifecycle: Lifecycle;
  readonly governance: Governance;
  readonly outcomes: Outcomes;
}

/** Begins a scenario of the Phase 7 suite. */
export const scenario = scenarioFor<Phase7Ports, SettingName>();

/** Binds the ports to an account. A port is made when a step asks for it, from settings its scenario requires. */
export function phase7(account: Account, settings: Settings): BindPorts<Phase7Ports> {
  return (scope) => ({
    get plans() {
      return plansIn(needed(settings, 'REVENUE_PLANS_TABLE_NAME'), account, scope);
    },
    get lifecycle() {
      return lifecycleApi(needed(settings, 'PLAN_LIFECYCLE_API_FUNCTION_NAME'), account, scope);
    },
    get governance() {
      return governanceE2E(needed(settings, 'PHASE7_GOVERNANCE_E2E_FUNCTION_NAME'), account, scope);
    },
    get outcomes() {
      return outcomesIn(needed(settings, 'OUTCOMES_TABLE_NAME'), account, scope);
    },
  });
}
