import { describe, expect, test } from 'vitest';
import { aDatapoint, minutes } from './cloudwatch/builders.ts';
import { simulate } from './cloudwatch/simulate.ts';
import { alarmsIn } from './cloudwatch/template.ts';

const rule = {
  Namespace: 'Test',
  MetricName: 'Failed',
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const alarm = (properties: object = {}, Condition?: string) => ({
  Type: 'AWS::CloudWatch::Alarm',
  ...(Condition && { Condition }),
  Properties: { ...rule, ...properties },
});
const composite = (properties: object) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: properties,
});
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'paging' } };

/** The one alarm of a template with these properties. */
function theAlarm(properties: object, around: object = {}, parameters?: Record<string, string>) {
  const Resources = { Failing: alarm({ AlarmName: 'failing', ...properties }), Topic: topic };
  return alarmsIn({ Resources, ...around }, parameters).alarms[0];
}

describe('a template', () => {
  test('gives its metric alarms and composites, and nothing else', () => {
    const Paging = composite({ AlarmName: 'paging', AlarmRule: 'ALARM(failing)' });
    const { alarms, composites } = alarmsIn({
      Resources: { Topic: topic, Failing: alarm({ AlarmName: 'failing' }), Paging },
    });
    expect(alarms).toEqual([{ ...rule, AlarmName: 'failing' }]);
    expect(composites).toEqual([{ AlarmName: 'paging', AlarmRule: 'ALARM(failing)' }]);
  });

  test('names an alarm that has no name after stack and id', () => {
    expect(alarmsIn({ Resources: { Failing: alarm() } }).alarms[0]?.AlarmName).toBe(
      'stack-Failing',
    );
  });

  test.each([
    ['Ref of a resource', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:123456789012:paging'],
    ['Ref of an alarm', { Ref: 'Failing' }, 'failing'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    ['GetAtt of a name', { 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'paging'],
    [
      'GetAtt of an ARN',
      { 'Fn::GetAtt': 'Failing.Arn' },
      'arn:aws:cloudwatch:us-east-1:123456789012:alarm:failing',
    ],
    ['GetAtt of anything', { 'Fn::GetAtt': ['Topic', 'Whatever'] }, 'Topic.Whatever'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-dev'],
    ['Sub', { 'Fn::Sub': `\${Stage}/\${Topic.TopicName}/\${!kept}` }, `dev/paging/\${kept}`],
    ['Sub with values', { 'Fn::Sub': [`\${Own}-\${Stage}`, { Own: { Ref: 'Stage' } }] }, 'dev-dev'],
    ['FindInMap', { 'Fn::FindInMap': ['Levels', { Ref: 'Stage' }, 'Word'] }, 'low'],
    ['If that holds', { 'Fn::If': ['IsDev', 'yes', 'no'] }, 'yes'],
    ['If that does not', { 'Fn::If': ['IsProd', 'yes', { Ref: 'Stage' }] }, 'dev'],
  ])('resolves %s', (_, value, expected) => {
    const around = {
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Mappings: { Levels: { dev: { Word: 'low' } } },
      Conditions: {
        IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
        IsProd: { 'Fn::And': [{ Condition: 'IsDev' }, { 'Fn::Not': [{ Condition: 'IsDev' }] }] },
      },
    };
    expect(theAlarm({ AlarmActions: [value] }, around)?.AlarmActions).toEqual([expected]);
  });

  test('takes parameters over their defaults, and numbers given as text', () => {
    const around = { Parameters: { Seconds: { Default: 60 } } };
    const properties = { Period: { Ref: 'Seconds' }, ActionsEnabled: 'false' };
    expect(theAlarm(properties, around)).toMatchObject({ Period: 60, ActionsEnabled: false });
    expect(theAlarm(properties, around, { Seconds: '300' })?.Period).toBe(300);
  });

  test('leaves out what is AWS::NoValue', () => {
    const nothing = { Ref: 'AWS::NoValue' };
    const found = theAlarm({ AlarmActions: [nothing, 'a'], OKActions: nothing });
    expect(found?.AlarmActions).toEqual(['a']);
    expect(found).not.toHaveProperty('OKActions');
  });

  test('leaves out an alarm whose condition does not hold', () => {
    const Conditions = { On: { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { 'Fn::Not': [true] }] } };
    expect(alarmsIn({ Conditions, Resources: { Failing: alarm({}, 'On') } }).alarms).toEqual([]);
  });

  test.each([
    ['an unknown parameter', { Period: { Ref: 'Seconds' } }, 'Seconds'],
    ['an unknown resource', { AlarmActions: [{ 'Fn::GetAtt': ['Gone', 'Arn'] }] }, 'Gone'],
    ['an unknown condition', { Period: { 'Fn::If': ['Gone', 1, 2] } }, 'Gone'],
    ['an unknown mapping', { Period: { 'Fn::FindInMap': ['Gone', 'a', 'b'] } }, 'Gone.a.b'],
    ['another function', { AlarmName: { 'Fn::ImportValue': 'x' } }, 'Fn::ImportValue'],
    ['a property that is not simulated', { ExtendedStatistic: 'p99' }, 'ExtendedStatistic'],
    ['an unknown operator', { ComparisonOperator: 'Above' }, 'ComparisonOperator'],
    ['a threshold that is no number', { Threshold: 'high' }, 'Threshold'],
  ])('with %s is refused', (_, properties, problem) => {
    expect(() => theAlarm(properties)).toThrow(problem);
  });
});

describe('the alarms of a template together', () => {
  const Resources = {
    Outer: composite({ AlarmName: 'outer', AlarmRule: 'ALARM(paging)', AlarmActions: ['outer'] }),
    Paging: composite({
      AlarmName: 'paging',
      AlarmRule: { 'Fn::Sub': `ALARM("\${Failing}")` },
      AlarmActions: ['page'],
      ActionsSuppressor: { 'Fn::GetAtt': ['Maintenance', 'Arn'] },
      ActionsSuppressorWaitPeriod: '60',
      ActionsSuppressorExtensionPeriod: 60,
    }),
    Maintenance: alarm({ AlarmName: 'maintenance', MetricName: 'Maintenance' }),
    Failing: alarm({ AlarmName: 'failing', OKActions: ['notice'], AlarmActions: ['notice'] }),
  };
  const span = { fromMs: minutes(0), toMs: minutes(9) };
  const failed = aDatapoint({ timestampMs: minutes(2.5) });

  test('are evaluated in the order in which they need one another', () => {
    const { changes, actions } = simulate(alarmsIn({ Resources }), [failed], span);
    expect(Object.keys(changes)).toEqual(['maintenance', 'failing', 'paging', 'outer']);
    const told = actions.map(({ atMs, action }) => [(atMs - span.fromMs) / 60_000, action]);
    expect(told).toEqual([
      [1, 'notice'],
      [3, 'notice'],
      [3, 'outer'],
      [4, 'page'],
      [6, 'notice'],
    ]);
  });

  test('are silent about their creation', () => {
    const Failing = alarm({ InsufficientDataActions: ['blind'], OKActions: ['healthy'] });
    const { actions } = simulate(alarmsIn({ Resources: { Failing } }), [], span);
    expect(actions.map(({ action }) => action)).toEqual(['healthy']);
  });

  test('suppress one another', () => {
    const maintenance = [2.5, 5, 8].map((minute) =>
      aDatapoint({ name: 'Maintenance', timestampMs: minutes(minute) }),
    );
    const { actions } = simulate(alarmsIn({ Resources }), [failed, ...maintenance], span);
    expect(actions.map(({ action }) => action)).not.toContain('page');
  });

  test('are refused when they go round in circles or name what is not there', () => {
    const a = composite({ AlarmName: 'a', AlarmRule: 'ALARM(b)' });
    const b = composite({ AlarmName: 'b', AlarmRule: 'ALARM(a)' });
    expect(() => simulate(alarmsIn({ Resources: { a, b } }), [], span)).toThrow('a, b');
    expect(() => simulate(alarmsIn({ Resources: { a } }), [], span)).toThrow('a: name');
  });
});
