import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import packageJson from '../package.json' with { type: 'json' };
import { type CanaryOptions, CLEANUP_MS, runOnce, scenarioNames } from './canary.ts';
import { deployment } from './deployment.ts';
import { stopOf } from './engine/history.ts';
import { type RunOnce, withoutStore } from './engine/keeping.ts';
import type { RunId, RunReport, Trigger } from './engine/report.ts';
import type { RunObserver } from './engine/run.ts';
import type { StepAnswer } from './fan-out/take.ts';
import { sweepIn } from './sweeping.ts';
import { telemetryObserver } from './telemetry/observer.ts';
import { powertools } from './telemetry/powertools.ts';
import { tellOfSweep } from './telemetry/sweep.ts';
import { thrownMessage } from './telemetry/thrown.ts';
import { parseTrigger } from './triggers/parse.ts';
import type { Opened } from './wiring.ts';

/** What an invocation answers: contract of everyone who invokes the canary. */
export type Answer =
  | RunOnce
  | { readonly outcome: 'ignored'; readonly reason: string }
  | { readonly outcome: 'handed-over'; readonly id: RunId }
  | StepAnswer; // to the state machine

/** What the function was invoked with is no run and no event it knows; nothing was touched. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}

/** Thrown for a gate that asked for it: `sls invoke` ends non-zero only where the function errs. */
export class RunNotPassed extends Error {
  override readonly name = 'RunNotPassed';
}

/** For what comes after the last cleanup: the report, its metrics and log lines, the runs table. */
const FLUSH_MS = 6_000;
/** For Lambda itself, to hand the answer out. */
const ANSWER_MS = 1_000;
/** Ten runs that died are as many as ten intervals bring, and fit into what a green run has left. */
const SWEEP = { runs: 10, parts: 100, leastMs: 1_000, limitMs: 10_000 };

const { stage, intervalMs, targetStack, codeDeployApplication, tracing, fanOut, settings } =
  deployment(process.env);
const { logger, metrics } = powertools(stage);
// Where tracing is off, its 40 ms are not spent. Not awaited here: `sls invoke local` cannot load what
// awaits at its top level.
const tracer: Promise<readonly RunObserver[]> = tracing
  ? import('./telemetry/tracing.ts').then((one) => [one.tracingObserver(stage)])
  : Promise.resolve([]);

/** An event in, a run out: the deployed canary. A failed scenario is a result, not an exception. */
async function canary(event: unknown, context: Context): Promise<Answer> {
  // Also where it is off by now: the state machine is deleted last, and its executions with it.
  if (isStep(event)) return await step(event, context);
  const parsed = parse(event, context);
  if (parsed.outcome === 'ignore') return ignored(parsed.reason);
  if (parsed.outcome === 'reject') return refuse(parsed.problems);
  const { request, fromEvent, throwOnFailure } = parsed;
  const handedOver = fanOut && fromEvent && (await handOver(request.id, event, context));
  if (handedOver) return handedOver;

  const options = await optionsFor(context);
  const answer = await runOnce(request, {
    ...options,
    fromEvent,
    afterwards: (opened) => sweepAfter(request.trigger, opened, context),
  });
  if (answer.outcome === 'duplicate') logger.info(`duplicate of run ${answer.id}`);
  else if (throwOnFailure) refuseUnlessPassed(answer.report);
  return answer;
}

function parse(event: unknown, context: Context) {
  return parseTrigger(event, {
    now: Date.now(),
    requestId: context.awsRequestId,
    scenarios: scenarioNames,
    retries: settings.retries,
    intervalMs,
    targetStack,
    codeDeployApplication,
  });
}

async function optionsFor(context: Context): Promise<CanaryOptions> {
  return {
    env: process.env,
    bodyMs: Math.max(0, leftMs(context) - CLEANUP_MS - FLUSH_MS),
    concurrency: settings.concurrency,
    observers: [
      telemetryObserver({ logger, metrics, stepMetrics: settings.stepMetrics }),
      ...(await tracer),
    ],
    observerFailed: (error) => logger.error('an observer failed', { error }),
    unkept: (what, error) => logger.warn(withoutStore(what), { error }),
    version: packageJson.version,
  };
}

function leftMs(context: Context): number {
  return Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS);
}

function ignored(reason: string): Answer {
  logger.info(`ignored: ${reason}`);
  return { outcome: 'ignored', reason };
}

function refuse(problems: readonly string[]): never {
  logger.error('refused', { problems });
  throw new RequestRefused(thrownMessage(problems));
}

/** What the state machine asks for, where there is one: see src/fan-out. */
async function step(event: unknown, context: Context): Promise<Answer> {
  const { takeStep } = await import('./fan-out/take.ts');
  const taken = await takeStep(event, {
    options: await optionsFor(context),
    parse: (started) => parse(started, context),
    afterwards: (trigger, opened) => sweepAfter(trigger, opened, context),
  });
  if (taken.outcome === 'reject') return refuse(taken.problems);
  if (taken.outcome === 'ignored') return ignored(taken.reason);
  if (taken.outcome === 'duplicate') logger.info(`duplicate of run ${taken.id}`);
  return taken;
}

function isStep(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'fanOut' in event;
}

/**
 * An event's run goes to the state machine; what somebody asks for is answered here, and so is an event
 * that the machine did not take: while a deployment turns fan-out on, while Step Functions is unwell.
 * Should it have started an execution all the same, one of the two finds the run claimed.
 */
async function handOver(id: RunId, event: unknown, context: Context): Promise<Answer | undefined> {
  const { startExecution, stateMachineOf } = await import('./fan-out/start.ts');
  const machine = stateMachineOf(context.invokedFunctionArn);
  const started = await startExecution(machine, id, event);
  if (started === 'there was one') return { outcome: 'duplicate', id };
  if (started !== 'started') {
    logger.warn(`${machine}: ${started.unavailable}: run ${id} runs in this function`);
    return undefined;
  }
  logger.info(`run ${id} was handed over to ${machine}`);
  return { outcome: 'handed-over', id };
}

async function sweepAfter(trigger: Trigger, opened: Opened, context: Context): Promise<void> {
  if (trigger.kind !== 'schedule') return;
  await sweepAndTell(opened, Math.min(SWEEP.limitMs, leftMs(context)));
}

/** The run is finished and reported: a sweep that fails must not change its result. */
async function sweepAndTell(opened: Opened, limitMs: number): Promise<void> {
  if (limitMs < SWEEP.leastMs) return logger.info('no time was left to sweep');
  // In parts, every scenario of a run is one of its own.
  const most = fanOut ? Math.min(SWEEP.parts, SWEEP.runs * scenarioNames.length) : SWEEP.runs;
  try {
    const report = await sweepIn(opened, { most, limitMs });
    if (report) tellOfSweep(report, { logger, metrics });
  } catch (error) {
    logger.warn('the runs table could not be asked what to sweep', { error });
  }
}

function refuseUnlessPassed({ id, verdict, scenarios }: RunReport): void {
  if (verdict === 'passed') return;
  const lines = scenarios
    .filter((scenario) => scenario.verdict !== 'passed')
    .map((scenario) => {
      const { step, message } = stopOf(scenario) ?? {};
      const where = [step, message].filter(Boolean).join(': ');
      return `${scenario.name} ${scenario.verdict}${where && ` at ${where}`}`;
    });
  throw new RunNotPassed(thrownMessage([`run ${id} ${verdict}`, ...lines]));
}

// middy's early time-out would answer before the cleanups are done: the run keeps its own time.
export const handler = middy<unknown, Answer>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(canary);
