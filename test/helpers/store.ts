import { type PastRun, summaryOf } from '../../src/engine/history.ts';
import type { RunReport } from '../../src/engine/report.ts';
import { type RunRequest, runId } from '../../src/engine/run.ts';
import type { Attempt, Debt, RunStore } from '../../src/engine/run-store.ts';
import { FAKE_START } from './clock.ts';

export interface Remembered {
  readonly id: RunRequest['id'];
  readonly trigger: RunRequest['trigger'];
  readonly begunAt: number;
  attempts: readonly Attempt[];
  debt?: Debt | undefined;
  report?: RunReport;
}

/** Runs in memory; `fails` makes a call fail. */
export function memoryStore({ fails = () => false }: { fails?: (call: string) => boolean } = {}) {
  const runs = new Map<string, Remembered>();
  const called: string[] = [];
  const on = async <T>(call: string, work: () => T): Promise<T> => {
    called.push(call);
    if (fails(call)) throw new Error(`${call} failed`);
    return work();
  };
  const store: RunStore = {
    begin: ({ id, trigger }, { attempts, debt }) =>
      on('begin', () => {
        if (runs.has(id)) return { outcome: 'duplicate', id };
        runs.set(id, { id, trigger, begunAt: FAKE_START, attempts, debt });
        return { outcome: 'begun' };
      }),
    again: (id, attempt) =>
      on('again', () => {
        const run = runs.get(id);
        if (run) run.attempts = [...run.attempts, attempt];
      }),
    finish: (report, left) =>
      on('finish', () => {
        const { id, trigger } = report;
        const before = runs.get(id) ?? { id, trigger, begunAt: FAKE_START, attempts: [] };
        runs.set(id, { ...before, report, ...left, debt: left?.debt });
      }),
    settle: (id, debt) =>
      on('settle', () => {
        const run = runs.get(id);
        if (run) run.debt = debt;
      }),
    unfinished: (what, { dueBy, howMany }) =>
      on('unfinished', () => {
        const due = [...runs.values()]
          .flatMap(({ debt, ...run }) =>
            debt?.what === what && debt.dueAt <= dueBy ? [{ ...run, debt }] : [],
          )
          .sort((a, b) => a.debt.dueAt - b.debt.dueAt);
        return { runs: due.slice(0, howMany), more: due.length >= howMany };
      }),
    recent: (howMany) => on('recent', () => [...runs.values()].slice(-howMany).map(pastRun)),
    report: (id) => on('report', () => runs.get(id)?.report),
  };
  return { store, called, run: (id: string) => runs.get(id), runs };
}

function pastRun({ id, trigger, begunAt, report }: Remembered): PastRun {
  return { id: runId(id), trigger, begunAt, ...(report && { summary: summaryOf(report) }) };
}
