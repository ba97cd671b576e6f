/** The Plan Lifecycle API: an API Gateway proxy event (payload v1) in, an HTTP answer out. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answer, type Call } from './call.ts';
import { crash, type Logging } from './crash.ts';
import { recorder } from './ledger-entry.ts';
import type { Plan, PlanRef, PlanStatus } from './plan-table.ts';
import { resume } from './resume.ts';
import type { Store } from './store.ts';

export interface PlanLifecycleParts {
  /** Undefined when the tables are not configured, which every caller is then told. */
  readonly store: Store | undefined;
  readonly now?: () => number;
}

type Route = (call: Call) => Promise<APIGatewayProxyResult>;
type PlanRoute = (plan: Plan, call: Call) => Promise<APIGatewayProxyResult>;

const routes: Readonly<Record<string, Route>> = {
  'GET /plans': list,
  'GET /plans/{planId}': onPlan(show),
  'GET /plans/{planId}/ledger': onPlan(ledger),
  'POST /plans/{planId}/resume': onPlan(resume),
  'POST /plans/{planId}/approve': onPlan(move('PLAN_APPROVED', ['DRAFT'], 'APPROVED')),
  'POST /plans/{planId}/pause': onPlan(move('PLAN_PAUSED', ['ACTIVE'], 'PAUSED')),
  'POST /plans/{planId}/abort': onPlan(
    move('PLAN_ABORTED', ['DRAFT', 'APPROVED', 'ACTIVE', 'PAUSED'], 'ABORTED'),
  ),
};

export function planLifecycle({ store, now = Date.now }: PlanLifecycleParts) {
  const service = store && { store, now, record: recorder(store, now) };

  return async (event: APIGatewayProxyEvent, logging?: Logging): Promise<APIGatewayProxyResult> => {
    try {
      const ref = refIn(event);
      if (!ref) return answer(401, { error: 'Unauthorized' });
      if (!service) return answer(503, { error: 'Service not configured' });
      const route = routeOf(event);
      if (!route) return answer(404, { error: 'Not found', path: event.path });
      return await route({ ...service, ref, query: event.queryStringParameters ?? {} });
    } catch (error) {
      return answer(500, crash(error, logging));
    }
  };
}

/** By the resource API Gateway matched, or else by the path, as it would have matched it. */
function routeOf({ httpMethod, resource, path }: APIGatewayProxyEvent): Route | undefined {
  const pattern = path?.replace(/^\/plans\/[^/]+/, '/plans/{planId}');
  return routes[`${httpMethod} ${resource}`] ?? routes[`${httpMethod} ${pattern}`];
}

/** Whom the caller speaks for, by the verified claim, and what about; undefined for a stranger. */
function refIn(event: APIGatewayProxyEvent): PlanRef | undefined {
  const tenant_id: unknown = event.requestContext?.authorizer?.claims?.['custom:tenant_id'];
  const account_id = event.queryStringParameters?.account_id;
  if (typeof tenant_id !== 'string' || !tenant_id || !account_id) return undefined;
  const plan_id = event.pathParameters?.planId ?? event.path?.split('/')[2] ?? '';
  return { tenant_id, account_id, plan_id };
}

function onPlan(work: PlanRoute): Route {
  return async (call) => {
    const plan = await call.store.plan(call.ref);
    return plan ? work(plan, call) : answer(404, { error: 'Plan not found' });
  };
}

async function list({ store, ref, query }: Call): Promise<APIGatewayProxyResult> {
  const wanted = (query.status || 'ACTIVE,PAUSED').split(',').map((status) => status.trim());
  const plans = await store.plansOfAccount(ref.tenant_id, ref.account_id);
  const shown = plans.filter(({ plan_status }) => wanted.includes(plan_status));
  return answer(200, { plans: shown.slice(0, limitIn(query)) });
}

async function show(plan: Plan): Promise<APIGatewayProxyResult> {
  return answer(200, { plan });
}

async function ledger(plan: Plan, { store, query }: Call): Promise<APIGatewayProxyResult> {
  return answer(200, { entries: await store.ledger(plan, limitIn(query)) });
}

function move(eventType: string, from: readonly PlanStatus[], to: PlanStatus): PlanRoute {
  return async (plan, { store, record, now }) => {
    const was = plan.plan_status;
    if (!from.includes(was)) {
      return answer(400, { error: `A plan becomes ${to} from ${from.join(', ')}`, status: was });
    }
    await store.setStatus(plan, to, new Date(now()).toISOString());
    await record(plan, eventType, { from: was, to });
    return answer(200, { success: true, plan_id: plan.plan_id });
  };
}

function limitIn({ limit }: Call['query']): number {
  const asked = Number(limit);
  return Number.isInteger(asked) && asked > 0 ? asked : 50;
}
