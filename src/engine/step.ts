import { polling } from './attempts.ts';
import { bounded } from './bounded.ts';
import { FailureError, toFailure } from './failure.ts';
import type { Failure, StepResult } from './report.ts';
import type { BindPorts, Polling, Step } from './scenario.ts';
import { openScope, type Scope } from './scope.ts';
import { stoppedBy, usedUp } from './skips.ts';
import { type Clock, isoTime, millis, type Share, share, TimeUp, within } from './time.ts';

/** For a request and its answer; generous, since a cold target on a slow day is not a broken one. */
const STEP_TIMEOUT_MS = 10_000;

/** With less time than this a step that gets no answer says nothing of the target. */
const FAIR_MS = 3_000;
/** Nor does one whose answer is not yet the right one when a window shorter than this closes. */
const FAIR_WINDOW_MS = 5_000;

/** What any step is run on. */
export interface StepBench<P extends object> {
  readonly clock: Clock;
  readonly bind: BindPorts<P>;
  /** Aborts when no further request may begin. */
  readonly interrupted: AbortSignal;
  /** Aborts, for the same reason, when the request under way may not go on either. */
  readonly interruptedForGood: AbortSignal;
}

export interface Ran {
  readonly result: StepResult;
  /** Something was done, however it ended, so something may have to be cleaned up. */
  readonly begun: boolean;
  /** What an invoke saw or a cleanup found, under the name it was given. */
  readonly answer?: object;
  /** The notes to keep only when the scenario does not pass. */
  readonly evidenceKeys: readonly string[];
}

/**
 * Runs one step within its own limit and what is left of its share. Whatever is thrown becomes a
 * failure; only an interrupt, which is nobody's fault, makes it a skipped step.
 */
export async function runStep<P extends object>(
  step: Step<P>,
  seen: object,
  left: Share,
  bench: StepBench<P>,
): Promise<Ran> {
  const finish = stopwatch(step, bench.clock);
  const time = share(bench.clock, Math.min(limitOf(step), left.remaining()));
  const answering = { ms: time.ms };
  let scope: Scope | undefined;
  try {
    if (step.phase === 'verify') {
      verify(step, seen);
      return finish({ status: 'passed' });
    }
    const answer = await within(bench.clock, time.ms, bench.interruptedForGood, async (signal) => {
      scope = openScope(bench.clock, signal, bench.interrupted, time);
      return await act(step, seen, { scope, time, answering }, bench);
    });
    return { ...finish({ status: 'passed' }, scope), ...(answer && { answer }) };
  } catch (thrown) {
    const { interrupted } = bench;
    if (interrupted.aborted && thrown === interrupted.reason) {
      return finish(
        { status: 'skipped', because: `${stoppedBy(interrupted)} while it ran` },
        scope,
      );
    }
    const unfair = thrown instanceof TimeUp && answering.ms < Math.min(FAIR_MS, answerMsOf(step));
    if (unfair || thrown instanceof CutShort) {
      return finish({ status: 'skipped', because: `${usedUp(left)} while it ran` }, scope);
    }
    const failure = thrown instanceof TimeUp ? timeUp(thrown, scope) : toFailure(thrown);
    return finish({ status: 'failed', failure }, scope);
  }
}

export function skipStep<P extends object>(step: Step<P>, because: string, clock: Clock): Ran {
  return stopwatch(step, clock)({ status: 'skipped', because });
}

type Acting<P> = Exclude<Step<P>, { phase: 'verify' }>;
type Verifying<P> = Extract<Step<P>, { phase: 'verify' }>;

interface Acts {
  readonly scope: Scope;
  readonly time: Share;
  /** What the request under way has had to answer in, from its beginning. */
  readonly answering: { ms: number };
}

async function act<P extends object>(
  step: Acting<P>,
  seen: object,
  { scope, time, answering }: Acts,
  { clock, bind, interrupted }: StepBench<P>,
): Promise<object | undefined> {
  // Assigned, not spread: a port is looked up when a step names it, so one that lacks its setting
  // hurts only those who use it.
  const input = Object.assign(bind(scope), seen);
  const { as, run } = step;
  const ask = async () => run(input);
  const named = (answer: unknown) => (as === undefined ? undefined : { [as]: answer });
  const poll = step.phase === 'invoke' ? step.poll : undefined;
  if (!poll) return named(await ask());
  const until = (one: unknown) => poll.until(one, seen);
  const fits = fitted(poll, limitOf(step), time);
  const askInTime = () => {
    answering.ms = time.remaining();
    return ask();
  };
  const answer = await polling(clock, { ...fits, until }, [scope.signal, interrupted], askInTime);
  if (fits.withinMs < Math.min(FAIR_WINDOW_MS, poll.withinMs) && !until(answer))
    throw new CutShort();
  return named(answer);
}

/** The window for asking was cut short: in the whole of it the answer might have come. */
class CutShort extends Error {}

/** A window that closes before the step's time is up, so that the last answer reaches `verify`. */
function fitted(poll: Polling<unknown>, limitMs: number, time: Share) {
  const forTheLastAnswer = Math.min(limitMs - poll.withinMs, time.ms / 2);
  return { ...poll, withinMs: Math.min(poll.withinMs, time.ms - forTheLastAnswer) };
}

function verify<P extends object>(step: Verifying<P>, seen: object): void {
  const check = step.check(seen);
  if (check.ok) return;
  const { message, expected, actual } = check;
  throw new FailureError({
    kind: 'check',
    message,
    expected: bounded(expected),
    actual: bounded(actual),
  });
}

function limitOf<P extends object>(step: Step<P>): number {
  const pollMs = step.phase === 'invoke' ? (step.poll?.withinMs ?? 0) : 0;
  return answerMsOf(step) + pollMs;
}

function answerMsOf<P extends object>({ timeoutMs = STEP_TIMEOUT_MS }: Step<P>): number {
  return timeoutMs;
}

function timeUp(error: TimeUp, scope: Scope | undefined): Failure {
  const allowed = `${(error.allowedMs / 1000).toFixed(1)} s`;
  if (!scope?.preparing) {
    if (scope?.heldUpBy) return scope.heldUpBy;
    const message = `expected an answer within ${allowed}, got none`;
    return { kind: 'timeout', message, allowedMs: Math.round(error.allowedMs) };
  }
  const message = `no request was sent within ${allowed}: no credentials were found yet, or AWS cannot be reached`;
  return { kind: 'access', message, error: { name: 'NothingSent', message } };
}

/** Of each kind of result what the others have not; of all at once, Omit would see no difference. */
type Outcome<Kind = StepResult> = Kind extends StepResult
  ? Omit<Kind, Exclude<keyof StepResult, 'status'>>
  : never;

function stopwatch<P extends object>({ phase, id, title }: Step<P>, clock: Clock) {
  const startedAt = isoTime(clock.now());
  const started = clock.elapsed();
  return (outcome: Outcome, scope?: Scope): Ran => ({
    result: {
      phase,
      id,
      title,
      startedAt,
      durationMs: millis(clock.elapsed() - started),
      calls: scope?.calls ?? 0,
      notes: { ...scope?.notes },
      ...outcome,
    },
    begun: scope !== undefined,
    evidenceKeys: [...(scope?.evidenceKeys ?? [])],
  });
}
