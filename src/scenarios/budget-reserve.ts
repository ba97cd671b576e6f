import { all, answers, none, one } from '../engine/checks.ts';
import {
  entriesOf,
  entry,
  hasEntries,
  inBody,
  isKnown,
  isTrailOf,
  ledgerIsIn,
  planToSeed,
  says,
  scenario,
  sees,
  wasInTable,
} from '../target/phase7.ts';

const reservation = entry('BUDGET_RESERVE');
/** A fresh plan is within every cap, and whoever reserves for it changes nothing about it. */
const contradictions = entry([
  'BUDGET_WARN',
  'BUDGET_BLOCK',
  'PLAN_ACTIVATED',
  'PLAN_RESUMED',
  'PLAN_PAUSED',
  'PLAN_ABORTED',
  'PLAN_COMPLETED',
  'PLAN_EXPIRED',
]);

/**
 * Budget reserve (7.2).
 *
 * Reserving budget for a plan must leave a BUDGET_RESERVE in that plan's ledger. A fresh plan is
 * within every cap, so the reservation must be allowed.
 */
export const budgetReserve = scenario('budget-reserve', 'Budget reserve (7.2)')
  .requires('AWS_REGION', 'REVENUE_PLANS_TABLE_NAME', 'PLAN_LIFECYCLE_API_FUNCTION_NAME')
  .requires('PHASE7_GOVERNANCE_E2E_FUNCTION_NAME', 'CANARY_TENANT_ID')
  .given((run) => planToSeed(run))

  .seed('one PAUSED plan in RevenuePlans', ({ plans, plan }) => plans.put(plan), {
    id: 'seed-plan',
  })

  .invoke(
    'reserved',
    'governance E2E, action=budget_reserve',
    ({ governance, plan }) => governance.reserveBudget(plan),
    { id: 'reserve' },
  )
  .verify('reserve answers 200', ({ reserved }) => answers(200, reserved))
  .verify(
    'the reservation is allowed',
    ({ reserved }) => all(says(reserved, { result: 'ALLOW' }), inBody(reserved, 'details')),
    { id: 'reserve-is-allowed' },
  )

  .invoke('ledger', 'GET /plans/:planId/ledger', ({ lifecycle, plan }) => lifecycle.ledger(plan), {
    id: 'ledger',
    // The first to look for the plan, which a reservation need not.
    until: (ledger, { plan }) => isKnown(ledger) && ledgerIsIn(ledger, plan, [reservation]),
    withinMs: 10_000,
  })
  .verify('ledger answers 200', ({ ledger, table }) => sees(ledger, table))
  .verify('ledger has at least one entry', ({ ledger }) => hasEntries(ledger), {
    id: 'ledger-has-entries',
  })
  .verify(
    'every entry is of this plan, once and in its time',
    ({ ledger, plan }) => isTrailOf(plan, entriesOf(ledger)),
    { id: 'ledger-is-own' },
  )
  .verify(
    'an entry is BUDGET_RESERVE',
    ({ ledger }) =>
      all(one(entriesOf(ledger), reservation), none(entriesOf(ledger), contradictions)),
    { id: 'ledger-has-budget-reserve' },
  )

  .cleanup(
    'delete the plan from RevenuePlans',
    ({ plans, plan, table }) => plans.delete(plan, table),
    { id: 'delete-plan', as: 'deleted' },
  )
  .verify(
    'its row was as it was seeded',
    ({ deleted, plan }) => wasInTable(deleted, plan, 'PAUSED'),
    { id: 'row-is-unchanged' },
  );
