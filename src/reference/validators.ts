/** The validator gateway: what must hold of a plan before it may become ACTIVE. */
import type { Plan } from './plan-table.ts';

export type Verdict = 'ALLOW' | 'WARN' | 'BLOCK';

export interface Finding {
  readonly validator: string;
  readonly result: Verdict;
  readonly reason: string;
}

type Opinion = Omit<Finding, 'validator'>;

/** In the order their VALIDATOR_RUN entries are appended. */
const validators = { freshness, grounding, contradiction, compliance };

export const validate = (plan: Plan, nowMs: number): Finding[] =>
  Object.entries(validators).map(([validator, judge]) => ({ validator, ...judge(plan, nowMs) }));

/** The gravest finding decides. */
export function aggregate(findings: readonly Finding[]): Verdict {
  const has = (verdict: Verdict) => findings.some(({ result }) => result === verdict);
  if (has('BLOCK')) return 'BLOCK';
  return has('WARN') ? 'WARN' : 'ALLOW';
}

function freshness({ expires_at }: Plan, nowMs: number): Opinion {
  const expiresAtMs = Date.parse(expires_at ?? '');
  if (Number.isNaN(expiresAtMs)) return warn('The plan does not say when it expires');
  return expiresAtMs > nowMs
    ? allow(`The plan is valid until ${expires_at}`)
    : block(`The plan expired at ${expires_at}`);
}

function grounding({ objective, steps = [] }: Plan): Opinion {
  if (!objective) return warn('The plan has no objective');
  return steps.length > 0 ? allow('The objective has steps') : warn('The plan has no steps');
}

function contradiction({ steps = [] }: Plan): Opinion {
  const places = new Set(steps.map(({ sequence }) => sequence));
  const names = new Set(steps.map(({ step_id }) => step_id));
  if (names.size < steps.length) return block('Two steps have the same step_id');
  if (places.size < steps.length) return block('Two steps have the same place in the sequence');
  return allow('No step contradicts another');
}

function compliance({ plan_type }: Plan): Opinion {
  return plan_type === 'RENEWAL_DEFENSE'
    ? allow('The plan type is permitted')
    : block(`Plans of type ${plan_type} are not permitted`);
}

const allow = (reason: string): Opinion => ({ result: 'ALLOW', reason });
const warn = (reason: string): Opinion => ({ result: 'WARN', reason });
const block = (reason: string): Opinion => ({ result: 'BLOCK', reason });
