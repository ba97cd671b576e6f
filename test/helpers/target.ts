import { expect } from 'vitest';
import type { Account } from '../../src/aws/account.ts';
import type { RunContext } from '../../src/engine/run.ts';
import { runStep } from '../../src/engine/step.ts';
import { share } from '../../src/engine/time.ts';
import type { Settings } from '../../src/settings.ts';
import type { Answer } from '../../src/target/lambdas.ts';
import { type Phase7Ports, phase7 } from '../../src/target/phase7.ts';
import { type Plan, pausedPlan } from '../../src/target/plans.ts';
import { socketClock } from './account.ts';
import { FAKE_START, type FakeClock } from './clock.ts';
import { aRun, interrupt } from './toys.ts';

/** As the breakable account names its things. */
export const SETTINGS: Settings = {
  AWS_REGION: 'us-east-1',
  REVENUE_PLANS_TABLE_NAME: 'plans',
  OUTCOMES_TABLE_NAME: 'outcomes',
  PLAN_LIFECYCLE_API_FUNCTION_NAME: 'api',
  PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'governance',
  CANARY_TENANT_ID: 'tenant-1',
};

let count = 0;
/** A plan of its own, as each attempt has one. */
export function aPlan(run: Partial<RunContext> = {}): Plan {
  return pausedPlan(aRun({ nonce: `${FAKE_START}-n${count++}`, settings: SETTINGS, ...run }));
}

/** What a Lambda answers. */
export const answer = (body: unknown, statusCode: unknown = 200): Answer => ({ statusCode, body });
/** A ledger's entry of that second. */
export const at = (second: number, event_type = 'PLAN_RESUMED') => ({
  event_type,
  timestamp: `2026-01-31T12:00:0${second}.000Z`,
});

/** That a step asked until its ten seconds were over, and blames the target. */
export function expectAskedAllTheTime(
  { status, calls, ...result }: Awaited<ReturnType<typeof inStep>>,
  kind = 'target',
): void {
  expect({ status, ...result }).toMatchObject({ status: 'failed', failure: { kind } });
  expect(calls).toBeGreaterThan(10);
}

/** Runs one step of ten seconds on the real ports; its pauses take no time. */
export async function inStep<T>(
  account: Account,
  run: (ports: Phase7Ports) => Promise<T>,
  { settings = SETTINGS, clock = socketClock() }: { settings?: Settings; clock?: FakeClock } = {},
) {
  const { result, answer } = await runStep<Phase7Ports>(
    { phase: 'invoke', id: 'ask', title: 'ask', as: 'answer', run },
    {},
    share(clock, 60_000),
    { clock, bind: phase7(account, settings), ...interrupt() },
  );
  return { ...result, answer: (answer as { answer: T } | undefined)?.answer };
}
