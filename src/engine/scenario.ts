import type { Check } from './checks.ts';
import type { Failure, Phase, ScenarioName } from './report.ts';
import { type RunContext, scenarioName } from './run.ts';

/** What a step may use beside its ports; one for every step, gone when the step is over. */
export interface StepScope {
  /** Aborts when the step's time is up. */
  readonly signal: AbortSignal;
  /** What the step had when it began. */
  readonly allowedMs: number;
  /** Waits; ends early, by a throw, when the step is over or the run is stopped. */
  sleep(ms: number): Promise<void>;
  /** Goes into the step's result: a request id, a function name. */
  note(key: string, value: unknown): void;
  /** A note that the report keeps only when the scenario does not pass: a log tail. */
  evidence(key: string, value: unknown): void;
  /** The reason for waiting, reported if the time runs out meanwhile; undefined when it is over. */
  heldUp(by: Failure | undefined): void;
  /** A request is being prepared. */
  request(): OpenRequest;
}

/** A request on its way: until it is `sent`, running out of time is not the target's fault. */
export interface OpenRequest {
  /** It went out: counted as one of the step's calls. */
  sent(): void;
  /** No connection was made: it did not go out after all. */
  neverLeft(): void;
  /** It was answered, refused or given up. */
  ended(): void;
}

/** Makes the ports for one step, bound to its deadline, so that no author can forget it. */
export type BindPorts<P> = (scope: StepScope) => P;
export type Body<In, Out> = (input: In) => Out | Promise<Out>;

export interface How {
  /** Short and stable, a metric dimension; by default the slug of the title. */
  readonly id?: string;
  /** For the whole step, repeats included; without it the runner's default. */
  readonly timeoutMs?: number;
}

/**
 * Asks again while an eventually consistent answer may still come; the last one goes on to `verify`.
 * `until` must hold for a wrong answer too, or a right one that comes later would hide it.
 */
export interface Polling<R, Seen = object> {
  readonly until: (answer: R, seen: Seen) => boolean;
  readonly withinMs: number;
  /** The longest pause between two requests. */
  readonly everyMs?: number;
}

interface Named {
  readonly id: string;
  readonly title: string;
  readonly timeoutMs?: number;
}

/** A step as the runner sees it: what the chain proved about types is no longer needed here. */
export type Step<P> =
  | (Named & { readonly phase: 'seed'; readonly as?: never; readonly run: Body<P, void> })
  | (Named & { readonly phase: 'cleanup'; readonly as?: string; readonly run: Body<P, unknown> })
  | (Named & {
      readonly phase: 'invoke';
      readonly as: string;
      readonly run: Body<P, unknown>;
      readonly poll?: Polling<unknown>;
    })
  | (Named & { readonly phase: 'verify'; readonly check: (seen: object) => Check });

export interface Scenario<P> {
  readonly name: ScenarioName;
  readonly title: string;
  /** Names of the settings without which it cannot start. */
  readonly requires: readonly string[];
  /** Pure: every id exists before the first write, so cleanup has its keys whatever happens. */
  given(run: RunContext): object;
  readonly steps: readonly Step<P>[];
  /** Why it needs no cleanup, where it has none. */
  readonly leavesNothing?: string;
}

/** A name for an answer that hides no port and no earlier answer. */
type Fresh<As extends string, Taken> = As extends keyof Taken ? never : As;

/** Given, seed, invoke, verify, cleanup: `Seen` grows with every invoke. */
export interface Act<P, Given, Seen, Seeded extends boolean = false> {
  seed(title: string, run: Body<Given & P, void>, how?: How): Act<P, Given, Seen, true>;
  invoke<As extends string, R>(
    as: Fresh<As, Seen & P>,
    title: string,
    run: Body<Seen & P, R>,
    how?: How & (Polling<NoInfer<R>, Seen> | { [K in keyof Polling<R>]?: never }),
  ): Act<P, Given, Seen & Record<As, R>, Seeded>;
  /** Sees evidence and no ports, so it cannot do I/O. */
  verify(title: string, check: (seen: Seen) => Check, how?: How): Act<P, Given, Seen, Seeded>;
  cleanup: Cleanup<P, Given, Seen>;
  /** Ends a scenario that wrote nothing. */
  leavesNothing: Seeded extends false ? (why: string) => Scenario<P> : never;
}

/**
 * Sees only what was given, never an answer that may not have come. What it found it may hand on, under
 * a name, to a `verify` that comes after it.
 */
type Cleanup<P, Given, Seen> = <R, As extends string = never>(
  title: string,
  run: Body<Given & P, R>,
  how?: How & { readonly as?: Fresh<As, Seen & P> },
) => Closed<P, Given, Seen & Record<As, R>>;

/** Only a chain that cleans up, or says why it need not, is a {@link Scenario}. */
export interface Closed<P, Given, Seen> extends Judged<P, Seen> {
  cleanup: Cleanup<P, Given, Seen>;
}

/** A scenario that may still look at what its cleanups found. */
export interface Judged<P, Seen> extends Scenario<P> {
  /** Only where all before it passed, cleanups too: one that failed still decides nothing. */
  verify(title: string, check: (seen: Seen) => Check, how?: How): Judged<P, Seen>;
}

export interface Opening<P, Setting extends string> {
  requires(...settings: readonly Setting[]): Opening<P, Setting>;
  given<Given extends object>(
    make: (run: RunContext) => Given & { [K in keyof P]?: never },
  ): Act<P, Given, Given>;
}

/**
 * The chain for one set of ports.
 *
 * @throws {TypeError} when a definition is wrong in a way the types cannot see: a name that is not a
 *   slug, or an id used twice
 */
export function scenarioFor<P extends object, Setting extends string = string>() {
  return (name: string, title: string): Opening<P, Setting> => {
    refuseUnlessSlug('scenario name', name);
    return opening<P, Setting>({ name: scenarioName(name), title, requires: [] });
  };
}

type Head = Pick<Scenario<never>, 'name' | 'title' | 'requires'>;

function opening<P, Setting extends string>(head: Head): Opening<P, Setting> {
  return {
    requires: (...settings) => opening({ ...head, requires: [...head.requires, ...settings] }),
    given: <Given extends object>(given: (run: RunContext) => Given) =>
      act<P>({ ...head, given, steps: [] }) as unknown as Act<P, Given, Given>,
  };
}

/** The types of the chain are its signatures' business; here it is a list that grows. */
function act<P>(soFar: Scenario<P>) {
  return {
    seed: (title: string, run: Body<P, void>, how: How = {}) =>
      act(grown(soFar, 'seed', title, how, { run })),
    invoke: (
      as: string,
      title: string,
      run: Body<P, unknown>,
      how: How & Partial<Polling<unknown>> = {},
    ) => {
      const { until, withinMs, everyMs, ...rest } = how;
      const poll = until && { poll: { until, withinMs, ...(everyMs && { everyMs }) } };
      return act(grown(soFar, 'invoke', title, rest, { as, run, ...poll }));
    },
    verify: (title: string, check: (seen: object) => Check, how: How = {}) =>
      act(grown(soFar, 'verify', title, how, { check })),
    cleanup: closed(soFar).cleanup,
    leavesNothing: (why: string): Scenario<P> => ({ ...soFar, leavesNothing: why }),
  };
}

function closed<P>(soFar: Scenario<P>): Closed<P, object, object> {
  const cleanup = (title: string, run: Body<P, unknown>, how: How = {}) =>
    closed(grown(soFar, 'cleanup', title, how, { run }));
  return { ...judged(soFar), cleanup: cleanup as Cleanup<P, object, object> };
}

function judged<P>(soFar: Scenario<P>): Judged<P, object> {
  return {
    ...soFar,
    verify: (title, check, how = {}) => judged(grown(soFar, 'verify', title, how, { check })),
  };
}

function grown<P>(
  soFar: Scenario<P>,
  phase: Phase,
  title: string,
  how: How,
  rest: object,
): Scenario<P> {
  const step = { phase, title, ...how, ...rest, id: how.id ?? slug(title) } as Step<P>;
  refuseUnlessSlug('step id', step.id);
  if (soFar.steps.some(({ id }) => id === step.id)) {
    throw new TypeError(`${soFar.name} has two steps with the id "${step.id}"`);
  }
  return { ...soFar, steps: [...soFar.steps, step] };
}

/** Both are dimensions of metrics, which may not be empty. */
function refuseUnlessSlug(what: string, text: string): void {
  if (text !== '' && text === slug(text)) return;
  throw new TypeError(
    `"${text}" is not a valid ${what}: use letters, digits and "-", as in "a-plan"`,
  );
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
