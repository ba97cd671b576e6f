/**
 * In place of src/scenarios/index.ts, in a bundle of its own: as many scenarios as are asked for, each
 * of five steps and three requests to a Lambda that answers at once.
 */
import { answers } from '../../src/engine/checks.ts';
import { planToSeed, scenario } from '../../src/target/phase7.ts';

export const scenarios = Array.from({ length: Number(process.env.BENCH_SCENARIOS) }, (_, i) =>
  scenario(`scenario-${i}`, `Scenario ${i}`)
    .requires('AWS_REGION', 'CANARY_TENANT_ID', 'PHASE7_GOVERNANCE_E2E_FUNCTION_NAME')
    .given((run) => planToSeed(run))
    .seed(
      'a request',
      async ({ governance, plan }) => {
        await governance.reserveBudget(plan);
      },
      { id: 'seed' },
    )
    .invoke('seen', 'another', ({ governance, plan }) => governance.reserveBudget(plan), {
      id: 'ask',
    })
    .verify('it answers 200', ({ seen }) => answers(200, seen))
    .verify('and does so still', ({ seen }) => answers(200, seen))
    .cleanup(
      'a last one',
      async ({ governance, plan }) => {
        await governance.reserveBudget(plan);
      },
      { id: 'clean-up' },
    ),
);
