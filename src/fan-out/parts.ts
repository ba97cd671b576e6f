import { type CanaryOptions, runOnce, scenarioNames } from '../canary.ts';
import { polling } from '../engine/attempts.ts';
import { errorFacts } from '../engine/failure.ts';
import { lostPart, type PartedRun, together } from '../engine/parts.ts';
import type { Failure, RunId, RunReport, ScenarioName } from '../engine/report.ts';
import { partId, type RunRequest } from '../engine/run.ts';
import { STORE_MS } from '../engine/run-store.ts';
import { telling } from '../engine/telling.ts';
import { never, within } from '../engine/time.ts';
import { scenarios } from '../scenarios/index.ts';
import { inAccount, type Opened } from '../wiring.ts';
import type { PartSummary } from './steps.ts';

export type Begun =
  | {
      readonly outcome: 'begun';
      readonly run: PartedRun;
      readonly parts: readonly ScenarioName[];
      /** For the Map state. */
      readonly concurrency: number;
    }
  | { readonly outcome: 'duplicate'; readonly id: RunId };

/**
 * Each part records its own cleanup, so the whole run has none. A sweep may look at it, and find that
 * out, only after the time limit of its state machine.
 */
const OVER_MS = 60 * 60_000;

/** Claims the run, and says of which parts it is. */
export async function beginParts(
  request: RunRequest,
  how: { readonly fromEvent: boolean; readonly execution: string },
  options: CanaryOptions,
): Promise<Begun> {
  return await inAccount(options, async ({ clock, store }) => {
    const { id, trigger, retries, requestedAt, select } = request;
    const startedAt = clock.now();
    const beginning = {
      attempts: [],
      fromEvent: how.fromEvent,
      claim: how.execution,
      debt: { what: 'cleanup', dueAt: startedAt + OVER_MS },
    } as const;
    try {
      const begun = await within(clock, STORE_MS, never, async () =>
        store?.begin(request, beginning),
      );
      if (begun?.outcome === 'duplicate') return begun;
    } catch (error) {
      options.unkept?.('begin', error);
    }
    return {
      outcome: 'begun',
      run: { id, trigger, retries, requestedAt, startedAt },
      parts: select === 'all' ? scenarioNames : select,
      concurrency: options.concurrency,
    };
  });
}

/** How often the report of a part that is under way is looked for. */
const LOOK_MS = 1_000;

/** Runs one scenario, as a run of its own: its report goes into the runs table. */
export async function runPart(
  run: PartedRun,
  scenario: ScenarioName,
  options: CanaryOptions,
): Promise<PartSummary & { readonly outcome: 'part' }> {
  const { trigger, retries, requestedAt } = run;
  const id = partId(run.id, scenario);
  const ran = await runOnce(
    { id, trigger, select: [scenario], retries, requestedAt },
    { ...options, fromEvent: false },
  );
  // Step Functions has invoked this part before and lost the answer: its report will be in the table.
  const report = ran.outcome === 'ran' ? ran.report : await reportOf(id, options);
  return { outcome: 'part', scenario, ...(report && { verdict: report.verdict }) };
}

/** Waits for the report of a part that somebody else runs, for as long as there was for running it. */
async function reportOf(id: RunId, options: CanaryOptions): Promise<RunReport | undefined> {
  return await inAccount(options, ({ clock, store }) =>
    polling(
      clock,
      { until: (report) => report !== undefined, withinMs: options.bodyMs, everyMs: LOOK_MS },
      [],
      async () => await store?.report(id),
    ),
  );
}

/** Makes one report of those in the runs table, tells the observers, and keeps it as the run's. */
export async function gatherParts(
  run: PartedRun,
  summaries: readonly PartSummary[],
  options: CanaryOptions & { readonly afterwards: (opened: Opened) => Promise<void> },
): Promise<RunReport> {
  return await inAccount(options, async (opened) => {
    const { clock, store } = opened;
    const { tell, tellLast } = telling(clock, options.observers ?? [], options.observerFailed);
    const names = summaries.map(({ scenario }) => scenario);
    tell((observer) => observer.runStarted?.({ ...run, select: names }, names));
    const found = await Promise.all(
      summaries.map(async (summary) => {
        const scenario = scenarios.find(({ name }) => name === summary.scenario);
        if (!scenario) throw new RangeError(`no such scenario: ${summary.scenario}`);
        try {
          const report = await store?.report(partId(run.id, scenario.name));
          const [there] = report?.scenarios ?? [];
          if (there) return there;
          throw new Error(summary.error ?? 'the runs table has no report of it');
        } catch (why) {
          const lost = lostPart(scenario, run, whyLost(summary, why), clock);
          tell((observer) => observer.scenarioFinished?.(lost));
          return lost;
        }
      }),
    );
    const report = together(run, found, { clock, version: options.version });
    await tellLast((observer) => observer.runFinished?.(report));
    await store?.finish(report).catch((error) => options.unkept?.('finish', error));
    await options.afterwards(opened);
    return report;
  });
}

function whyLost({ verdict }: PartSummary, why: unknown): Failure {
  const answered = verdict === undefined ? 'gave no answer' : `answered "${verdict}"`;
  const error = errorFacts(why);
  const message = `the invocation that ran it ${answered}, and there is no report: ${error.message}`;
  return { kind: 'defect', message, error };
}
