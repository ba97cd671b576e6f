import { within } from '../engine/time.ts';
import { laterLine, sweepLines, upcomingLines } from '../reporters/sweep.ts';
import { sweepIn } from '../sweeping.ts';
import { planIn } from '../target/plans.ts';
import { inAccount, type Opened } from '../wiring.ts';
import { whyNot } from './failures.ts';
import { needs } from './needs.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** Somebody waits for it, and no run does. */
const LIMIT_MS = 120_000;
const MOST = 1_000;
/** Due or not. */
const EVERYTHING = { dueBy: Number.MAX_SAFE_INTEGER, howMany: MOST };

/** `canary sweep`: the cleanup of runs that died, or did not finish clean, done once more. */
export function sweep(invocation: Invocation, shell: Shell): Ready {
  const { env, problems, hint } = needs(
    invocation,
    shell,
    ({ CANARY_SWEEP_LEDGER }) => [
      ...(['AWS_REGION', 'RUNS_TABLE_NAME', 'REVENUE_PLANS_TABLE_NAME'] as const),
      'CANARY_SWEEP_LEDGER',
      ...(CANARY_SWEEP_LEDGER === 'true' ? (['PLAN_LEDGER_TABLE_NAME'] as const) : []),
    ],
    { options: ['--stage', '--region'] },
  );
  const dry = invocation.flags.has('dry-run');
  return {
    problems,
    hint,
    go: async () => {
      shell.setForSdk(forSdk(env));
      try {
        return await inAccount({ env }, (opened) => (dry ? show : remove)(opened, shell));
      } catch (error) {
        shell.err.write(`canary sweep: ${whyNot(error, env, shell.interrupted)}`);
        return EXIT.broken;
      }
    },
  };
}

async function remove(opened: Opened, { out, err, interrupted }: Shell): Promise<ExitCode> {
  const options = { limitMs: LIMIT_MS, most: MOST, byHand: true, interrupted };
  const report = await sweepIn(opened, options);
  if (!report) throw new RangeError('expected a runs table to be known by now');
  const { left, lines } = sweepLines(report);
  const later = report.runs.length === 0 && !report.more ? await laterIn(opened, interrupted) : [];
  const told = later.length > 0 ? [laterLine(later, opened.clock.now())] : lines;
  out.write(told.map((line) => `${line}\n`).join(''));
  if (left.length > 0) err.write(left.map((line) => `canary sweep: ${line}\n`).join(''));
  return left.length > 0 ? EXIT.broken : EXIT.passed;
}

/** What died a moment ago is not touched, since it may be at work still. */
async function laterIn({ clock, store }: Opened, interrupted: AbortSignal) {
  const asked = () => store?.unfinished('cleanup', EVERYTHING);
  return (await within(clock, LIMIT_MS, interrupted, async () => await asked()))?.runs ?? [];
}

async function show(opened: Opened, { out, err, interrupted }: Shell): Promise<ExitCode> {
  const { store, clock, values } = opened;
  const kinds = ['cleanup', 'kept', 'ledger'] as const;
  const asked = kinds.filter((what) => what !== 'ledger' || values.CANARY_SWEEP_LEDGER === 'true');
  const found = await within(clock, LIMIT_MS, interrupted, () =>
    Promise.all(asked.map((what) => store?.unfinished(what, EVERYTHING))),
  );
  const runs = found.flatMap((some) => some?.runs ?? []);
  const lines = upcomingLines(runs, clock.now(), planIn);
  out.write(lines.map((line) => `${line}\n`).join(''));
  if (found.some((some) => some?.more))
    err.write(`canary sweep: there may be more: of each kind the first ${MOST} are shown\n`);
  return EXIT.passed;
}
