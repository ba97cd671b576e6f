import { describe, expect, test } from 'vitest';
import { parseAlarmRule } from './cloudwatch/alarm-rule.ts';
import { aComposite, minutes } from './cloudwatch/builders.ts';
import { compositeHistory } from './cloudwatch/composite.ts';
import type { CompositeProperties } from './cloudwatch/properties.ts';
import type { AlarmState, StateChange } from './cloudwatch/states.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
describe('an alarm rule', () => {
  const states: Readonly<Record<string, AlarmState>> = {
    a: 'ALARM',
    ok: 'OK',
    none: 'INSUFFICIENT_DATA',
    'silent (dev) now': 'ALARM',
    'with space': 'ALARM',
  };
  const stateOf = (name: string): AlarmState => {
    const state = states[name];
    if (!state) throw new Error(`no alarm ${name}`);
    return state;
  };

  test.each([
    ['ALARM(a)', true],
    ['ALARM(ok)', false],
    ['ALARM(none)', false],
    ['OK(ok)', true],
    ['OK(none)', false],
    ['INSUFFICIENT_DATA(none)', true],
    ['INSUFFICIENT_DATA(a)', false],
    ['ALARM("a")', true],
    ['ALARM ( "a" )', true],
    ['ALARM("silent (dev) now")', true],
    ['ALARM(with space)', true],
    ['ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)', true],
    ['ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:with space")', true],
    ['TRUE', true],
    ['FALSE', false],
    ['false', false],
    ['NOT ALARM(ok)', true],
    ['NOT NOT ALARM(ok)', false],
    ['ALARM(a) AND OK(ok)', true],
    ['ALARM(a) AND ALARM(ok)', false],
    ['ALARM(ok) OR ALARM(a)', true],
    ['ALARM(ok) OR ALARM(none)', false],
    ['NOT (ALARM(a) OR ALARM(ok))', false],
    ['TRUE OR TRUE AND FALSE', true],
    ['(TRUE OR TRUE) AND FALSE', false],
    ['NOT FALSE OR TRUE', true],
    ['NOT (FALSE OR TRUE)', false],
    ['\n  ALARM(ok)\n  OR\n  ALARM(a)\n', true],
  ])('%j is %s', (rule, holds) => {
    expect(parseAlarmRule(rule)(stateOf)).toBe(holds);
  });

  test.each([
    '',
    'ALARM',
    'ALARM()',
    'ALARM("a)',
    'alarm(a)',
    'a',
    'ALARM(a) ALARM(ok)',
    'ALARM(a) AND',
    '(ALARM(a)',
    'ALARM(a))',
    'AT_LEAST(1, ALARM, (a, ok))',
    'TRUE XOR FALSE',
  ])('%j is refused', (rule) => {
    expect(() => parseAlarmRule(rule)).toThrow();
  });

  test('asks for every alarm it names, whatever the others say', () => {
    expect(() => parseAlarmRule('ALARM(a) OR ALARM(gone)')(stateOf)).toThrow('gone');
    expect(() => parseAlarmRule('ALARM(ok) AND ALARM(gone)')(stateOf)).toThrow('gone');
  });
});

const STATES: Readonly<Record<string, AlarmState>> = {
  O: 'OK',
  A: 'ALARM',
  I: 'INSUFFICIENT_DATA',
};

/** 'O A@2 O@6': OK from the beginning, ALARM from unit 2, OK from unit 6; a unit is a minute. */
function changing(text: string): StateChange[] {
  return text.split(' ').map((each) => {
    const [state = '', unit = '0'] = each.split('@');
    return { atMs: minutes(Number(unit)), state: STATES[state] ?? 'OK' };
  });
}

function told(
  failing: string,
  suppressor: string | undefined,
  properties: Partial<CompositeProperties> = {},
) {
  const suppression = suppressor && {
    ActionsSuppressor: 'maintenance',
    ActionsSuppressorWaitPeriod: 120,
    ActionsSuppressorExtensionPeriod: 180,
  };
  const composite = aComposite({ ...suppression, ...properties });
  const others = { failing: changing(failing), maintenance: changing(suppressor ?? 'O') };
  const span = { fromMs: minutes(-60), toMs: minutes(60) };
  const { changes, actions } = compositeHistory(composite, others, span);
  const unit = (atMs: number) => (atMs - minutes(0)) / 60_000;
  return {
    changes: changes.map(({ atMs, state }) => `${unit(atMs)} ${state}`),
    // Told on creation, long before anything happens here.
    actions: actions.map(({ atMs, action }) => `${unit(atMs)} ${action}`).slice(1),
  };
}

describe('a composite', () => {
  test('is created with insufficient data, evaluated at once, and says so', () => {
    const { changes, actions } = compositeHistory(
      aComposite(),
      { failing: changing('O') },
      { fromMs: minutes(0), toMs: minutes(9) },
    );
    expect(changes.map(({ state }) => state)).toEqual(['INSUFFICIENT_DATA', 'OK']);
    expect(actions).toEqual([
      { atMs: minutes(0), alarm: 'paging', state: 'OK', action: 'resolve' },
    ]);
  });

  test('sees the states that were there before it, and none after the end', () => {
    const others = { failing: changing('O A@2 O@9') };
    const composite = aComposite({ InsufficientDataActions: ['blind'] });
    const span = { fromMs: minutes(5), toMs: minutes(8) };
    const { changes, actions } = compositeHistory(composite, others, span);
    expect(changes).toEqual([
      { atMs: minutes(5), state: 'INSUFFICIENT_DATA' },
      { atMs: minutes(5), state: 'ALARM' },
    ]);
    expect(actions.map(({ action }) => action)).toEqual(['page']);
  });

  test('changes when an alarm it names does, and acts then', () => {
    expect(told('O A@2 O@6', undefined)).toEqual({
      changes: ['-60 INSUFFICIENT_DATA', '-60 OK', '2 ALARM', '6 OK'],
      actions: ['2 page', '6 resolve'],
    });
  });

  test('is one page for one outage, however many alarms are in it', () => {
    const others = { a: changing('O A@2 O@9'), b: changing('O A@3 O@8') };
    const composite = aComposite({ AlarmRule: 'ALARM(a) OR ALARM(b)' });
    const span = { fromMs: minutes(0), toMs: minutes(20) };
    const { actions } = compositeHistory(composite, others, span);
    expect(actions.map(({ action }) => action)).toEqual(['resolve', 'page', 'resolve']);
  });

  test('takes an alarm that lost its data for not in ALARM', () => {
    expect(told('O A@2 I@4', undefined).actions).toEqual(['2 page', '4 resolve']);
  });

  test('does nothing with its actions disabled', () => {
    const { actions } = told('O A@2', undefined, { ActionsEnabled: false });
    expect(actions).toEqual([]);
  });

  test('does every action of a state', () => {
    const { actions } = told('O A@2', undefined, { AlarmActions: ['page', 'ticket'] });
    expect(actions).toEqual(['2 page', '2 ticket']);
  });

  test('of an alarm that does not exist is refused', () => {
    expect(() => told('O', undefined, { AlarmRule: 'ALARM(gone)' })).toThrow('gone');
    expect(() => told('O', 'O', { ActionsSuppressor: 'gone' })).toThrow('gone');
  });

  test('with a suppressor needs both periods', () => {
    const missing = { ActionsSuppressorWaitPeriod: undefined };
    expect(() => told('O', 'O', missing)).toThrow('wait and an extension period');
  });
});

/**
 * The wait period is 2 units and the extension period 3, as in the page's examples:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
describe('suppression', () => {
  test('example 1: actions are not suppressed after the wait period', () => {
    expect(told('O A@2', 'O').actions).toEqual(['4 page']);
  });

  test('example 2: actions are suppressed by the alarm before the wait period expires', () => {
    expect(told('O A@2', 'O A@3').actions).toEqual([]);
  });

  test('example 3: a change within the wait period starts a new one', () => {
    expect(told('O A@2 O@3', 'O').actions).toEqual(['5 resolve']);
  });

  test('example 4: actions are suppressed by a suppressor already in ALARM', () => {
    expect(told('O A@2', 'O A@1').actions).toEqual([]);
  });

  test('example 5: actions are not suppressed after the extension period', () => {
    expect(told('O A@2', 'O A@3 O@6').actions).toEqual(['9 page']);
  });

  test('example 6: a change within the extension period starts a wait period', () => {
    expect(told('O A@2 O@7', 'O A@3 O@6').actions).toEqual(['9 resolve']);
    expect(told('O A@2 O@8', 'O A@3 O@6').actions).toEqual(['10 resolve']);
  });

  test('what began and ended within it is told once, as it stands afterwards', () => {
    expect(told('O A@4 O@6', 'O A@2 O@10').actions).toEqual(['13 resolve']);
  });

  test('what did not change within it is not told again', () => {
    expect(told('O', 'O A@2 O@10').actions).toEqual([]);
    expect(told('O A@2', 'O A@10 O@20').actions).toEqual(['4 page']);
  });

  test('goes on when the suppressor comes back within the extension period', () => {
    expect(told('O A@2', 'O A@3 O@6 A@8 O@20').actions).toEqual(['23 page']);
  });

  test('only ALARM suppresses, and leaving it for missing data ends it', () => {
    expect(told('O A@2', 'I').actions).toEqual(['4 page']);
    expect(told('O A@2', 'O I@3').actions).toEqual(['4 page']);
    expect(told('O A@2', 'O A@3 I@6').actions).toEqual(['9 page']);
  });

  test('at one moment the suppressor comes first', () => {
    expect(told('O A@2', 'O A@2').actions).toEqual([]);
    expect(told('O A@2', 'O A@4').actions).toEqual([]);
    expect(told('O A@1 O@6', 'O A@2 O@6').actions).toEqual(['8 resolve']);
  });

  test('changes no states', () => {
    expect(told('O A@2 O@6', 'O A@1').changes).toEqual(told('O A@2 O@6', undefined).changes);
  });

  test('without wait and extension acts at once', () => {
    const none = { ActionsSuppressorWaitPeriod: 0, ActionsSuppressorExtensionPeriod: 0 };
    expect(told('O A@2 O@3 A@5', 'O A@4 O@7', none).actions).toEqual([
      '2 page',
      '3 resolve',
      '7 page',
    ]);
  });

  test('ends with what is seen: nothing after the end is told', () => {
    expect(told('O A@59', 'O').actions).toEqual([]);
    expect(told('O A@58', 'O').actions).toEqual(['60 page']);
  });
});
