import { toFailure } from './failure.ts';
import type { Failure } from './report.ts';
import type { RunContext, RunRequest, SettingProblem } from './run.ts';
import type { Attempt } from './run-store.ts';
import type { Scenario } from './scenario.ts';
import type { Clock } from './time.ts';

/** What an attempt was given, or why it cannot start. Nothing was touched for it. */
export type Start = { readonly given: object } | { readonly failure: Failure };

/** What identities are made of. */
export interface StartBench {
  readonly clock: Clock;
  readonly settings: RunContext['settings'];
  /** What is wrong with the settings, required or not. */
  readonly problems: readonly SettingProblem[];
  /** A few random letters and digits, other ones at each call: the only source of chance in an id. */
  readonly random: () => string;
}

/** A fresh identity, and what the scenario makes of it. */
export function startOf<P>(
  scenario: Scenario<P>,
  { id }: Pick<RunRequest, 'id'>,
  { clock, random, settings, problems }: StartBench,
): Start {
  const startedAt = clock.now();
  const nonce = `${startedAt}-${random()}`;
  return prepare(scenario, { id, startedAt, nonce, settings }, problems);
}

export function prepare<P>(
  scenario: Scenario<P>,
  run: RunContext,
  problems: readonly SettingProblem[],
): Start {
  const wrong = problems.filter(({ name }) => scenario.requires.includes(name));
  if (wrong.length > 0) {
    const message = wrong.map(({ problem }) => problem).join('; ');
    return { failure: { kind: 'settings', message, missing: wrong.map(({ name }) => name) } };
  }
  try {
    return { given: scenario.given(run) };
  } catch (thrown) {
    return { failure: toFailure(thrown) };
  }
}

/** Of one that cannot start, none. */
export function attemptsOf<P>({ name }: Scenario<P>, start: Start): Attempt[] {
  return 'given' in start ? [{ scenario: name, given: start.given }] : [];
}

/** A run whose first attempts have their identities, and of which nothing was done yet. */
export interface PreparedRun<P> {
  readonly request: RunRequest;
  readonly chosen: readonly { readonly scenario: Scenario<P>; readonly first: Start }[];
}

/**
 * Chooses the scenarios and makes up what their first attempts are given.
 *
 * @throws {RangeError} when the request names a scenario that is not among `scenarios`, or when
 *   nothing would be run: that would look like a pass
 */
export function prepareRun<P extends object>(
  scenarios: readonly Scenario<P>[],
  request: RunRequest,
  bench: StartBench,
): PreparedRun<P> {
  const chosen = choose(scenarios, request);
  return {
    request,
    chosen: chosen.map((scenario) => ({ scenario, first: startOf(scenario, request, bench) })),
  };
}

/** Of every scenario that can start, its first attempt. */
export function firstAttempts<P>({ chosen }: PreparedRun<P>): readonly Attempt[] {
  return chosen.flatMap(({ scenario, first }) => attemptsOf(scenario, first));
}

function choose<P extends object>(
  scenarios: readonly Scenario<P>[],
  { select }: RunRequest,
): readonly Scenario<P>[] {
  const names = select === 'all' ? scenarios.map(({ name }) => name) : select;
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new RangeError(`no such scenario: ${unknown.join(', ')}`);
  if (names.length === 0) throw new RangeError('no scenario was chosen');
  return scenarios.filter(({ name }) => names.includes(name));
}
