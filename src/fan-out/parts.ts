import { type CanaryOptions, runOnce, scenarioNames } from '../canary.ts';
import { lostPart, type PartedRun, together } from '../engine/parts.ts';
import {
  partId,
  type RunId,
  type RunReport,
  type RunRequest,
  type ScenarioName,
} from '../engine/run.ts';
import { STORE_MS } from '../engine/run-store.ts';
import { telling } from '../engine/telling.ts';
import { within } from '../engine/time.ts';
import { scenarios } from '../scenarios/index.ts';
import { inAccount, never, type Opened } from '../wiring.ts';
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

/** Each part keeps what it owes itself: of the run as a whole nothing is ever left to clean up. */
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
      ...{ attempts: [], fromEvent: how.fromEvent, claim: how.execution },
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
  // Invoked once more, since an answer was lost: what the first one came to is in the runs table.
  const verdict = ran.outcome === 'ran' ? { verdict: ran.report.verdict } : {};
  return { outcome: 'part', scenario, ...verdict };
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
      summaries.map(async ({ scenario: name, error }) => {
        const scenario = scenarios.find((one) => one.name === name);
        if (!scenario) throw new RangeError(`no such scenario: ${name}`);
        const report = await store?.report(partId(run.id, name)).catch(() => undefined);
        const [there] = report?.scenarios ?? [];
        if (there) return there;
        const lost = lostPart(scenario, run, error ?? 'NotKept', clock);
        tell((observer) => observer.scenarioFinished?.(lost));
        return lost;
      }),
    );
    const report = together(run, found, { clock, version: options.version });
    await tellLast((observer) => observer.runFinished?.(report));
    await store?.finish(report).catch((error) => options.unkept?.('finish', error));
    await options.afterwards(opened);
    return report;
  });
}
