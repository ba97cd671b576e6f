import { afterAll, describe, expect, test } from 'vitest';
import { type CostSettings, DEFAULTS } from '../../src/cost/settings.ts';
import { usageOf } from '../../src/cost/usage.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { seriesOf } from '../../src/telemetry/series.ts';
import { alarmsIn } from '../helpers/cloudwatch/template.ts';
import { execute, type StateMachine } from '../helpers/state-machine.ts';
import { seriesName } from '../telemetry/written.ts';
import { type CanaryFunction, packageCanary } from './packaged.ts';

const sets: readonly (readonly [Readonly<Record<string, string>>, Partial<CostSettings>])[] = [
  [{}, {}],
  [
    {
      scheduleEnabled: 'false',
      stepMetrics: 'failures',
      sweepLedger: 'true',
      fanOut: 'distributed',
    },
    { scheduleEnabled: false, stepMetrics: 'failures', sweepLedger: true, fanOut: 'distributed' },
  ],
  [
    { codeDeployApplication: 'cc-native', fanOut: 'inline', stepMetrics: 'off', interval: '15' },
    { codeDeploy: true, fanOut: 'inline', stepMetrics: 'off', intervalMinutes: 15 },
  ],
];

describe.each(sets)('of what is packaged with %j', async (parameters, rest) => {
  const packaged = await packageCanary(parameters);
  afterAll(packaged.remove);
  const settings: CostSettings = { ...DEFAULTS, ...rest };
  const usage = usageOf(scenarios, settings);
  const { alarms, composites } = alarmsIn(packaged.template);
  const [dashboard] = packaged.all<{ DashboardBody: string }>('AWS::CloudWatch::Dashboard');
  const drawn = rowsOf(dashboard?.DashboardBody ?? '');

  test('every alarm, every composite and every metric on the dashboard is charged for', () => {
    expect({
      alarmMetrics: usage.alarmMetrics,
      compositeAlarms: usage.compositeAlarms,
      dashboardMetrics: usage.dashboardMetrics,
    }).toEqual({
      alarmMetrics: alarms.map(metricsOf).reduce((sum, metrics) => sum + metrics, 0),
      compositeAlarms: composites.length,
      dashboardMetrics: drawn.length,
    });
  });

  test('every series that an alarm watches or the dashboard draws is one of those charged for', () => {
    const { Variables } = packaged.properties<CanaryFunction>('CanaryLambdaFunction').Environment;
    expect(Variables.CANARY_STEP_METRICS).toBe(settings.stepMetrics);
    const charged = seriesOf(scenarios, settings.stepMetrics).map(({ name, dimensions }) =>
      seriesName(name, { service: 'governance-canary-prod', ...dimensions }),
    );
    // Maintenance is a person's to send.
    const named = [...alarms.flatMap(watchedBy), ...drawn.flatMap(seriesIn)];
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((one) => !charged.includes(one) && !/^Maintenance/.test(one))).toEqual([]);
  });

  test('its states are entered as often as is charged for', async () => {
    const { work } = usage;
    const machine = packaged.properties<{ Definition: StateMachine }>('FanOut')?.Definition;
    if (!machine) return expect(work.transitions).toBe(0);
    const visited: { state: string; output: unknown }[] = [];
    let invoked = 0;
    await execute(
      machine,
      {},
      { Execution: { Name: 'e' } },
      async () => {
        invoked += 1;
        const parts = scenarios.map(({ name }) => name);
        return { Payload: { outcome: 'begun', run: {}, parts, concurrency: 4 } };
      },
      visited,
    );

    // Distributed, a part's states are its own execution's, and its start is what is charged.
    expect(visited).toHaveLength(work.transitions);
    expect(visited.filter(({ state }) => state === 'Run')).toHaveLength(work.parts);
    expect(work.invocations).toBe(1 + invoked); // the first has handed it over
    const { ProcessorConfig } = (
      machine.States.EachScenario as { ItemProcessor: { ProcessorConfig: { Mode: string } } }
    ).ItemProcessor;
    expect(work.express.executions > 0).toBe(ProcessorConfig.Mode === 'DISTRIBUTED');
  });
});

type DashboardRow = readonly [string | object, ...unknown[]];

function rowsOf(body: string): readonly DashboardRow[] {
  const { widgets } = JSON.parse(body) as {
    widgets: readonly { properties: { metrics?: readonly DashboardRow[] } }[];
  };
  return widgets.flatMap(({ properties }) => properties.metrics ?? []);
}

/** Of a line that is computed from others, none. */
function seriesIn([namespace, name, ...rest]: DashboardRow): readonly string[] {
  if (typeof namespace !== 'string') return [];
  const words = rest.filter((word) => typeof word === 'string');
  const pairs = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1]]] : []));
  return [seriesName(String(name), Object.fromEntries(pairs))];
}

function metricsOf({ Metrics }: ReturnType<typeof alarmsIn>['alarms'][number]): number {
  return Metrics ? Metrics.filter(({ MetricStat }) => MetricStat).length : 1;
}

function watchedBy({
  Namespace,
  MetricName = '',
  Dimensions = [],
  Metrics = [],
}: ReturnType<typeof alarmsIn>['alarms'][number]): readonly string[] {
  const one = { Namespace, MetricName, Dimensions };
  const all = [one, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])];
  return all
    .filter((metric) => metric.Namespace === 'GovernanceCanary')
    .map((metric) =>
      seriesName(
        metric.MetricName ?? '',
        Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      ),
    );
}
