import type { Failure, Verdict } from '../../../src/engine/report.ts';
import type { LocalAccount, LocalAccountOptions } from '../../../src/local/account.ts';
import type { Call, Fault, Intercept } from '../../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../../src/local/settings.ts';
import type { Store } from '../../../src/reference/store.ts';
import type { Env } from '../../../src/settings.ts';

/** One way in which the target, or the way to it, can be wrong; and where it must show. */
export interface Sabotage {
  readonly name: string;
  readonly options?: LocalAccountOptions;
  /** Breaks the account once it is up. */
  readonly breaks?: (account: LocalAccount) => void | Promise<void>;
  readonly env?: Env;
  /** By scenario, the step that must fail and how. A scenario that is not named must pass. */
  readonly red: Readonly<Record<string, Red>>;
  /** Scenarios that may leave something behind. */
  readonly leaked?: readonly string[];
}

export interface Red {
  readonly step: string;
  readonly kind: Failure['kind'];
  /** `failed` unless the canary is to blame. */
  readonly verdict?: Verdict;
  /** Must occur in what the failure says: its message, expected, actual. */
  readonly says: readonly string[];
}

export const check = (step: string, ...says: string[]): Red => ({ step, kind: 'check', says });
export const target = (step: string, ...says: string[]): Red => ({ step, kind: 'target', says });
export const timeout = (step: string, ...says: string[]): Red => ({ step, kind: 'timeout', says });
export const access = (step: string, ...says: string[]): Red => ({
  step,
  kind: 'access',
  verdict: 'broken',
  says,
});

/** Both scenarios that resume a plan fail the same way. */
export const resuming = (red: Red) => ({ 'plan-ledger': red, 'validator-run': red });
/** All three scenarios that seed a plan. */
export const seeding = (red: Red) => ({ ...resuming(red), 'budget-reserve': red });

export const LIFECYCLE = LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME;
export const GOVERNANCE = LOCAL_SETTINGS.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME;
export const PLANS = LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME;
export const LEDGER = LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME;
export const OUTCOMES = LOCAL_SETTINGS.OUTCOMES_TABLE_NAME;

export const RESUME = 'POST /plans/{planId}/resume';
export const GET_LEDGER = 'GET /plans/{planId}/ledger';
export const GET_PLAN = 'GET /plans/{planId}';

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}
type Lie = (honest: () => Promise<Answer>, planId: string) => unknown;

/** Puts a lie in the place of a function; the honest one stays at hand. */
export function lying(name: string, lie: Lie, route?: string) {
  return ({ functions }: Pick<LocalAccount, 'functions'>) => {
    const honest = functions.get(name);
    if (!honest) throw new Error(`there is no function ${name}`);
    functions.set(name, {
      ...honest,
      handler: (event, context) => {
        const { httpMethod, resource, pathParameters } = event as Record<string, never>;
        const work = async () => (await honest.handler(event, context)) as Answer;
        const hit = route === undefined || route === `${httpMethod} ${resource}`;
        return hit
          ? lie(work, (pathParameters as { planId?: string } | undefined)?.planId ?? '')
          : work();
      },
    });
  };
}

/** The lie, the first `times` times that a plan is asked for; the truth hides it from then on. */
export function passing(times: number, lie: Lie): Lie {
  const told = new Map<string, number>();
  return (honest, planId) => {
    const before = told.get(planId) ?? 0;
    told.set(planId, before + 1);
    return before < times ? lie(honest, planId) : honest();
  };
}

/** An answer in API Gateway's form. */
export function answering(statusCode: unknown, body: unknown): () => unknown {
  return () => ({ statusCode, headers: {}, body: JSON.stringify(body) });
}

/** The honest answer with another body. */
export function rewriting(
  rewrite: (body: Record<string, unknown>, planId: string) => unknown,
): Lie {
  return async (honest, planId) => {
    const answer = await honest();
    return { ...answer, body: JSON.stringify(rewrite(JSON.parse(answer.body), planId)) };
  };
}

type Entries = readonly Readonly<Record<string, unknown>>[];

/** The honest ledger with other entries. */
export function entriesBecome(change: (entries: Entries) => unknown): Lie {
  return rewriting((body) => ({ ...body, entries: change((body.entries ?? []) as Entries) }));
}

/** A store that appends something else, or nothing, in the place of an entry. */
export function appending(
  change: (entry: Parameters<Store['append']>[0]) => Parameters<Store['append']>[0] | undefined,
): LocalAccountOptions {
  return {
    store: (real) => ({
      ...real,
      append: async (entry) => {
        const changed = change(entry);
        if (changed) await real.append(changed);
      },
    }),
  };
}

/** A store in which something more is done once a reservation is written down. */
export function afterReserving(
  more: (real: Store, reservation: Parameters<Store['append']>[0]) => Promise<void>,
): LocalAccountOptions {
  return {
    store: (real) => ({
      ...real,
      append: async (entry) => {
        await real.append(entry);
        if (entry.event_type === 'BUDGET_RESERVE') await more(real, entry);
      },
    }),
  };
}

/** The canary's own calls only: what the target does inside goes through. */
export function onCall(
  operation: string,
  fault: Fault | ((call: Call) => Fault | undefined),
  target?: string,
): LocalAccountOptions {
  const intercept: Intercept = (call) => {
    if (call.operation !== operation || (target && call.target !== target)) return undefined;
    return typeof fault === 'function' ? fault(call) : fault;
  };
  return { intercept };
}

/** As `fault`, the first `times` times that it is asked. */
export function atFirst(
  times: number,
  fault: (call: Call) => Fault,
): (call: Call) => Fault | undefined {
  let left = times;
  return (call) => (left-- > 0 ? fault(call) : undefined);
}

export const HANG: Fault = { kind: 'hang' };
