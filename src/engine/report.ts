/**
 * The one source of what a run reports: the types below, their validation and their JSON Schema all
 * come from these schemas. Running a scenario needs only the types, so nothing here is loaded then.
 */
import * as z from 'zod/mini';

const runIdSchema = z.string().brand<'RunId'>();
const scenarioNameSchema = z.string().brand<'ScenarioName'>();

/** Identifies a run; made from the event's id where there is one, so that a redelivery is the same run. */
export type RunId = z.infer<typeof runIdSchema>;
export type ScenarioName = z.infer<typeof scenarioNameSchema>;

const phaseSchema = z.enum(['seed', 'invoke', 'verify', 'cleanup']);
export type Phase = z.infer<typeof phaseSchema>;

const verdictSchema = z.enum(['passed', 'failed', 'broken']);
/** `failed` blames the target, `broken` the canary: then nothing is known about the target. */
export type Verdict = z.infer<typeof verdictSchema>;

const errorFactsSchema = z.readonly(
  z.strictObject({ name: z.string(), message: z.string(), stack: z.exactOptional(z.string()) }),
);
export type ErrorFacts = z.infer<typeof errorFactsSchema>;
const message = z.string();

const failureSchema = z.readonly(
  z.discriminatedUnion('kind', [
    /** It answered wrongly. */
    z.strictObject({
      kind: z.literal('check'),
      message,
      expected: z.unknown(),
      actual: z.unknown(),
    }),
    /** It crashed, is missing, or stays throttled: as its users would find it. */
    z.strictObject({ kind: z.literal('target'), message, error: errorFactsSchema }),
    /** The request went out and no answer came. */
    z.strictObject({ kind: z.literal('timeout'), message, allowedMs: z.number() }),
    /** Denied, no credentials, or AWS cannot be reached. */
    z.strictObject({ kind: z.literal('access'), message, error: errorFactsSchema }),
    z.strictObject({
      kind: z.literal('settings'),
      message,
      missing: z.readonly(z.array(z.string())),
    }),
    /** The canary's own bug. */
    z.strictObject({ kind: z.literal('defect'), message, error: errorFactsSchema }),
  ]),
);
export type Failure = z.infer<typeof failureSchema>;

const triggerSchema = z.readonly(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('schedule'), rule: z.string() }),
    z.strictObject({
      kind: z.literal('stack'),
      stack: z.string(),
      status: z.enum(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']),
    }),
    z.strictObject({
      kind: z.literal('deploy'),
      deployId: z.string(),
      version: z.exactOptional(z.string()),
      commit: z.exactOptional(z.string()),
    }),
    z.strictObject({ kind: z.literal('manual'), by: z.string() }),
  ]),
);
export type Trigger = z.infer<typeof triggerSchema>;

const stepFields = {
  phase: phaseSchema,
  /** Short and stable: a metric dimension. */
  id: z.string(),
  title: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().check(z.nonnegative()),
  /** Requests handed to the network, repeats and refused connections included. */
  calls: z.number().check(z.nonnegative()),
  notes: z.readonly(z.record(z.string(), z.unknown())),
};

const stepResultSchema = z.readonly(
  z.discriminatedUnion('status', [
    z.strictObject({ ...stepFields, status: z.literal('passed') }),
    z.strictObject({ ...stepFields, status: z.literal('failed'), failure: failureSchema }),
    z.strictObject({ ...stepFields, status: z.literal('skipped'), because: z.string() }),
  ]),
);
export type StepResult = z.infer<typeof stepResultSchema>;

const timedFields = {
  verdict: verdictSchema,
  startedAt: z.iso.datetime(),
  durationMs: z.number().check(z.nonnegative()),
};

const scenarioFields = {
  ...timedFields,
  name: scenarioNameSchema,
  title: z.string(),
  /** When it could not start, or the report of this part of a run was lost. */
  failure: z.exactOptional(failureSchema),
  /** One for every declared step, in their order. */
  steps: z.readonly(z.array(stepResultSchema)),
  /** Something may have been written, and a cleanup step did not pass. */
  leaked: z.boolean(),
  /** It passed, but not at its first attempt. */
  flaky: z.boolean(),
};

const attemptReportSchema = z.readonly(
  z.strictObject({ ...scenarioFields, attempts: z.readonly(z.tuple([])) }),
);
/** One attempt at a scenario, with an identity of its own. */
export type AttemptReport = z.infer<typeof attemptReportSchema>;

const scenarioReportSchema = z.readonly(
  z.strictObject({
    ...scenarioFields,
    /** Earlier attempts; also a later one that was broken, when an earlier one had failed. */
    attempts: z.readonly(z.array(attemptReportSchema)),
  }),
);
export type ScenarioReport = z.infer<typeof scenarioReportSchema>;

export const runReportSchema = z.readonly(
  z.strictObject({
    ...timedFields,
    id: runIdSchema,
    trigger: triggerSchema,
    /** Of the canary. */
    version: z.string(),
    scenarios: z.readonly(z.array(scenarioReportSchema)),
  }),
);
export type RunReport = z.infer<typeof runReportSchema>;
