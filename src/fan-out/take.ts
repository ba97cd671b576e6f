import type { CanaryOptions } from '../canary.ts';
import type { RunId, RunReport, ScenarioName, Trigger } from '../engine/report.ts';
import { runId } from '../engine/run.ts';
import type { ParsedTrigger } from '../triggers/parse.ts';
import { read } from '../triggers/shape.ts';
import type { Opened } from '../wiring.ts';
import { type Begun, beginParts, gatherParts, runPart } from './parts.ts';
import { step as aStep } from './steps.ts';

type Rejected = Extract<ParsedTrigger, { outcome: 'reject' }>;

export interface StateBench {
  readonly options: CanaryOptions;
  /** What the event is that the execution was started with. */
  readonly parse: (event: unknown) => ParsedTrigger;
  /** Done when a run was gathered, in the same account. */
  readonly afterwards: (trigger: Trigger, opened: Opened) => Promise<void>;
}

/** What a state hands on. */
export type StepAnswer =
  | Begun
  | { readonly outcome: 'ignored'; readonly reason: string }
  | Awaited<ReturnType<typeof runPart>>
  | {
      readonly outcome: 'gathered';
      readonly id: RunId;
      readonly verdict: RunReport['verdict'];
      readonly scenarios: number;
      readonly failed: readonly ScenarioName[];
      readonly broken: readonly ScenarioName[];
    };

/** One state of the state machine; or all that is wrong with what it asks for. */
export async function takeStep(
  event: unknown,
  { options, parse, afterwards }: StateBench,
): Promise<StepAnswer | Rejected> {
  const parsed = read(aStep, event);
  if ('problems' in parsed) return { outcome: 'reject', ...parsed };
  const step = parsed.read;
  switch (step.fanOut) {
    case 'begin':
      return await begin(parse(step.event), step.execution, options);
    case 'part':
      return await runPart(step.run, step.scenario, ofAPart(options));
    case 'gather': {
      const { id, verdict, scenarios } = await gatherParts(step.run, step.summaries, {
        ...options,
        afterwards: (opened) => afterwards(step.run.trigger, opened),
      });
      const those = (which: string) =>
        scenarios.filter((one) => one.verdict === which).map(({ name }) => name);
      const red = { failed: those('failed'), broken: those('broken') };
      return { outcome: 'gathered', id, verdict, scenarios: scenarios.length, ...red };
    }
  }
}

async function begin(
  parsed: ParsedTrigger,
  execution: string,
  options: CanaryOptions,
): Promise<StepAnswer | Rejected> {
  if (parsed.outcome === 'reject') return parsed;
  if (parsed.outcome === 'ignore') return { outcome: 'ignored', reason: parsed.reason };
  const { request, fromEvent } = parsed;
  // A request has no id but its invocation's. That may be repeated here; the execution is one.
  const own = fromEvent ? request : { ...request, id: runId(execution) };
  return await beginParts(own, { fromEvent, execution }, options);
}

/** The heartbeat and what else is the run's is told when all parts are there. */
function ofAPart(options: CanaryOptions): CanaryOptions {
  const observers = (options.observers ?? []).map(({ runFinished: _, ...rest }) => rest);
  return { ...options, observers };
}
