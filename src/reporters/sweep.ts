import type { Debt, UnfinishedRun } from '../engine/run-store.ts';
import type { SweepReport, SweptRun } from '../engine/sweeper.ts';
import { moment, plainLine, plural, span } from './plain.ts';

/** What a sweep did, and what is still there and why. */
export function sweepLines(report: SweepReport) {
  const { runs, more } = report;
  const lines = [...runs.map(sweptLine), totalLine(report)];
  const failed = runs.flatMap(({ id, failures }) =>
    failures.map(({ scenario, step, failure }) =>
      plainLine(`run ${id}: ${[scenario, step].filter(Boolean).join(' ')}: ${failure.message}`),
    ),
  );
  return { lines, left: more ? [...failed, 'there may be more: sweep again'] : failed };
}

function totalLine({ runs, found, removed, ledgerEntries, more }: SweepReport): string {
  if (runs.length === 0) return more ? 'nothing was looked at' : 'nothing to sweep';
  const entries = ledgerEntries === 1 ? 'entry' : 'entries';
  const done = [
    found > 0 && `${removed} of ${plural(found, 'leftover')} removed`,
    ledgerEntries > 0 && `${ledgerEntries} ledger ${entries} removed`,
  ].filter(Boolean);
  return `${done.join(', ') || 'nothing was left'}, from ${plural(runs.length, 'run')}`;
}

function sweptLine({ id, begunAt, what, found, removed }: SweptRun): string {
  const cleaned = found === 0 ? 'nothing was left' : `${removed} of ${found} removed`;
  const did = what === 'ledger' ? 'ledger' : cleaned;
  return plainLine(`${moment(begunAt)}  ${id}  ${did}`);
}

/** What there is to sweep, and from when on a sweep takes it. */
export function upcomingLines(
  runs: readonly UnfinishedRun[],
  now: number,
  planIn: (given: object) => { readonly pk: string; readonly plan_id: string } | undefined,
): readonly string[] {
  if (runs.length === 0) return ['nothing to sweep'];
  return runs.flatMap(({ id, begunAt, trigger, debt, attempts }) => {
    const by = trigger.kind === 'manual' ? trigger.by : trigger.kind;
    return [
      plainLine(`${moment(begunAt)}  ${id}  ${by}  ${DEBTS[debt.what]}, ${whenDue(debt, now)}`),
      ...attempts.flatMap(({ scenario, given }) => {
        const plan = planIn(given);
        return plan ? [`  ${plainLine(`${scenario}  ${plan.plan_id}  ${plan.pk}`)}`] : [];
      }),
    ];
  });
}

/** By itself, and by whoever asks for it, which takes what is kept at once. */
function whenDue({ what, dueAt }: Debt, now: number): string {
  const due = dueAt <= now ? 'due' : `due in ${span(dueAt - now)}`;
  return what === 'kept' ? `${due}, or with a sweep by hand` : due;
}

/** Nothing was due; how much will be, and from when on. */
export function laterLine(runs: readonly UnfinishedRun[], now: number): string {
  const [first] = runs;
  if (!first) return 'nothing to sweep';
  const due = `the first is due in ${span(first.debt.dueAt - now)}`;
  return `nothing to sweep yet: ${plural(runs.length, 'run')}, ${due} (canary sweep --dry-run)`;
}

const DEBTS = {
  cleanup: 'died, or may have left something',
  kept: 'kept on purpose',
  ledger: 'ledger entries',
} as const;
