import type { Scenario } from '../engine/scenario.ts';
import type { Phase7Ports } from '../target/phase7.ts';
import { budgetReserve } from './budget-reserve.ts';
import { outcomesCapture } from './outcomes-capture.ts';
import { planLedger } from './plan-ledger.ts';
import { validatorRun } from './validator-run.ts';

/** The Phase 7 suite, in the test plan's order. A scenario of your own goes here too. */
export const scenarios: readonly Scenario<Phase7Ports>[] = [
  planLedger,
  validatorRun,
  budgetReserve,
  outcomesCapture,
];
