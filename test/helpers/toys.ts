import { FailureError, type Repeat } from '../../src/engine/failure.ts';
import type { Failure, StepResult } from '../../src/engine/report.ts';
import { type RunContext, type RunObserver, type RunRequest, runId } from '../../src/engine/run.ts';
import type { Bench } from '../../src/engine/runner.ts';
import { type BindPorts, type StepScope, scenarioFor } from '../../src/engine/scenario.ts';
import type { SuiteBench } from '../../src/engine/suite.ts';
import { FAKE_START, fakeClock } from './clock.ts';

/** Scenarios for the engine: their only port is the step's scope, and their bodies say what happens. */
export interface ToyPorts {
  readonly scope: StepScope;
}
export const toyPorts: BindPorts<ToyPorts> = (scope) => ({ scope });
export const toy = scenarioFor<ToyPorts>();

export const hang = () => new Promise<never>(() => {});

/** A body that counts as one request and then fails. */
export const failing =
  (failure: Failure, repeat?: Repeat) =>
  ({ scope }: ToyPorts): never => {
    scope.request().sent();
    throw new FailureError(failure, repeat);
  };

export const targetDown: Failure = {
  kind: 'target',
  message: 'the target is down',
  error: { name: 'Down', message: 'down' },
};
export const accessDenied: Failure = {
  kind: 'access',
  message: 'denied',
  error: { name: 'AccessDenied', message: 'denied' },
};

export function aRun(overrides: Partial<RunContext> = {}): RunContext {
  return {
    id: runId('run-1'),
    startedAt: FAKE_START,
    nonce: `${FAKE_START}-abc`,
    settings: {},
    ...overrides,
  };
}

export function aRequest(overrides: Partial<RunRequest> = {}): RunRequest {
  return {
    id: runId('run-1'),
    trigger: { kind: 'manual', by: 'test' },
    select: 'all',
    retries: 0,
    requestedAt: FAKE_START,
    ...overrides,
  };
}

/** A stop that a test pulls; the grace over at once with `now`. */
export function interrupt() {
  const soft = new AbortController();
  const hard = new AbortController();
  const reason = new Error('SIGINT');
  return {
    reason,
    interrupted: soft.signal,
    interruptedForGood: hard.signal,
    stop: () => soft.abort(reason),
    stopForGood: () => hard.abort(reason),
  };
}

export function aBench(overrides: Partial<Bench<ToyPorts>> = {}): Bench<ToyPorts> {
  const { interrupted, interruptedForGood } = interrupt();
  return {
    clock: fakeClock(),
    bind: toyPorts,
    interrupted,
    interruptedForGood,
    bodyMs: 60_000,
    cleanupMs: 15_000,
    stepStarted: () => {},
    stepFinished: () => {},
    ...overrides,
  };
}

export function aSuiteBench(overrides: Partial<SuiteBench<ToyPorts>> = {}): SuiteBench<ToyPorts> {
  let count = 0;
  return {
    clock: fakeClock(),
    bind: toyPorts,
    settings: {},
    problems: [],
    random: () => `r${count++}`,
    bodyMs: 60_000,
    cleanupMs: 15_000,
    concurrency: 4,
    interrupted: new AbortController().signal,
    observers: [],
    observerFailed: (error) => {
      throw error;
    },
    version: '1.2.3',
    ...overrides,
  };
}

/** Writes down what it hears, one line each. */
export function recorder(): RunObserver & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    runStarted: ({ id }, names) => void heard.push(`run ${id} started: ${names.join(' ')}`),
    stepStarted: (name, { id }) => void heard.push(`${name}/${id} started`),
    stepFinished: (name, { id, status }) => void heard.push(`${name}/${id} ${status}`),
    scenarioRetried: ({ name, verdict }, attempt) =>
      void heard.push(`${name} ${verdict}, attempt ${attempt}`),
    scenarioFinished: ({ name, verdict }) => void heard.push(`${name} ${verdict}`),
    runFinished: ({ id, verdict }) => void heard.push(`run ${id} ${verdict}`),
  };
}

/** Steps by their id: `{ put: 'passed', check: 'failed' }`. */
export function statuses(steps: readonly StepResult[]): Record<string, StepResult['status']> {
  return Object.fromEntries(steps.map(({ id, status }) => [id, status]));
}

/** A step's failure, or why it was skipped. */
export function whatOf(steps: readonly StepResult[], id: string): Failure | string | undefined {
  const step = steps.find((one) => one.id === id);
  if (step?.status === 'failed') return step.failure;
  return step?.status === 'skipped' ? step.because : undefined;
}
