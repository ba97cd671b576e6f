import { all, answers, equals, every, none, one } from '../engine/checks.ts';
import {
  entriesOf,
  entry,
  hasEntries,
  hasEventType,
  inBody,
  isKnown,
  isStill,
  isTrailOf,
  isUpdated,
  ledgerIsIn,
  newestFirst,
  planIsIn,
  planToSeed,
  says,
  scenario,
  sees,
  wasInTable,
} from '../target/phase7.ts';

const planResumed = entry('PLAN_RESUMED');
/** None of them can be of a plan that has no rival, and was just resumed. */
const contradictions = entry([
  'PLAN_ACTIVATION_REJECTED',
  'PLAN_PAUSED',
  'PLAN_ABORTED',
  'PLAN_COMPLETED',
  'PLAN_EXPIRED',
  'BUDGET_BLOCK',
]);

/**
 * Plan Ledger (resume -> ledger entries).
 *
 * Resuming a PAUSED plan must leave at least one entry in that plan's ledger, the entries must say
 * what happened (e.g. PLAN_RESUMED), and the plan must then be ACTIVE, in the table too: an index that
 * still says PAUSED hides it from whoever looks for ACTIVE plans that conflict.
 */
export const planLedger = scenario('plan-ledger', 'Plan Ledger (resume → ledger entries)')
  .requires('AWS_REGION', 'REVENUE_PLANS_TABLE_NAME')
  .requires('PLAN_LIFECYCLE_API_FUNCTION_NAME', 'CANARY_TENANT_ID')
  .given((run) => planToSeed(run))

  .seed('one PAUSED plan in RevenuePlans', ({ plans, plan }) => plans.put(plan), {
    id: 'seed-plan',
  })

  .invoke(
    'resumed',
    'POST /plans/:planId/resume',
    ({ lifecycle, plan }) => lifecycle.resume(plan),
    { id: 'resume', until: (resumed) => isKnown(resumed), withinMs: 5_000 },
  )
  .verify('resume answers 200', ({ resumed, table }) => sees(resumed, table))
  .verify(
    'resume answers for this plan',
    ({ resumed, plan }) => says(resumed, { plan_id: plan.plan_id, success: true }),
    { id: 'resume-is-own' },
  )

  .invoke('ledger', 'GET /plans/:planId/ledger', ({ lifecycle, plan }) => lifecycle.ledger(plan), {
    id: 'ledger',
    until: (ledger, { plan }) => ledgerIsIn(ledger, plan, [planResumed]),
    withinMs: 10_000,
  })
  .verify('ledger answers 200', ({ ledger }) => answers(200, ledger))
  .verify('ledger has at least one entry', ({ ledger }) => hasEntries(ledger), {
    id: 'ledger-has-entries',
  })
  .verify(
    'every entry carries its event_type',
    ({ ledger }) => every(entriesOf(ledger), hasEventType),
    { id: 'ledger-has-event-types' },
  )
  .verify(
    'every entry is of this plan, once and in its time',
    ({ ledger, plan }) => isTrailOf(plan, entriesOf(ledger)),
    { id: 'ledger-is-own' },
  )
  .verify(
    'PLAN_RESUMED is among them',
    ({ ledger }) =>
      all(one(entriesOf(ledger), planResumed), none(entriesOf(ledger), contradictions)),
    { id: 'ledger-has-plan-resumed' },
  )
  .verify('the newest entry comes first', ({ ledger }) => newestFirst(entriesOf(ledger)), {
    id: 'ledger-is-newest-first',
  })

  .invoke('after', 'GET /plans/:planId', ({ lifecycle, plan }) => lifecycle.plan(plan), {
    id: 'plan',
    until: (after, { plan }) => planIsIn(after, plan),
    withinMs: 10_000,
  })
  .verify('plan answers 200', ({ after }) => answers(200, after))
  .verify(
    'the plan is this one, and as it was',
    ({ after, plan }) => isStill(inBody(after, 'plan'), plan),
    { id: 'plan-is-own' },
  )
  .verify(
    'the plan is ACTIVE',
    ({ after, plan, ledger }) =>
      all(
        equals('plan_status', inBody(after, 'plan', 'plan_status'), 'ACTIVE'),
        isUpdated(after, plan, planResumed, entriesOf(ledger)),
      ),
    { id: 'plan-is-active' },
  )

  .cleanup(
    'delete the plan from RevenuePlans',
    ({ plans, plan, table }) => plans.delete(plan, table),
    { id: 'delete-plan', as: 'deleted' },
  )
  .verify(
    'its row was ACTIVE, and indexed as such',
    ({ deleted, plan }) => wasInTable(deleted, plan, 'ACTIVE'),
    { id: 'row-is-active' },
  );
