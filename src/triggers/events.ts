/** What can start the canary, as it arrives. Events of AWS may grow new fields; a request of ours may not. */
import * as z from 'zod/mini';
import { LIMITS, LONGEST_LABEL } from '../limits.ts';

export const DEPLOYED = { source: 'cc-native.deploy', detailType: 'Deployment Completed' } as const;

/** Made when the first of its kind comes: what a cold start does not need it does not wait for. */
function whenNeeded<Schema>(make: () => Schema): () => Schema {
  let made: Schema | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const label = whenNeeded(() => z.string().check(z.minLength(1), z.maxLength(LONGEST_LABEL)));

/** What a pipeline says of what it has deployed. */
const deployment = whenNeeded(() =>
  z.strictObject({
    id: label(),
    version: z.exactOptional(label()),
    commit: z.exactOptional(label()),
  }),
);

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overview-events-structure.html */
const envelope = () => ({
  id: z.string().check(z.minLength(1)),
  time: z.iso.datetime(),
  resources: z.array(z.string()),
});

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = () =>
  z.object({
    ...envelope(),
    source: z.literal('aws.events'),
    'detail-type': z.literal('Scheduled Event'),
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/eventbridge-events.html */
const stackStatus = () =>
  z.object({
    ...envelope(),
    source: z.literal('aws.cloudformation'),
    'detail-type': z.literal('CloudFormation Stack Status Change'),
    detail: z.object({
      // No event carries the stack's name by itself: it is part of the id.
      'stack-id': z
        .string()
        .check(z.regex(/^arn:[\w-]+:cloudformation:[\w-]*:\d*:stack\/[\w-]+\//)),
      'status-details': z.object({ status: z.string() }),
    }),
  });

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
const codeDeploy = () =>
  z.object({
    ...envelope(),
    source: z.literal('aws.codedeploy'),
    'detail-type': z.literal('CodeDeploy Deployment State-change Notification'),
    detail: z.object({ deploymentId: z.string(), state: z.string(), application: z.string() }),
  });

/** Put by whoever deploys the target without CodeDeploy, or by the gate, for others to hear. */
const deploymentCompleted = () =>
  z.object({
    ...envelope(),
    source: z.literal(DEPLOYED.source),
    'detail-type': z.literal(DEPLOYED.detailType),
    detail: z.object({
      ...deployment().shape,
      id: z.exactOptional(label()),
      /** The run that judged this deployment already. A text: a rule can see no object there. */
      judgedBy: z.exactOptional(label()),
      verdict: z.exactOptional(label()),
    }),
  });

export const knownEvent = whenNeeded(() =>
  z.discriminatedUnion('source', [scheduled(), stackStatus(), codeDeploy(), deploymentCompleted()]),
);
export type KnownEvent = z.infer<ReturnType<typeof knownEvent>>;

/** `sls invoke -f canary -d '{...}'`: `{}` runs everything. */
export const manualRequest = whenNeeded(() => {
  const [least, most] = LIMITS.retries;
  return z.strictObject({
    scenarios: z.exactOptional(z.array(z.string()).check(z.minLength(1))),
    retries: z.exactOptional(z.int().check(z.minimum(least), z.maximum(most))),
    throwOnFailure: z.exactOptional(z.boolean()),
    by: z.exactOptional(label()),
    deployment: z.exactOptional(deployment()),
  });
});
export type ManualRequest = z.infer<ReturnType<typeof manualRequest>>;
