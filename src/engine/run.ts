import type {
  AttemptReport,
  Phase,
  RunId,
  RunReport,
  ScenarioName,
  ScenarioReport,
  StepResult,
  Trigger,
} from './report.ts';

/** What starts a run, whoever asked for it. */
export interface RunRequest {
  readonly id: RunId;
  readonly trigger: Trigger;
  readonly select: 'all' | readonly ScenarioName[];
  /** How often a failed scenario is tried again, each time with a fresh identity. */
  readonly retries: number;
  /** Epoch ms. */
  readonly requestedAt: number;
}

export interface StepHeading {
  readonly phase: Phase;
  readonly id: string;
  readonly title: string;
}

/**
 * Hears what happens, when it happens. An observer cannot hurt the run: what it throws is
 * contained and handed to the suite's `observerFailed`.
 */
export interface RunObserver {
  runStarted?(request: RunRequest, names: readonly ScenarioName[]): void;
  stepStarted?(name: ScenarioName, step: StepHeading): void;
  stepFinished?(name: ScenarioName, step: StepResult): void;
  /** A failed attempt is about to be followed by another, the `attempt`-th (from 2). */
  scenarioRetried?(failed: AttemptReport, attempt: number): void;
  scenarioFinished?(report: ScenarioReport): void;
  runFinished?(report: RunReport): void | Promise<void>;
}

/** What makes one attempt at one scenario different from every other, at any time, anywhere. */
export interface RunContext {
  readonly id: RunId;
  /** Epoch ms at which the attempt began. */
  readonly startedAt: number;
  /** `{epoch ms}-{random}`, fresh for every scenario and attempt. */
  readonly nonce: string;
  /** Those the scenario requires are there. */
  readonly settings: Readonly<Partial<Record<string, string>>>;
}

/** A setting that is missing or wrong, and what to do about it. */
export interface SettingProblem {
  readonly name: string;
  readonly problem: string;
}

export type FailedStep = Extract<StepResult, { status: 'failed' }>;
type SkippedStep = Extract<StepResult, { status: 'skipped' }>;

/** The step at which an attempt stopped: the first that failed, cleanups apart. */
export function failedStep(steps: readonly StepResult[]): FailedStep | undefined {
  return steps.find(
    (step): step is FailedStep => step.phase !== 'cleanup' && step.status === 'failed',
  );
}

/** The step that decided the verdict: it failed, or it was cut short. */
export function stoppedAt({
  verdict,
  steps,
}: Pick<AttemptReport, 'verdict' | 'steps'>): FailedStep | SkippedStep | undefined {
  if (verdict === 'passed') return undefined;
  return (
    failedStep(steps) ??
    steps.find((step): step is SkippedStep => step.phase !== 'cleanup' && step.status === 'skipped')
  );
}

/** Whether what started a run tells of a deployment of the target. */
export function isDeployment({ kind }: Trigger): boolean {
  return kind === 'deploy' || kind === 'stack';
}

export const runId = (text: string): RunId => text as RunId;
export const scenarioName = (text: string): ScenarioName => text as ScenarioName;

/**
 * A run in parts: each scenario is a run of its own, in a process of its own, under an id that tells
 * whose part it is. Events, requests and people make up no id with a slash in it.
 */
export function partId(run: RunId, scenario: ScenarioName): RunId {
  return runId(`${run}/${scenario}`);
}

export function isPart(id: RunId): boolean {
  return id.includes('/');
}

/** Of a part, the run that it is a part of. */
export function wholeRun(id: RunId): RunId {
  return runId(id.split('/', 1)[0] ?? id);
}

/** An attempt that was broken after one that had failed is kept among the earlier ones. */
export function inTheirOrder(
  scenario: ScenarioReport,
): readonly (AttemptReport | ScenarioReport)[] {
  const all = [...scenario.attempts, scenario];
  return all.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}
