import { all, answers, atLeast, equals, every, none, some } from '../engine/checks.ts';
import {
  belongsTo,
  entriesOf,
  entry,
  hasEventType,
  inBody,
  isOwn,
  ledgerIsIn,
  newestFirst,
  pausedPlan,
  planIsIn,
  scenario,
} from '../target/phase7.ts';

const planResumed = entry('PLAN_RESUMED');
/** Of a plan that has no rival, and was resumed. */
const activationRejected = entry('PLAN_ACTIVATION_REJECTED');

/**
 * Plan Ledger (resume -> ledger entries).
 *
 * Resuming a PAUSED plan must leave at least one entry in that plan's ledger, the entries must say
 * what happened (e.g. PLAN_RESUMED), and the plan must then be ACTIVE.
 */
export const planLedger = scenario('plan-ledger', 'Plan Ledger (resume → ledger entries)')
  .requires('AWS_REGION', 'REVENUE_PLANS_TABLE_NAME')
  .requires('PLAN_LIFECYCLE_API_FUNCTION_NAME', 'CANARY_TENANT_ID')
  .given((run) => ({ plan: pausedPlan(run) }))

  .seed('one PAUSED plan in RevenuePlans', ({ plans, plan }) => plans.put(plan), {
    id: 'seed-plan',
  })

  .invoke(
    'resumed',
    'POST /plans/:planId/resume',
    ({ lifecycle, plan }) => lifecycle.resume(plan),
    {
      id: 'resume',
    },
  )
  .verify('resume answers 200', ({ resumed }) => answers(200, resumed))
  .verify(
    'resume answers for this plan',
    ({ resumed, plan }) =>
      all(
        equals('plan_id', inBody(resumed, 'plan_id'), plan.plan_id),
        equals('success', inBody(resumed, 'success'), true),
      ),
    { id: 'resume-is-own' },
  )

  .invoke('ledger', 'GET /plans/:planId/ledger', ({ lifecycle, plan }) => lifecycle.ledger(plan), {
    id: 'ledger',
    until: (ledger, { plan }) => ledgerIsIn(ledger, plan, [planResumed]),
    withinMs: 10_000,
  })
  .verify('ledger answers 200', ({ ledger }) => answers(200, ledger))
  .verify('ledger has at least one entry', ({ ledger }) => atLeast(1, entriesOf(ledger)), {
    id: 'ledger-has-entries',
  })
  .verify(
    'every entry carries its event_type',
    ({ ledger }) => every(entriesOf(ledger), hasEventType),
    { id: 'ledger-has-event-types' },
  )
  .verify(
    'every entry is of this plan',
    ({ ledger, plan }) => every(entriesOf(ledger), belongsTo(plan)),
    { id: 'ledger-is-own' },
  )
  .verify(
    'PLAN_RESUMED is among them',
    ({ ledger }) =>
      all(some(entriesOf(ledger), planResumed), none(entriesOf(ledger), activationRejected)),
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
  .verify('the plan is this one', ({ after, plan }) => isOwn(after, plan), { id: 'plan-is-own' })
  .verify(
    'the plan is ACTIVE',
    ({ after }) => equals('plan_status', inBody(after, 'plan', 'plan_status'), 'ACTIVE'),
    { id: 'plan-is-active' },
  )

  .cleanup('delete the plan from RevenuePlans', ({ plans, plan }) => plans.delete(plan), {
    id: 'delete-plan',
  });
