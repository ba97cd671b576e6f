import type { StepHeading } from '../engine/run.ts';
import type { StepMetrics } from '../limits.ts';
import {
  type Dimensions,
  doesIo,
  type MetricName,
  metric,
  type TriggerDimension,
} from './metrics.ts';

/** Of a scenario, what its metrics and alarms are made from. */
export interface WatchedScenario {
  readonly name: string;
  readonly steps: readonly Pick<StepHeading, 'phase' | 'id'>[];
}

/** What CloudWatch keeps, and charges for, as one metric; `service` is among the dimensions too. */
export interface Series {
  readonly name: MetricName;
  readonly dimensions: Dimensions;
}

export const TRIGGERS: readonly TriggerDimension[] = ['schedule', 'deploy', 'manual'];

const { runCompleted, runDuration, broken, flaky, leaked } = metric;
const OF_A_RUN = [runCompleted, runDuration, broken, flaky, leaked];
const OF_A_SWEEP = [metric.leftoversFound, metric.leftoversRemoved];

/**
 * Every series that runs of these scenarios, and sweeps, can emit. CloudWatch charges for one, by the hour in
 * which it was sent, $0.30 a month: https://aws.amazon.com/cloudwatch/pricing/
 */
export function seriesOf(
  scenarios: readonly WatchedScenario[],
  mode: StepMetrics,
): readonly Series[] {
  return [
    ...TRIGGERS.flatMap((Trigger) => named(OF_A_RUN, { Trigger })),
    ...named(OF_A_SWEEP, {}),
    ...scenarios.flatMap(({ name }) =>
      TRIGGERS.flatMap((Trigger) =>
        named([metric.failed, metric.duration], { Scenario: name, Trigger }),
      ),
    ),
    ...(mode === 'off' ? [] : scenarios.flatMap(ofSteps)),
  ];
}

function ofSteps({ name, steps }: WatchedScenario): readonly Series[] {
  return steps.flatMap((step) =>
    named([metric.stepFailed, ...(doesIo(step) ? [metric.stepDuration] : [])], {
      Scenario: name,
      Step: step.id,
    }),
  );
}

function named(names: readonly MetricName[], dimensions: Dimensions): readonly Series[] {
  return names.map((name) => ({ name, dimensions }));
}
