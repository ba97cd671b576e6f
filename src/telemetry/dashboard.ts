import type { Interval, StepMetrics } from '../limits.ts';
import type { Alarm } from './alarm.ts';
import { doesIo, metric, serviceOf } from './metrics.ts';
import type { WatchedScenario } from './series.ts';
import { alarmStates, computed, graph, laidOut, line, logs, text, type Widget } from './widgets.ts';

export interface DashboardOptions {
  readonly stage: string;
  readonly intervalMinutes: Interval;
  readonly scheduleEnabled: boolean;
  readonly stepMetrics: StepMetrics;
  readonly scenarios: readonly WatchedScenario[];
  readonly alarms: readonly Alarm[];
  readonly logGroupName: string;
  readonly runbookBase: string;
}

const WHOLE = { width: 24, height: 6 };
const HALF = { width: 12, height: 6 };

/**
 * What whoever was paged opens first: is it the target or the canary, since when, which step, what it
 * said. The body of an AWS::CloudWatch::Dashboard, for `Fn::Sub`, which fills in region and account.
 */
export function dashboardBody(options: DashboardOptions): string {
  const widgets = [
    header(options),
    ...states(options),
    verdicts(options),
    passRates(options),
    lastFailures(options),
    durations(options),
    runs(options),
    ...(options.stepMetrics === 'all' ? options.scenarios.map((one) => steps(one, options)) : []),
    lastRuns(options),
  ];
  return JSON.stringify({ start: '-PT12H', periodOverride: 'inherit', widgets: laidOut(widgets) });
}

function header({ stage, intervalMinutes, scheduleEnabled, runbookBase }: DashboardOptions) {
  const when = scheduleEnabled
    ? `every ${intervalMinutes} min and after deployments`
    : 'after deployments; the schedule is off';
  return text(
    { width: 24, height: 2 },
    `## ${serviceOf(stage)}\nRuns ${when}. **Failed** blames the target, **broken** the canary. What each alarm means and what to do: [README](${runbookBase}).`,
  );
}

/** What pages first. An alarm that cannot be anything but silent while the schedule is off is not shown. */
function states({ alarms, scheduleEnabled }: DashboardOptions): readonly Widget[] {
  const shown = alarms.filter(({ properties }) => scheduleEnabled || properties.ActionsEnabled);
  const names = (pages: Alarm['pages']) =>
    shown.filter((alarm) => alarm.pages === pages).map(({ name }) => name);
  return [
    alarmStates({ width: 12, height: 4 }, 'Pages', names('page')),
    alarmStates({ width: 12, height: 4 }, 'Notices', names('notice')),
  ];
}

function verdicts({ stage, intervalMinutes, scenarios }: DashboardOptions): Widget {
  const lines = scenarios.flatMap(({ name }) =>
    (['schedule', 'deploy'] as const).map((Trigger) =>
      line(
        metric.failed,
        { service: serviceOf(stage), Scenario: name, Trigger },
        { label: `${name}, ${Trigger}` },
      ),
    ),
  );
  return graph(HALF, 'Failed (1 is red)', lines, {
    stat: 'Maximum',
    period: intervalMinutes * 60,
    yAxis: { left: { min: 0, max: 1 } },
  });
}

function passRates({ stage, scenarios }: DashboardOptions): Widget {
  const rows = scenarios.flatMap(({ name }, index) => [
    line(
      metric.failed,
      { service: serviceOf(stage), Scenario: name, Trigger: 'schedule' },
      { id: `f${index}`, visible: false },
    ),
    computed(`100 * (1 - f${index})`, `${name} %`, `p${index}`),
  ]);
  return graph(HALF, 'Passed, % of scheduled runs shown', rows, {
    view: 'singleValue',
    stat: 'Average',
    setPeriodToTimeRange: true,
  });
}

/** An hour and a half of failures every five minutes: whoever is paged may come late. */
const MOST_ROWS = 100;

function lastFailures({ logGroupName }: DashboardOptions): Widget {
  return logs(WHOLE, 'Last failures', logGroupName, [
    'fields @timestamp, trigger, scenario, step, failure.kind, failure.message, target.requestId, runId',
    'filter record = "step" and status = "failed"',
    'sort @timestamp desc',
    `limit ${MOST_ROWS}`,
  ]);
}

function durations({ stage, intervalMinutes, scenarios }: DashboardOptions): Widget {
  const lines = scenarios.map(({ name }) =>
    line(
      metric.duration,
      { service: serviceOf(stage), Scenario: name, Trigger: 'schedule' },
      { label: name },
    ),
  );
  return graph(HALF, 'Duration of scenarios', lines, {
    stat: 'Maximum',
    period: intervalMinutes * 60,
  });
}

function runs({ stage, intervalMinutes }: DashboardOptions): Widget {
  const { runCompleted, broken, flaky, leaked } = metric;
  const lines = [runCompleted, broken, flaky, leaked].map((name) =>
    line(name, { service: serviceOf(stage), Trigger: 'schedule' }, { label: name }),
  );
  const swept = [metric.leftoversFound, metric.leftoversRemoved].map((name) =>
    line(name, { service: serviceOf(stage) }, { label: name }),
  );
  return graph(HALF, 'Heartbeat, broken, flaky, leaked', [...lines, ...swept], {
    stat: 'Maximum',
    period: intervalMinutes * 60,
  });
}

function steps({ name, steps }: WatchedScenario, options: DashboardOptions): Widget {
  const lines = steps
    .filter(doesIo)
    .map(({ id }) =>
      line(
        metric.stepDuration,
        { service: serviceOf(options.stage), Scenario: name, Step: id },
        { label: id },
      ),
    );
  return graph(HALF, `Steps of ${name}`, lines, {
    stat: 'Maximum',
    period: options.intervalMinutes * 60,
    stacked: true,
  });
}

function lastRuns({ logGroupName }: DashboardOptions): Widget {
  return logs(WHOLE, 'Last runs', logGroupName, [
    'fields @timestamp, trigger, verdict, durationMs, version, runId, triggeredBy.deployId, triggeredBy.version, triggeredBy.commit',
    'filter record = "run"',
    'sort @timestamp desc',
    `limit ${MOST_ROWS}`,
  ]);
}
