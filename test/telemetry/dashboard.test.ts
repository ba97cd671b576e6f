import { describe, expect, it } from 'vitest';
import { scenarios } from '../../src/scenarios/index.ts';
import { alarmsFor } from '../../src/telemetry/alarms.ts';
import { type DashboardOptions, dashboardBody } from '../../src/telemetry/dashboard.ts';
import { NAMESPACE, serviceOf } from '../../src/telemetry/metrics.ts';
import { runRecord } from '../../src/telemetry/records.ts';
import { seriesOf } from '../../src/telemetry/series.ts';
import { report } from '../reporters/reports.ts';
import { optionsFor } from './alarms.ts';
import { seriesName } from './written.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly title?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
    readonly query?: string;
  };
}

function widgets(rest: Partial<DashboardOptions> = {}): readonly Widget[] {
  const options = { ...optionsFor('prod'), stepMetrics: 'all', ...rest } as const;
  const body = dashboardBody({
    ...options,
    alarms: alarmsFor(options),
    logGroupName: '/aws/lambda/governance-canary-prod',
  });
  return JSON.parse(filledIn(body)).widgets;
}

/** What `Fn::Sub` makes of it; anything else in `${}` would stop the deployment. */
function filledIn(body: string): string {
  const values = { Region: 'us-east-1', AccountId: '123456789012', Partition: 'aws' };
  return body.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = values[name.replace('AWS::', '') as keyof typeof values];
    return value ?? expect.fail(`\${${name}} is no pseudo parameter`);
  });
}

/** The lines of all graphs, as series; computed ones have none. */
const drawn = (all: readonly Widget[]) =>
  all
    .flatMap(({ properties }) => properties.metrics ?? [])
    .filter(([first]) => typeof first === 'string')
    .map(([namespace, name, ...rest]) => {
      expect(namespace).toBe(NAMESPACE);
      const dimensions = rest.filter((one) => typeof one === 'string') as string[];
      const pairs = dimensions.flatMap((key, i) => (i % 2 ? [] : [[key, dimensions[i + 1] ?? '']]));
      return seriesName(String(name), Object.fromEntries(pairs));
    });

describe('the dashboard', () => {
  it('draws series that the canary sends, and no others', () => {
    const sent = seriesOf(scenarios, 'all').map(({ name, dimensions }) =>
      seriesName(name, { service: serviceOf('prod'), ...dimensions }),
    );
    const lines = drawn(widgets());
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((one) => !sent.includes(one))).toEqual([]);
  });

  it('draws no step where none is measured', () => {
    for (const stepMetrics of ['failures', 'off'] as const) {
      expect(drawn(widgets({ stepMetrics })).filter((one) => one.startsWith('Step'))).toEqual([]);
    }
  });

  it('shows, from the top: the alarms that page, who fails, how many pass, the last failures', () => {
    const titles = widgets().map(({ type, properties }) => properties.title ?? type);
    expect(titles.slice(0, 6)).toEqual([
      'text',
      'Pages',
      'Notices',
      'Failed (1 is red)',
      'Passed, % of scheduled runs shown',
      'Last failures',
    ]);
  });

  it('shows durations by scenario and by step', () => {
    const titles = widgets().map(({ properties }) => properties.title);
    expect(titles).toContain('Duration of scenarios');
    for (const { name } of scenarios) expect(titles).toContain(`Steps of ${name}`);
  });

  it('shows alarms that there are, by ARN', () => {
    const names = alarmsFor(optionsFor('prod')).map(({ name }) => name);
    const arns = widgets().flatMap(({ properties }) => properties.alarms ?? []);
    expect(arns).toContain(
      'arn:aws:cloudwatch:us-east-1:123456789012:alarm:governance-canary-prod-paging',
    );
    for (const arn of arns) expect(names).toContain(arn.split(':alarm:')[1]);
  });

  it('shows no alarm on a schedule that is off', () => {
    const shown = (scheduleEnabled: boolean) =>
      widgets({ scheduleEnabled })
        .flatMap(({ properties }) => properties.alarms ?? [])
        .map((arn) => arn.split('governance-canary-prod-')[1]);
    expect(shown(true)).toContain('silent');
    expect(shown(false)).toContain('broken');
    expect(shown(false)).not.toContain('silent');
  });

  it('asks the canary’s own log for fields that its lines have', () => {
    const queries = widgets().flatMap(({ properties }) => properties.query ?? []);
    expect(queries).toHaveLength(2);
    for (const query of queries) {
      expect(query).toMatch(
        /^SOURCE '\/aws\/lambda\/governance-canary-prod' \| fields @timestamp,/,
      );
    }
  });

  it('tells of each of the last runs which deployment it judged, by fields of its line', () => {
    const deployed = { deployId: 'd-7', version: '4.7.1', commit: '9fceb02' };
    const run = { ...report(), trigger: { kind: 'deploy', ...deployed } } as const;
    const { fields } = runRecord({ ...run, select: 'all', retries: 0, requestedAt: 0 }, run);
    const lastRuns = widgets().find(({ properties }) => properties.title === 'Last runs');
    const [, asked = ''] =
      /fields @timestamp, (.*?) \|/.exec(lastRuns?.properties.query ?? '') ?? [];

    for (const name of Object.keys(deployed)) expect(asked).toContain(`triggeredBy.${name}`);
    for (const field of asked.split(', ')) expect(fields).toHaveProperty(field);
  });

  it('is laid out on a grid of 24, nothing on anything else', () => {
    const cells = new Set<string>();
    for (const { x, y, width, height } of widgets()) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column++) {
        for (let row = y; row < y + height; row++) {
          const cell = `${column},${row}`;
          expect(cells).not.toContain(cell);
          cells.add(cell);
        }
      }
    }
  });
});
