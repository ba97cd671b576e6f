import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/reference/plan-table.ts';
import { aggregate, validate } from '../../src/reference/validators.ts';
import { planRow } from './plans.ts';

const noonMs = Date.parse('2026-01-31T12:00:00.000Z');
const step = { step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 };

const resultOf = (validator: string, changes: Partial<Plan>) =>
  validate(planRow(changes), noonMs).find((finding) => finding.validator === validator)?.result;

describe('each validator judges one thing', () => {
  test('freshness blocks from the moment a plan expires, and not before', () => {
    expect(resultOf('freshness', { expires_at: '2026-01-31T12:00:00.001Z' })).toBe('ALLOW');
    expect(resultOf('freshness', { expires_at: '2026-01-31T12:00:00.000Z' })).toBe('BLOCK');
  });

  test('freshness warns when the plan does not say when it expires', () => {
    expect(resultOf('freshness', { expires_at: 'soon' })).toBe('WARN');
  });

  test('grounding warns of a plan without an objective or without steps', () => {
    expect(resultOf('grounding', {})).toBe('ALLOW');
    expect(resultOf('grounding', { objective: '' })).toBe('WARN');
    expect(resultOf('grounding', { steps: [] })).toBe('WARN');
  });

  test('contradiction blocks two steps of one id or one place', () => {
    const other = { ...step, step_id: 's2', sequence: 2 };
    expect(resultOf('contradiction', { steps: [step, other] })).toBe('ALLOW');
    expect(resultOf('contradiction', { steps: [step, { ...other, step_id: 's1' }] })).toBe('BLOCK');
    expect(resultOf('contradiction', { steps: [step, { ...other, sequence: 1 }] })).toBe('BLOCK');
  });

  test('compliance blocks every type but RENEWAL_DEFENSE', () => {
    expect(resultOf('compliance', {})).toBe('ALLOW');
    expect(resultOf('compliance', { plan_type: 'EXPANSION' })).toBe('BLOCK');
  });
});

test.each([
  [['ALLOW', 'ALLOW'], 'ALLOW'],
  [['ALLOW', 'WARN'], 'WARN'],
  [['BLOCK', 'WARN'], 'BLOCK'],
] as const)('of %j the gravest decides: %s', (results, expected) => {
  const findings = results.map((result) => ({ validator: 'any', result, reason: '' }));
  expect(aggregate(findings)).toBe(expected);
});
