/**
 * What the state machine invokes the function with, and what its states hand on: names and verdicts,
 * since 256 KiB is all that fits between two states. The reports are in the runs table.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
import type { PartedRun } from '../engine/parts.ts';
import type { RunId, ScenarioName, Trigger } from '../engine/report.ts';
import { LIMITS } from '../limits.ts';
import { SETTLED } from '../triggers/events.ts';
import {
  anything,
  exactly,
  kindOf,
  list,
  number,
  type Of,
  oneOf,
  optional,
  type Shape,
  text,
  whole,
} from '../triggers/shape.ts';

const runId = text as Shape<string> as Shape<RunId>;
const scenario = text as Shape<string> as Shape<ScenarioName>;

const kinds = {
  schedule: exactly({ kind: oneOf('schedule'), rule: text }),
  stack: exactly({ kind: oneOf('stack'), stack: text, status: oneOf(...SETTLED) }),
  deploy: exactly({
    kind: oneOf('deploy'),
    deployId: text,
    version: optional(text),
    commit: optional(text),
  }),
  manual: exactly({ kind: oneOf('manual'), by: text }),
} satisfies { [Kind in Trigger['kind']]: Shape<Extract<Trigger, { kind: Kind }>> };

const run: Shape<PartedRun> = exactly({
  id: runId,
  trigger: kindOf('kind', kinds),
  retries: whole(LIMITS.retries),
  requestedAt: number,
  startedAt: number,
});

const summary = exactly({
  /** Of one whose invocation answered. */
  outcome: optional(oneOf('part')),
  scenario,
  /** Of one that was run. */
  verdict: optional(text),
  /** Of one whose invocation failed: the name of its error. */
  error: optional(text),
});
export type PartSummary = Of<typeof summary>;

export const step = kindOf('fanOut', {
  begin: exactly({ fanOut: oneOf('begin'), event: anything, execution: text }),
  part: exactly({ fanOut: oneOf('part'), run, scenario }),
  gather: exactly({ fanOut: oneOf('gather'), run, summaries: list(summary) }),
});
