import { expect, test } from 'vitest';
import { width } from '../../src/reporters/layout.ts';
import { age, statusReport } from '../../src/reporters/status.ts';
import type { Status } from '../../src/status/status.ts';
import { HOSTILE } from './html/runs.ts';
import { look } from './reports.ts';
import { manyRuns, NOW } from './trend/runs.ts';

const HOUR = 60 * 60_000;

function status(rest: Partial<Status> = {}): Status {
  const durations = Array.from({ length: 48 }, (_, i) => (i % 5 === 4 ? undefined : 100 + i));
  return {
    stage: 'dev',
    at: NOW,
    maintenance: false,
    runs: manyRuns(3),
    health: { verdict: 'well', because: [] },
    heartbeat: { at: NOW - 61_000, windowMs: 14 * 60_000, expected: true },
    alarms: [alarm('failing-plan-ledger', 'OK', 'page'), alarm('flaky', 'OK', 'notice')],
    measured: {
      heartbeatAt: NOW - 61_000,
      from: NOW - 24 * HOUR,
      slotMs: HOUR / 2,
      counts: { broken: 0, flaky: 2, leaked: 0 },
      scenarios: [{ name: 'plan-ledger', durations, failed: durations.map((_, i) => i === 47) }],
    },
    ...rest,
  };
}

function alarm(
  id: string,
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA',
  pages: 'page' | 'notice' | 'none',
): Status['alarms'][number] {
  return {
    id,
    state,
    pages,
    name: `governance-canary-dev-${id}`,
    article: 'failing',
    since: NOW - 3 * HOUR,
    reason: '',
    actionsEnabled: true,
    windowMs: undefined,
  };
}

test.each([40, 60, 80, 200])('at %i columns no line is wider than the terminal', (columns) => {
  const unwell = status({
    health: { verdict: 'unwell', because: [`failing-plan-ledger is in ALARM: ${HOSTILE}`] },
    alarms: [alarm('failing-after-deploy-outcomes-capture', 'ALARM', 'page')],
    runsUnknown: HOSTILE,
  });

  for (const one of [status(), unwell]) {
    for (const line of statusReport(one, look(columns)).split('\n')) {
      expect(width(line), line).toBeLessThanOrEqual(columns);
    }
  }
});

test('the verdict comes first, and why', () => {
  const because = ['failing-plan-ledger is in ALARM: two of three'];

  const told = statusReport(status({ health: { verdict: 'unwell', because } }), look(80));

  expect(told.split('\n').slice(0, 3)).toEqual([
    '✗ the target is unwell',
    'governance-canary-dev in us-east-1, 2026-03-01 12:00:00 UTC',
    '  failing-plan-ledger is in ALARM: two of three',
  ]);
});

test('a slot with a red run is red, one without a run is a dot', () => {
  const told = statusReport(status(), look(80, { color: true }));

  const line = told.split('\n').find((one) => one.startsWith('plan-ledger')) ?? '';
  expect(line).toContain('·');
  expect(line.split('\u001b[31m')).toHaveLength(2);
  expect(line.endsWith('\u001b[31m█\u001b[39m   147 ms')).toBe(true);
});

test('a slot that has a red run and no duration is a cross', () => {
  const measured = {
    ...status().measured,
    scenarios: [{ name: 'plan-ledger', durations: [100, undefined], failed: [false, true] }],
  };

  expect(statusReport(status({ measured }), look(80))).toMatch(/\nplan-ledger +█× +100 ms\n/);
});

test.each([
  [40, 14, 7],
  [20, 8, 4],
])(
  'in %i columns there are %i half hours, and that they are %i hours is said',
  (columns, slots, hours) => {
    const told = statusReport(status(), look(columns)).replaceAll('\n', ' ');

    expect(told).toMatch(new RegExp(`plan-ledger +[▁▂▃▄▅▆▇█·]{${slots}} `));
    expect(told).toContain(`the last ${hours} hours`);
  },
);

test('an alarm that pages is red, a notice is not; since when is told where it is known', () => {
  const alarms = [
    alarm('failing-plan-ledger', 'ALARM', 'page'),
    { ...alarm('flaky', 'ALARM', 'notice'), since: 0 },
  ];

  const told = statusReport(status({ alarms }), look(80, { color: true }));

  expect(told).toMatch(/31mALARM .*failing-plan-ledger.*for 3 h/);
  expect(told).toMatch(/33mALARM .*flaky \(notice\)(?!.* for )/);
});

test('where nothing was measured that is said', () => {
  const told = statusReport(
    status({
      heartbeat: { at: undefined, windowMs: undefined, expected: false },
      alarms: [],
      runs: [],
    }),
    look(80),
  );

  expect(told).toContain('no heartbeat in the last 24 hours; the schedule is off, or not deployed');
  expect(told).toContain('no alarms');
  expect(told).toContain('no runs are recorded yet');
});

test('flakes are counted, maintenance is told, what is not OK comes first', () => {
  const told = statusReport(
    status({
      maintenance: true,
      alarms: [
        alarm('not-started', 'OK', 'page'),
        alarm('broken', 'OK', 'page'),
        alarm('slow-plan-ledger', 'ALARM', 'notice'),
        alarm('failing-plan-ledger', 'INSUFFICIENT_DATA', 'page'),
        alarm('flaky', 'OK', 'notice'),
        alarm('rollback', 'ALARM', 'none'),
        alarm('leaking', 'INSUFFICIENT_DATA', 'notice'),
      ],
    }),
    look(80),
  );

  expect(told).toContain('heartbeat 61 s ago; flaky in 2 of the last 48 half hours');
  expect(told).toContain('maintenance: nobody is paged');
  expect(told).toContain(`
ALARM    rollback                   for 3 h
ALARM    slow-plan-ledger (notice)  for 3 h
no data  failing-plan-ledger        for 3 h
OK       broken                     for 3 h
OK       not-started                for 3 h
2 other alarms, 1 of them OK
`);
});

test('in a narrow terminal two alarms that begin and end alike are told apart', () => {
  const ids = ['failing-plan-ledger', 'failing-after-deploy-plan-ledger'];
  const told = statusReport(
    status({ alarms: ids.map((id) => alarm(id, 'ALARM', 'page')) }),
    look(40),
  );
  for (const id of ids) expect(told).toContain(`ALARM    for 3 h\n  ${id}\n`);
});

test.each([
  [-5_000, '0 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [3 * HOUR, '3 h'],
  [47 * HOUR, '47 h'],
  [48 * HOUR, '2 d'],
])('%i ms are %s', (ms, said) => {
  expect(age(ms)).toBe(said);
});
