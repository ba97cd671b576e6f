/** The governance E2E function: reserves one unit of a plan's daily budget and says how it went. */
import { crash, type Logging } from './crash.ts';
import { recorder } from './ledger-entry.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { PlanRef } from './plan-table.ts';
import type { Verdict } from './validators.ts';

type BudgetLedger = Pick<LedgerTable, 'append' | 'ledgerOfDay'>;

export interface GovernanceE2EParts {
  /** Undefined when its table is not configured. */
  readonly store: BudgetLedger | undefined;
  readonly now?: () => number;
}

export interface GovernanceAnswer {
  readonly statusCode: number;
  readonly body: string;
}

const COST_CLASS = 'EXPENSIVE';
const SOFT_CAP = 40;
const HARD_CAP = 50;

const eventTypes = { ALLOW: 'BUDGET_RESERVE', WARN: 'BUDGET_WARN', BLOCK: 'BUDGET_BLOCK' };
const consuming = [eventTypes.ALLOW, eventTypes.WARN];

export function governanceE2E({ store, now = Date.now }: GovernanceE2EParts) {
  const reserve = store && reserving(store, now);

  return async (event: unknown, logging?: Logging): Promise<GovernanceAnswer> => {
    try {
      const asked = requestIn(event);
      if ('error' in asked) return answer(400, asked);
      if (!reserve) return answer(500, { error: 'Service not configured' });
      return answer(200, await reserve(asked));
    } catch (error) {
      return answer(500, crash(error, logging));
    }
  };
}

/**
 * The day's units are counted, not locked: two reservations at once may both take the last one. A
 * stand-in guards nobody's money, and so the ledger can stay the only state there is.
 */
function reserving(store: BudgetLedger, now: () => number) {
  const record = recorder(store, now);
  return async (ref: PlanRef) => {
    const today = new Date(now()).toISOString().slice(0, 'yyyy-mm-dd'.length);
    const entries = await store.ledgerOfDay(ref, today);
    const used = entries.filter(({ event_type }) => consuming.includes(event_type)).length;

    const outcome = judge(used + 1);
    const details = {
      cost_class: COST_CLASS,
      units_used: outcome.result === 'BLOCK' ? used : used + 1,
      soft_cap: SOFT_CAP,
      hard_cap: HARD_CAP,
    };
    await record(ref, eventTypes[outcome.result], { ...outcome, ...details });
    return { ...outcome, details };
  };
}

function judge(unit: number): { result: Verdict; reason?: string } {
  if (unit > HARD_CAP) return { result: 'BLOCK', reason: `Above the hard cap of ${HARD_CAP}` };
  if (unit > SOFT_CAP) return { result: 'WARN', reason: `Above the soft cap of ${SOFT_CAP}` };
  return { result: 'ALLOW' };
}

/** The fields come in `body`, a JSON string, or, as the test plan has them, at the top level. */
function requestIn(event: unknown): PlanRef | { error: string } {
  const { body } = fieldsOf(event);
  const request = typeof body === 'string' ? parsed(body) : event;
  if (request === undefined) return { error: 'The body is not valid JSON' };

  const { action, plan_id, tenant_id, account_id } = fieldsOf(request);
  if (action !== 'budget_reserve') return { error: 'The action must be budget_reserve' };
  if (!isText(plan_id) || !isText(tenant_id)) {
    return { error: 'plan_id and tenant_id are required' };
  }
  // The one field that may be missing; such units count against the tenant's plan of no account.
  return { plan_id, tenant_id, account_id: isText(account_id) ? account_id : '' };
}

const answer = (statusCode: number, body: unknown): GovernanceAnswer => ({
  statusCode,
  body: JSON.stringify(body),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
