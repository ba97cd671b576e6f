import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../src/scenarios/index.ts';
import { ARTICLES } from '../../src/telemetry/alarm.ts';
import { alarmsFor } from '../../src/telemetry/alarms.ts';
import { alarmsNamedIn } from '../helpers/cloudwatch/alarm-rule.ts';
import { isOfPhase7 } from '../scenarios/phase7.ts';
import { deployed, optionsFor, TOPICS, watchedBy } from './alarms.ts';
import { seriesName } from './written.ts';

const SERVICE = 'governance-canary-prod';
const short = (name: string) => name.replace(`${SERVICE}-`, '');
const each = (prefix: string) => scenarios.map(({ name }) => `${prefix}-${name}`);

/** By who hears of it, every alarm of a stage as it is deployed. */
const EVERY = {
  page: [...each('failing'), ...each('failing-after-deploy'), 'broken', 'silent'],
  /** Those that reach whoever is on call: one for all of the above, one for a canary that never began. */
  call: ['paging', 'not-started'],
  notice: [
    ...[
      'leaking',
      'leaking-deploy',
      'leaking-manual',
      'leaking-leftovers',
      'broken-deploy',
      'flaky',
    ],
    ...each('slow'),
    ...['function-errors', 'function-throttles', 'undelivered'],
    ...['rule-schedule', 'rule-stack', 'rule-deployment'],
  ],
  none: ['maintenance', 'started-every-5-minutes', 'rollback'],
};

const { alarms, composites } = deployed();
const all = [...alarms, ...composites];
const named = (name: string, from = all) => from.find((one) => short(one.AlarmName) === name);
const composite = (name: string) =>
  composites.find(({ AlarmName }) => short(AlarmName) === name) ?? expect.fail(`no ${name}`);

describe('the alarms of a stage', () => {
  it.each([
    ['page', [...EVERY.page, ...EVERY.call]],
    ['notice', EVERY.notice],
    ['none', EVERY.none],
  ])('that are for "%s" are these', (pages, names) => {
    const found = alarmsFor(optionsFor('prod')).filter((alarm) => alarm.pages === pages);
    expect(found.map(({ name }) => short(name)).sort()).toEqual([...names].sort());
  });

  it('are of that stage by name, and so are the series they watch', () => {
    const of = (stage: string) => alarmsFor(optionsFor(stage));
    const names = (stage: string) => of(stage).map(({ name }) => name);
    const series = (stage: string) =>
      of(stage)
        .flatMap(watchedBy)
        .map(({ name, dimensions }) => seriesName(name, dimensions));
    expect(names('dev').filter((name) => names('prod').includes(name))).toEqual([]);
    expect(series('dev').filter((one) => series('prod').includes(one))).toEqual([]);
  });

  it('are within what CloudWatch takes', () => {
    for (const alarm of alarms) {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      expect((alarm.Period ?? 0) * alarm.EvaluationPeriods).toBeLessThanOrEqual(86_400);
    }
    for (const { AlarmRule } of composites) {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
      expect(AlarmRule.length).toBeLessThanOrEqual(10_240);
      expect(new Set(alarmsNamedIn(AlarmRule)).size).toBeLessThanOrEqual(100);
    }
  });

  it('have an article each, which the README has and their description links', () => {
    const readme = readFileSync('README.md', 'utf8');
    const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title));
    for (const alarm of alarmsFor(optionsFor('prod'))) {
      const { AlarmDescription } = alarm.properties;
      expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
      const [, anchor = ''] =
        / https:\/\/example\.com\/README\.md#(\S+)$/.exec(AlarmDescription) ?? [];
      expect(headings, alarm.name).toContain(anchor);
    }
    for (const article of ARTICLES) expect(headings).toContain(`alarm-${article}`);
  });
});

describe('at an interval of five minutes', () => {
  const LEAK = ['Leaked', 'Maximum', 300, '1/1', '>=', 1, 'notBreaching'] as const;
  const FAILED = ['FailedInvocations', 'Sum', 300, '1/1', '>=', 1, 'notBreaching'] as const;
  const slow = (ms: number) =>
    ['Duration', 'Maximum', 300, '3/3', '>', ms, 'notBreaching'] as const;
  const watches = {
    'failing-*': ['Failed', 'Maximum', 300, '2/3', '>=', 1, 'notBreaching'],
    'failing-after-deploy-*': ['Failed', 'Maximum', 60, '1/1', '>=', 1, 'ignore'],
    broken: ['Broken', 'Maximum', 300, '3/3', '>=', 1, 'notBreaching'],
    silent: ['RunCompleted', 'Maximum', 60, '14/14', '<', 1, 'breaching'],
    'started-every-5-minutes': ['RunCompleted', 'Maximum', 60, '1/1', '<', 1, 'ignore'],
    leaking: LEAK,
    'leaking-deploy': LEAK,
    'broken-deploy': ['Broken', 'Maximum', 300, '1/1', '>=', 1, 'notBreaching'],
    'leaking-manual': LEAK,
    'leaking-leftovers': ['found - removed', 'Sum', 300, '1/1', '>', 0, 'notBreaching'],
    flaky: ['Flaky', 'Maximum', 300, '3/12', '>=', 1, 'notBreaching'],
    'slow-plan-ledger': slow(7_000),
    'slow-validator-run': slow(7_000),
    'slow-budget-reserve': slow(6_000),
    'slow-outcomes-capture': slow(3_000),
    'function-errors': ['Errors', 'Sum', 300, '1/1', '>=', 1, 'notBreaching'],
    'function-throttles': ['Throttles', 'Sum', 300, '2/3', '>=', 1, 'notBreaching'],
    undelivered: [
      ...['ApproximateNumberOfMessagesVisible', 'Maximum', 300, '1/1', '>=', 1, 'ignore'],
    ],
    'rule-schedule': FAILED,
    'rule-stack': FAILED,
    'rule-deployment': FAILED,
    maintenance: ['Maintenance', 'Maximum', 60, '1/60', '>=', 1, 'notBreaching'],
  } as const;
  const SIGNS: Readonly<Record<string, string>> = {
    GreaterThanOrEqualToThreshold: '>=',
    GreaterThanThreshold: '>',
    LessThanThreshold: '<',
  };

  /** A metric, or an expression over some of one statistic and period. */
  function watchOf({ MetricName, Statistic, Period, Metrics = [] }: (typeof alarms)[number]) {
    if (MetricName) return [MetricName, Statistic, Period];
    const stats = Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat] : []));
    expect(new Set(stats.map(({ Stat, Period }) => `${Stat} ${Period}`)).size).toBe(1);
    const { Expression } = Metrics.find((query) => query.Expression) ?? {};
    return [Expression, stats[0]?.Stat, stats[0]?.Period];
  }

  const ofPhase7 = alarms.filter(({ AlarmName }) => isOfPhase7(AlarmName));
  it.each(ofPhase7.map((alarm) => [short(alarm.AlarmName), alarm] as const))(
    '%s',
    (name, alarm) => {
      const pattern = name.replace(/^(failing-after-deploy|failing)-.*/, '$1-*');
      const { Threshold, TreatMissingData } = alarm;
      const counts = `${alarm.DatapointsToAlarm}/${alarm.EvaluationPeriods}`;
      const sign = SIGNS[alarm.ComparisonOperator];
      expect([...watchOf(alarm), counts, sign, Threshold, TreatMissingData]).toEqual(
        watches[pattern as keyof typeof watches],
      );
    },
  );

  it('composites wait for their suppressor as long as they must', () => {
    const waits = (name: string) => {
      const { ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = composite(name);
      return [ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod];
    };
    expect(waits('paging')).toEqual([90, 60]);
    expect(waits('not-started')).toEqual([540, 60]); // the first interval, and four minutes
  });
});

describe('what the contract says of', () => {
  const schedule = (interval: number) => ({ Period: interval * 60 });

  it.each([1, 5, 15] as const)('an interval of %i minutes', (intervalMinutes) => {
    const of = deployed({ intervalMinutes }).alarms;
    const seen = (name: string) => named(name, of as typeof all);
    const interval = schedule(intervalMinutes);
    expect(seen('failing-plan-ledger')).toMatchObject({
      MetricName: 'Failed',
      Statistic: 'Maximum',
      TreatMissingData: 'notBreaching',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      ...interval,
    });
    expect(seen('failing-after-deploy-plan-ledger')).toMatchObject({
      MetricName: 'Failed',
      Statistic: 'Maximum',
      TreatMissingData: 'ignore',
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Period: 60,
    });
    expect(seen('broken')).toMatchObject({
      MetricName: 'Broken',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      ...interval,
    });
    expect(seen('slow-plan-ledger')).toMatchObject({
      MetricName: 'Duration',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      ...interval,
    });
    const silent = seen('silent');
    expect(silent).toMatchObject({ MetricName: 'RunCompleted', TreatMissingData: 'breaching' });
    const window = ((silent as { Period: number }).Period * silentPeriods(silent)) / 60;
    expect(window).toBeGreaterThan(2 * intervalMinutes);
    expect(window).toBeLessThan(3 * intervalMinutes + 5);
  });

  it('a schedule that is off: nobody waits for a run that does not come', () => {
    const off = deployed({ scheduleEnabled: false });
    const silent = off.alarms.find(({ AlarmName }) => short(AlarmName) === 'silent');
    expect(silent).toMatchObject({ ActionsEnabled: false });
    const rules = off.composites.map(({ AlarmRule }) => AlarmRule).join();
    expect(rules).not.toContain('silent');
    expect(off.composites.map(({ AlarmName }) => short(AlarmName)).sort()).toEqual([
      ...['paging', 'rollback'],
    ]);
  });
});

describe('who is told', () => {
  it('by the one composite that pages: of every alarm that should page, and of no other', () => {
    const { AlarmRule } = composite('paging');
    const pages = alarmsNamedIn(AlarmRule).map(short);
    // `started` only tells silence from what has not begun.
    expect([...new Set(pages)].sort()).toEqual([...EVERY.page, 'started-every-5-minutes'].sort());
  });

  it('on call: of the composites alone, of their beginning and of their end', () => {
    const calls = all.filter(({ AlarmActions }) => AlarmActions?.includes(TOPICS.paging));
    expect(calls.map(({ AlarmName }) => short(AlarmName)).sort()).toEqual([...EVERY.call].sort());
    for (const { OKActions } of calls) expect(OKActions).toEqual([TOPICS.paging]);
  });

  it('by notices: of each of theirs, of its beginning and of its end', () => {
    const notices = all.filter(({ AlarmActions }) => AlarmActions?.includes(TOPICS.notices));
    expect(notices.map(({ AlarmName }) => short(AlarmName)).sort()).toEqual(
      [...EVERY.notice].sort(),
    );
    for (const { OKActions } of notices) expect(OKActions).toEqual([TOPICS.notices]);
  });

  it('nobody, while maintenance is on', () => {
    for (const name of ['paging', 'not-started']) {
      expect(composite(name)).toMatchObject({ ActionsSuppressor: `${SERVICE}-maintenance` });
    }
  });
});

it('a deployment of the target is undone for its own scheduled failures alone', () => {
  const { AlarmRule, AlarmActions } = composite('rollback');
  expect(alarmsNamedIn(AlarmRule).map(short).sort()).toEqual(each('failing').sort());
  expect(AlarmActions ?? []).toEqual([]);
});

it('names that would meet are refused', () => {
  const twice = [
    { name: 'a', steps: [] },
    { name: 'a', steps: [] },
  ];
  expect(() => alarmsFor(optionsFor('prod', { scenarios: twice }))).toThrow(
    /expected alarms to differ, two are governance-canary-prod-failing-a/,
  );
});

/** How many periods in a row have to be missing. */
function silentPeriods(alarm: unknown): number {
  return (alarm as { EvaluationPeriods: number }).EvaluationPeriods;
}

/** As GitHub makes an anchor of a heading. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s/g, '-');
}
