import * as z from 'zod/mini';
import { runIdSchema, scenarioNameSchema, triggerSchema } from '../engine/report.ts';

/**
 * What the state machine invokes the function with, and what its states hand on: names and verdicts,
 * since 256 KiB is all that fits between two states. The reports are in the runs table.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const runSchema = z.strictObject({
  id: runIdSchema,
  trigger: triggerSchema,
  retries: z.number(),
  requestedAt: z.number(),
  startedAt: z.number(),
});

const summarySchema = z.strictObject({
  /** Of one whose invocation answered. */
  outcome: z.optional(z.literal('part')),
  scenario: scenarioNameSchema,
  /** Of one that was run. */
  verdict: z.optional(z.string()),
  /** Of one whose invocation failed: the name of its error. */
  error: z.optional(z.string()),
});
export type PartSummary = z.infer<typeof summarySchema>;

export const stepSchema = z.discriminatedUnion('fanOut', [
  z.strictObject({ fanOut: z.literal('begin'), event: z.unknown(), execution: z.string() }),
  z.strictObject({ fanOut: z.literal('part'), run: runSchema, scenario: scenarioNameSchema }),
  z.strictObject({
    fanOut: z.literal('gather'),
    run: runSchema,
    summaries: z.readonly(z.array(summarySchema)),
  }),
]);
