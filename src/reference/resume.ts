import type { APIGatewayProxyResult } from 'aws-lambda';
import { answer, type Call } from './call.ts';
import type { Plan } from './plan-table.ts';
import { aggregate, type Finding, validate } from './validators.ts';

/** PAUSED to ACTIVE: only one ACTIVE plan per account and type, and only past the validators. */
export async function resume(plan: Plan, call: Call): Promise<APIGatewayProxyResult> {
  const { store, record, now } = call;
  if (plan.plan_status !== 'PAUSED') {
    return answer(400, { error: 'Only a PAUSED plan can be resumed', status: plan.plan_status });
  }

  const conflicting = await conflictsWith(plan, call);
  if (conflicting.length > 0) return conflict(plan, conflicting, call);

  const findings = validate(plan, now());
  const verdict = aggregate(findings);
  for (const finding of findings) await record(plan, 'VALIDATOR_RUN', { ...finding });
  await record(plan, 'VALIDATOR_RUN_SUMMARY', { aggregate: verdict });
  if (verdict === 'BLOCK') return blocked(findings);

  await store.setStatus(plan, 'ACTIVE', new Date(now()).toISOString());
  await record(plan, 'PLAN_RESUMED', { from: 'PAUSED', to: 'ACTIVE' });
  return answer(200, { success: true, plan_id: plan.plan_id });
}

async function conflictsWith(plan: Plan, { store }: Call): Promise<string[]> {
  const active = await store.activePlans(plan.tenant_id, plan.account_id, plan.plan_type);
  return active.map(({ plan_id }) => plan_id).filter((planId) => planId !== plan.plan_id);
}

async function conflict(plan: Plan, conflicting: string[], { record }: Call) {
  const code = 'CONFLICT_ACTIVE_PLAN';
  const message = `Already ACTIVE for this account and plan type: ${conflicting.join(', ')}`;
  const reasons = [{ code, message }];
  await record(plan, 'PLAN_ACTIVATION_REJECTED', {
    caller: 'resume',
    conflicting_plan_ids: conflicting,
    reasons,
  });
  return answer(409, { error: 'Conflict', reasons });
}

function blocked(findings: readonly Finding[]): APIGatewayProxyResult {
  const validators = findings
    .filter(({ result }) => result === 'BLOCK')
    .map(({ validator, reason }) => ({ validator, reason }));
  const message = `Blocked by ${validators.map(({ validator }) => validator).join(', ')}`;
  return answer(403, { error: 'ValidatorBlock', message, validators });
}
