import { expect, test } from 'vitest';
import { openAccount } from '../../src/aws/account.ts';
import { phase7, scenario } from '../../src/target/phase7.ts';
import { aScope, CREDENTIALS, REGION } from '../helpers/account.ts';
import { inStep, SETTINGS } from '../helpers/target.ts';

const account = openAccount({ region: REGION, credentials: CREDENTIALS });

test('a port lacks its setting only when it is asked for', () => {
  const ports = phase7(account, { PLAN_LIFECYCLE_API_FUNCTION_NAME: 'api' })(aScope());

  expect(ports.lifecycle).toBeDefined();
  expect(() => ports.plans).toThrow(
    'REVENUE_PLANS_TABLE_NAME is used by a step whose scenario does not require it',
  );
  expect(() => ports.governance).toThrow('PHASE7_GOVERNANCE_E2E_FUNCTION_NAME');
  expect(() => ports.outcomes).toThrow('OUTCOMES_TABLE_NAME');
});

test('a step that uses what its scenario does not require is the canary’s own defect', async () => {
  const { OUTCOMES_TABLE_NAME: _, ...settings } = SETTINGS;

  const result = await inStep(account, ({ outcomes }) => outcomes.describe(), { settings });

  expect(result).toMatchObject({ status: 'failed', calls: 0, failure: { kind: 'defect' } });
});

test('each step has ports of its own', () => {
  const bind = phase7(account, SETTINGS);

  expect(bind(aScope())).not.toBe(bind(aScope()));
});

test('a scenario can require only settings that exist', () => {
  // @ts-expect-error
  scenario('typo', 'A typo').requires('OUTCOME_TABLE_NAME');
  expect(scenario('right', 'Right').requires('OUTCOMES_TABLE_NAME')).toBeDefined();
});
