import { importLine } from './index-file.ts';

/** What is marked TODO is for a person to fill in; a test that is written with it says so until then. */

export function scenarioTemplate(name: string, identifier: string): string {
  return `${importLine('answers', '../engine/checks.ts')}
${importLine('planToSeed, scenario', '../target/phase7.ts')}

/**
 * TODO: what must be so, and what it would mean for whoever uses the target if it were not.
 */
export const ${identifier} = scenario('${name}', 'TODO: what it proves, in a few words')
  .requires('AWS_REGION', 'REVENUE_PLANS_TABLE_NAME')
  .requires('PLAN_LIFECYCLE_API_FUNCTION_NAME', 'CANARY_TENANT_ID')
  .given((run) => planToSeed(run))

  .seed('one PAUSED plan in RevenuePlans', ({ plans, plan }) => plans.put(plan), {
    id: 'seed-plan',
  })

  // TODO: what is asked of the target. What can be asked is in src/target/phase7.ts.
  .invoke('seen', 'GET /plans/:planId', ({ lifecycle, plan }) => lifecycle.plan(plan), {
    id: 'ask',
  })

  // TODO: what the answer must be, a step for each thing. More checks are in src/engine/checks.ts.
  .verify('it answers 200', ({ seen }) => answers(200, seen))

  .cleanup(
    'delete the plan from RevenuePlans',
    ({ plans, plan, table }) => plans.delete(plan, table),
    { id: 'delete-plan' },
  );
`;
}

export function testTemplate(name: string): string {
  return `${importLine('readFileSync', 'node:fs')}
${importLine('expect, onTestFinished, test', 'vitest')}
${importLine('startLocalAccount', '../../src/local/account.ts')}
${importLine('runOn', './bench.ts')}
${importLine('rowsOf', './rows.ts')}
${importLine('LIFECYCLE', './sabotage/sabotage.ts')}

async function anAccount() {
  const account = await startLocalAccount();
  onTestFinished(() => account.close());
  return account;
}

test('${name} passes where the target is well, and leaves nothing behind', async () => {
  const account = await anAccount();

  const { scenarios } = await runOn(account, { select: ['${name}'] });

  expect(scenarios).toMatchObject([{ verdict: 'passed', flaky: false, leaked: false }]);
  expect(await rowsOf(account)).toEqual([]);
});

test('${name} turns red at the right step where the target is wrong', async () => {
  const account = await anAccount();
  // TODO: break what the scenario is about.
  account.functions.set(LIFECYCLE, { handler: () => ({ statusCode: 500, body: '{}' }) });

  const { scenarios } = await runOn(account, { select: ['${name}'] });

  expect(scenarios).toMatchObject([{ verdict: 'failed', leaked: false }]);
  const failed = scenarios[0]?.steps.filter(({ status }) => status === 'failed');
  expect(failed?.map(({ id }) => id)).toEqual(['it-answers-200']); // TODO: the step that must say it
  expect(await rowsOf(account)).toEqual([]);
});

test('no blank of the template is left', () => {
  const files = ['../../src/scenarios/${name}.ts', './${name}.test.ts'];
  const blanks = files.map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8').match(/TO(?:DO)/g),
  );

  expect(blanks).toEqual([null, null]);
});
`;
}
