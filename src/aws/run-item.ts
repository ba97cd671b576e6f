import { gunzipSync, gzipSync } from 'node:zlib';
import type { PastRun, RunSummary } from '../engine/history.ts';
import type { RunId, RunReport } from '../engine/report.ts';
import { isPart, runId } from '../engine/run.ts';
import type { Attempt, Debt, UnfinishedRun } from '../engine/run-store.ts';

/** How a run is written into its item of the runs table, and read from it. */

export type Item = Readonly<Record<string, unknown>>;

/** An item holds 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LARGEST_REPORT = 300_000;
/** Of attempts; past it they are packed. */
const LARGEST_LIST = 50_000;

/** No history tells of the parts of a run beside the run itself. */
export const kindOf = (id: RunId) => (isPart(id) ? 'PART' : 'RUN');

/** As text: what was given is a scenario's own, and DynamoDB takes not all that JSON can hold. */
interface Written {
  readonly scenario: Attempt['scenario'];
  readonly given: string;
}
/** Many at once, in a tenth of the room: a thousand plans are 800 KB as they are. */
interface Packed {
  readonly packed: Uint8Array;
}

export function writtenAttempts(attempts: readonly Attempt[]): readonly (Written | Packed)[] {
  const texts = attempts.map(({ scenario, given }) => ({ scenario, given: JSON.stringify(given) }));
  const json = JSON.stringify(texts);
  return json.length <= LARGEST_LIST ? texts : [{ packed: gzipSync(json) }];
}

function unpacked(entry: Written | Packed): readonly Written[] {
  if (!('packed' in entry)) return [entry];
  return JSON.parse(gunzipSync(entry.packed).toString()) as readonly Written[];
}

export function unfinishedIn(item: Item): UnfinishedRun {
  const { run_id, trigger, begun_at, debt, due_at, attempts } = item as Item & {
    readonly attempts?: readonly (Written | Packed)[];
  };
  return {
    id: runId(String(run_id)),
    trigger: trigger as UnfinishedRun['trigger'],
    begunAt: Number(begun_at),
    debt: { what: debt as Debt['what'], dueAt: Number(due_at) },
    attempts: (attempts ?? []).flatMap(unpacked).map(({ scenario, given }) => ({
      scenario,
      given: JSON.parse(given) as object,
    })),
  };
}

export function pastRunIn({ run_id, trigger, begun_at, summary }: Item): PastRun {
  return {
    id: runId(String(run_id)),
    trigger: trigger as PastRun['trigger'],
    begunAt: Number(begun_at),
    ...(summary !== undefined && { summary: summary as RunSummary }),
  };
}

/** Packed; undefined where it is too large for an item that holds the summary as well. */
export function writtenReport(report: RunReport, summary: RunSummary): Uint8Array | undefined {
  const whole = gzipSync(JSON.stringify(report));
  return whole.length <= LARGEST_REPORT - JSON.stringify(summary).length ? whole : undefined;
}

export function reportIn(item: Item | undefined): RunReport | undefined {
  const { report } = (item ?? {}) as { readonly report?: Uint8Array };
  return report && (JSON.parse(gunzipSync(report).toString()) as RunReport);
}
