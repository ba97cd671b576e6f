import { all, answers, equals, none, one, some } from '../engine/checks.ts';
import {
  entriesOf,
  entry,
  hasEntries,
  inBody,
  isKnown,
  isOwn,
  isTrailOf,
  ledgerIsIn,
  planIsIn,
  planToSeed,
  precedes,
  scenario,
  sees,
} from '../target/phase7.ts';

const ran = entry(['VALIDATOR_RUN', 'VALIDATOR_RUN_SUMMARY']);
const ofEach = ['freshness', 'grounding', 'contradiction', 'compliance'].map((validator) =>
  entry('VALIDATOR_RUN', { validator }),
);
/** One that did not run to its end has let nothing through, whatever is made of it afterwards. */
const objects = entry('VALIDATOR_RUN', {
  result: ['BLOCK', 'ERROR', 'FAILED', 'SKIPPED', 'TIMEOUT'],
});
const summary = entry('VALIDATOR_RUN_SUMMARY');
const letThrough = entry('VALIDATOR_RUN_SUMMARY', { aggregate: ['ALLOW', 'WARN'] });
const blocked = entry('VALIDATOR_RUN_SUMMARY', { aggregate: 'BLOCK' });
const planResumed = entry('PLAN_RESUMED');
const whole = [...ofEach, letThrough, planResumed];

/**
 * Validator run (7.1).
 *
 * A resume must go through the ValidatorGateway before the plan changes: each of its validators
 * leaves a VALIDATOR_RUN, a VALIDATOR_RUN_SUMMARY lets the plan through, then it is resumed.
 */
export const validatorRun = scenario('validator-run', 'Validator run (7.1)')
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

  .invoke('ledger', 'GET /plans/:planId/ledger', ({ lifecycle, plan }) => lifecycle.ledger(plan), {
    id: 'ledger',
    until: (ledger, { plan }) => ledgerIsIn(ledger, plan, whole),
    withinMs: 10_000,
  })
  .verify('ledger answers 200', ({ ledger }) => answers(200, ledger))
  .verify('ledger has at least one entry', ({ ledger }) => hasEntries(ledger), {
    id: 'ledger-has-entries',
  })
  .verify(
    'every entry is of this plan, once and in its time',
    ({ ledger, plan }) => isTrailOf(plan, entriesOf(ledger)),
    { id: 'ledger-is-own' },
  )
  .verify(
    'an entry is VALIDATOR_RUN or VALIDATOR_RUN_SUMMARY',
    ({ ledger }) => some(entriesOf(ledger), ran),
    { id: 'ledger-has-validator-run' },
  )
  .verify(
    'each of the four validators left its VALIDATOR_RUN',
    ({ ledger }) => all(...ofEach.map((rule) => one(entriesOf(ledger), rule))),
    { id: 'every-validator-ran' },
  )
  .verify(
    'the summary lets the plan through',
    ({ ledger }) =>
      all(
        some(entriesOf(ledger), letThrough),
        none(entriesOf(ledger), blocked),
        one(entriesOf(ledger), summary),
        none(entriesOf(ledger), objects),
      ),
    { id: 'summary-lets-through' },
  )
  .verify('PLAN_RESUMED is among them', ({ ledger }) => some(entriesOf(ledger), planResumed), {
    id: 'ledger-has-plan-resumed',
  })
  .verify(
    'the validators ran before the plan was resumed',
    ({ ledger }) =>
      all(
        ...ofEach.map((rule) => precedes(rule, letThrough, entriesOf(ledger))),
        precedes(letThrough, planResumed, entriesOf(ledger)),
      ),
    { id: 'validated-before-resumed' },
  )

  .invoke('after', 'GET /plans/:planId', ({ lifecycle, plan }) => lifecycle.plan(plan), {
    id: 'plan',
    until: (after, { plan }) => planIsIn(after, plan),
    withinMs: 10_000,
  })
  .verify(
    'the plan is ACTIVE',
    ({ after, plan }) =>
      all(
        isOwn(inBody(after, 'plan'), plan),
        equals('plan_status', inBody(after, 'plan', 'plan_status'), 'ACTIVE'),
      ),
    { id: 'plan-is-active' },
  )

  .cleanup(
    'delete the plan from RevenuePlans',
    ({ plans, plan, table }) => plans.delete(plan, table),
    { id: 'delete-plan', as: 'deleted' },
  );
