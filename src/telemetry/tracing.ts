import { Tracer } from '@aws-lambda-powertools/tracer';
import type { ScenarioName } from '../engine/report.ts';
import { type RunObserver, type StepHeading, wholeRun } from '../engine/run.ts';
import { serviceOf } from './metrics.ts';

/**
 * An X-Ray subsegment per step; for a stack that has tracing on. Whoever needs it loads this file when
 * it does, since the tracer adds 40 ms to a cold start and the X-Ray SDK under it is supported only
 * until February 2027: https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-daemon-timeline.html
 */
export function tracingObserver(stage: string): RunObserver {
  // A step is what is looked for, not each of its requests: those are the steps' `calls`.
  const tracer = new Tracer({ serviceName: serviceOf(stage), captureHTTPsRequests: false });
  const open = new Map<string, Subsegment>();
  let run = '';
  return {
    runStarted({ id }) {
      run = wholeRun(id);
    },
    stepStarted(scenario, step) {
      const segment = tracer.isTracingEnabled() ? tracer.getSegment() : undefined;
      const subsegment = segment?.addNewSubsegment(`${scenario} ${step.id}`);
      if (!subsegment) return;
      subsegment.addAnnotation('Run', run); // a report's link to its trace looks for it
      subsegment.addAnnotation('Scenario', scenario);
      subsegment.addAnnotation('Phase', step.phase);
      open.set(keyOf(scenario, step), subsegment);
    },
    stepFinished(scenario, step) {
      const subsegment = open.get(keyOf(scenario, step));
      open.delete(keyOf(scenario, step));
      if (step.status === 'failed') subsegment?.addFaultFlag();
      subsegment?.close();
    },
  };
}

type Subsegment = ReturnType<NonNullable<ReturnType<Tracer['getSegment']>>['addNewSubsegment']>;

/** Scenarios run side by side, each one step after the other. */
function keyOf(scenario: ScenarioName, { id }: Pick<StepHeading, 'id'>): string {
  return `${scenario} ${id}`;
}
