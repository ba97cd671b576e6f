import { clipped } from '../engine/bounded.ts';
import type { ScenarioName, Trigger } from '../engine/report.ts';
import { type RunRequest, runId } from '../engine/run.ts';
import {
  type Deployment,
  type KnownEvent,
  knownEvent,
  type ManualRequest,
  manualRequest,
  SETTLED,
} from './events.ts';
import { read } from './shape.ts';

export type ParsedTrigger =
  | {
      readonly outcome: 'run';
      readonly request: RunRequest;
      /** Delivered by EventBridge, which may deliver it again; not asked for by anyone. */
      readonly fromEvent: boolean;
      readonly throwOnFailure: boolean;
    }
  | { readonly outcome: 'ignore'; readonly reason: string }
  | { readonly outcome: 'reject'; readonly problems: readonly string[] };

export interface TriggerContext {
  /** Epoch ms. */
  readonly now: number;
  /** The id Lambda gave this invocation: the same one when Lambda delivers an event again. */
  readonly requestId: string;
  readonly scenarios: readonly ScenarioName[];
  /** For runs that do not say themselves. */
  readonly retries: number;
  /** An event older than this is about a time that is over. */
  readonly intervalMs: number;
  readonly targetStack: string;
  readonly codeDeployApplication: string | undefined;
}

/** Turns whatever the Lambda was invoked with into a run, a reason not to run, or all that is wrong. */
export function parseTrigger(event: unknown, context: TriggerContext): ParsedTrigger {
  return isEvent(event) ? parseEvent(event, context) : parseRequest(event, context);
}

/** EventBridge's envelope; a manual request has neither field. */
function isEvent(event: unknown): event is object {
  return (
    typeof event === 'object' && event !== null && ('source' in event || 'detail-type' in event)
  );
}

function parseEvent(event: object, context: TriggerContext): ParsedTrigger {
  const parsed = read(knownEvent, event);
  if ('problems' in parsed) return { outcome: 'reject', ...parsed };
  const { id, time } = parsed.read;
  const requestedAt = Date.parse(time);
  const age = context.now - requestedAt;
  if (age > context.intervalMs) {
    const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
    const reason = `the event is ${seconds(age)} old, more than one interval of ${seconds(context.intervalMs)}`;
    return { outcome: 'ignore', reason };
  }
  const trigger = triggerOf(parsed.read, context);
  if (typeof trigger === 'string') return { outcome: 'ignore', reason: trigger };
  const { retries } = context;
  const request = { id: runId(id), trigger, select: 'all', retries, requestedAt } as const;
  return { outcome: 'run', request, fromEvent: true, throwOnFailure: false };
}

/** The trigger an event is, or why it is none of ours. */
function triggerOf(event: KnownEvent, context: TriggerContext): Trigger | string {
  switch (event.source) {
    case 'aws.events':
      return { kind: 'schedule', rule: nameIn(event.resources[0]) };
    case 'aws.cloudformation':
      return stackTrigger(event.detail, context);
    case 'aws.codedeploy': {
      const { deploymentId, state, application } = event.detail;
      if (application !== context.codeDeployApplication)
        return `application ${application} is not watched`;
      return state === 'SUCCESS'
        ? { kind: 'deploy', deployId: deploymentId }
        : `deployment ${deploymentId} is ${state}`;
    }
    case 'cc-native.deploy': {
      const { id = event.id, judgedBy, verdict } = event.detail;
      if (judgedBy === undefined) return deployed({ ...event.detail, id });
      return `deployment ${id} was judged by run ${judgedBy}${verdict ? `: ${verdict}` : ''}`;
    }
  }
}

function stackTrigger(
  detail: Extract<KnownEvent, { source: 'aws.cloudformation' }>['detail'],
  { targetStack }: TriggerContext,
): Trigger | string {
  const stack = detail['stack-id'].split('/')[1] ?? '';
  if (stack !== targetStack) return `stack ${stack} is not watched`;
  const { status } = detail['status-details'];
  const known = SETTLED.find((one) => one === status);
  return known ? { kind: 'stack', stack, status: known } : `stack ${stack} is ${status}`;
}

/** `arn:aws:events:region:account:rule/name`: the name. */
function nameIn(arn = 'unknown'): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function parseRequest(event: unknown, context: TriggerContext): ParsedTrigger {
  const parsed = read(manualRequest, event, strangersIn(event, context));
  if ('problems' in parsed) return { outcome: 'reject', ...parsed };
  const { scenarios, retries = context.retries, throwOnFailure = false } = parsed.read;
  const select = context.scenarios.filter((name) => scenarios?.includes(name));
  return {
    outcome: 'run',
    fromEvent: false,
    throwOnFailure,
    request: {
      id: runId(context.requestId),
      trigger: requestedBy(parsed.read),
      select: scenarios ? select : 'all',
      retries,
      requestedAt: context.now,
    },
  };
}

/** Scenarios that there are not, whatever else is wrong with the request. */
function strangersIn(event: unknown, context: TriggerContext): readonly string[] {
  const { scenarios: asked } = (event ?? {}) as { readonly scenarios?: unknown };
  if (!Array.isArray(asked)) return [];
  const known = context.scenarios.join(', ');
  return asked
    .filter((name) => typeof name === 'string' && !context.scenarios.some((one) => one === name))
    .map(
      (name) => `scenarios: no scenario ${clipped(JSON.stringify(name), 120)}; there are ${known}`,
    );
}

function requestedBy({ by = 'invoke', deployment }: ManualRequest): Trigger {
  return deployment ? deployed(deployment) : { kind: 'manual', by };
}

/** What AWS may have added to the event is none of the run's. */
function deployed({ id, version, commit }: Deployment): Trigger {
  return {
    kind: 'deploy',
    deployId: id,
    ...(version !== undefined && { version }),
    ...(commit !== undefined && { commit }),
  };
}
