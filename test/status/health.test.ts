import { expect, test } from 'vitest';
import { type Heartbeat, healthOf, type ShownAlarm } from '../../src/status/health.ts';

const NOW = 1_000 * 60_000;
const MINUTE = 60_000;
const beating: Heartbeat = { at: NOW - MINUTE, windowMs: 14 * MINUTE, expected: true };

function alarm(
  id: string,
  article: ShownAlarm['article'],
  state: ShownAlarm['state'] = 'ALARM',
  pages: ShownAlarm['pages'] = 'page',
): ShownAlarm {
  return {
    id,
    article,
    state,
    pages,
    name: `governance-canary-dev-${id}`,
    since: 0,
    reason: 'as it says',
    actionsEnabled: true,
    windowMs: undefined,
  };
}
const fine = alarm('failing-plan-ledger', 'failing', 'OK');

test('where no alarm is red and the heart beats, all is well', () => {
  expect(healthOf([fine], [], beating, NOW)).toEqual({ verdict: 'well', because: [] });
});

test.each([
  ['failing-plan-ledger', 'failing'],
  ['failing-after-deploy-plan-ledger', 'failing-after-deploy'],
] as const)('%s in ALARM is the target’s', (id, article) => {
  expect(healthOf([alarm(id, article)], [], beating, NOW)).toEqual({
    verdict: 'unwell',
    because: [`${id} is in ALARM: as it says`],
  });
});

test.each(['broken', 'silent', 'not-started'] as const)('%s in ALARM is the canary’s', (id) => {
  expect(healthOf([alarm(id, id)], [], beating, NOW).verdict).toBe('unknown');
});

test('a target that fails outranks a canary that is broken, and both are told', () => {
  const both = [alarm('broken', 'broken'), alarm('failing-a', 'failing')];

  const { verdict, because } = healthOf(both, [], beating, NOW);

  expect(verdict).toBe('unwell');
  expect(because.map((one) => one.split(' ')[0])).toEqual(['failing-a', 'broken']);
});

test.each([
  ['leaking', 'leaking'],
  ['slow-plan-ledger', 'slow'],
  ['maintenance', 'maintenance'],
] as const)('%s in ALARM is nobody’s health', (id, article) => {
  expect(healthOf([fine, alarm(id, article, 'ALARM', 'notice')], [], beating, NOW).verdict).toBe(
    'well',
  );
});

test('paging for something that is not known here is no pass', () => {
  const { verdict, because } = healthOf([fine, alarm('paging', 'paging')], [], beating, NOW);

  expect(verdict).toBe('unknown');
  expect(because[0]).toContain('another version is deployed');
});

test.each(['broken', 'not-started'] as const)('paging for %s is for what is known', (id) => {
  const red = [alarm(id, id), alarm('paging', 'paging')];

  expect(healthOf(red, [], beating, NOW).because).toEqual([`${id} is in ALARM: as it says`]);
});

test.each([
  ['older than the window', NOW - 15 * MINUTE, 'for 14 minutes'],
  ['of more than a day ago', undefined, 'in the last 24 hours'],
])('a heartbeat %s is silence, whatever the alarm says yet', (_when, at, said) => {
  const { verdict, because } = healthOf([fine], [], { ...beating, at }, NOW);

  expect(verdict).toBe('unknown');
  expect(because.join()).toContain(said);
});

test('silence that its alarm tells is told once', () => {
  const silent = [alarm('silent', 'silent')];

  expect(healthOf(silent, [], { ...beating, at: undefined }, NOW).because).toEqual([
    'silent is in ALARM: as it says',
  ]);
});

test('a heartbeat as old as the window is still one', () => {
  const oldest = { ...beating, at: NOW - 14 * MINUTE };

  expect(healthOf([fine], [], oldest, NOW).verdict).toBe('well');
});

test('where the schedule is off, silence is on purpose', () => {
  const off = { ...beating, at: undefined, expected: false };

  expect(healthOf([fine, alarm('silent', 'silent')], [], off, NOW).verdict).toBe('well');
});

test('without alarms, or without one of them that pages, nothing is known', () => {
  expect(healthOf([], ['failing-a'], beating, NOW).because).toEqual([
    'there is no alarm of this stage in this account and region',
  ]);
  expect(healthOf([fine], ['failing-a'], beating, NOW)).toEqual({
    verdict: 'unknown',
    because: ['not there: failing-a'],
  });
});
