/** What can start the canary, as it arrives. Events of AWS may grow new fields; a request of ours may not. */
import { LIMITS, LONGEST_LABEL } from '../limits.ts';
import {
  exactly,
  flag,
  isoTime,
  kindOf,
  list,
  matching,
  name,
  type ObjectOf,
  type Of,
  object,
  oneOf,
  optional,
  text,
  whole,
} from './shape.ts';

export const DEPLOYED = { source: 'cc-native.deploy', detailType: 'Deployment Completed' } as const;

/** In each of these the target was just changed: an update, or the way back from one. */
export const SETTLED = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] as const;

const label = name(LONGEST_LABEL);

/** What a pipeline says of what it has deployed. */
const deployment = { id: label, version: optional(label), commit: optional(label) };
export type Deployment = ObjectOf<typeof deployment>;

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overview-events-structure.html */
const envelope = { id: name(), time: isoTime, resources: list(text) };

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = object({
  ...envelope,
  source: oneOf('aws.events'),
  'detail-type': oneOf('Scheduled Event'),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/eventbridge-events.html */
const stackStatus = object({
  ...envelope,
  source: oneOf('aws.cloudformation'),
  'detail-type': oneOf('CloudFormation Stack Status Change'),
  detail: object({
    // No event carries the stack's name by itself: it is part of the id.
    'stack-id': matching(/^arn:[\w-]+:cloudformation:[\w-]*:\d*:stack\/[\w-]+\//),
    'status-details': object({ status: text }),
  }),
});

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
const codeDeploy = object({
  ...envelope,
  source: oneOf('aws.codedeploy'),
  'detail-type': oneOf('CodeDeploy Deployment State-change Notification'),
  detail: object({ deploymentId: text, state: text, application: text }),
});

/** Put by whoever deploys the target without CodeDeploy, or by the gate, for others to hear. */
const deploymentCompleted = object({
  ...envelope,
  source: oneOf(DEPLOYED.source),
  'detail-type': oneOf(DEPLOYED.detailType),
  detail: object({
    ...deployment,
    id: optional(label),
    /** The run that judged this deployment already. A text: a rule can see no object there. */
    judgedBy: optional(label),
    verdict: optional(label),
  }),
});

export const knownEvent = kindOf('source', {
  'aws.events': scheduled,
  'aws.cloudformation': stackStatus,
  'aws.codedeploy': codeDeploy,
  [DEPLOYED.source]: deploymentCompleted,
});
export type KnownEvent = Of<typeof knownEvent>;

/** `sls invoke -f canary -d '{...}'`: `{}` runs everything. */
export const manualRequest = exactly({
  scenarios: optional(list(text, 1)),
  retries: optional(whole(LIMITS.retries)),
  throwOnFailure: optional(flag),
  by: optional(label),
  deployment: optional(exactly(deployment)),
});
export type ManualRequest = Of<typeof manualRequest>;
