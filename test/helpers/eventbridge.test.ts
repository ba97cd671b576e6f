import { describe, expect, test } from 'vitest';
import { matches } from './eventbridge.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const event = {
  source: 'aws.cloudformation',
  'detail-type': 'CloudFormation Stack Status Change',
  resources: ['arn:aws:cloudformation:us-east-1:1:stack/CCNativeStack/1', 'arn:other'],
  detail: {
    'stack-id': 'arn:aws:cloudformation:us-east-1:1:stack/CCNativeStack/1',
    'status-details': { status: 'UPDATE_COMPLETE', reason: null },
    count: 5,
    replaced: false,
    empty: '',
    nothing: [],
    path: 'a*b\\c',
    employees: [
      { first: 'Anna', last: 'Smith' },
      { first: 'Peter', last: 'Jones' },
    ],
  },
};
const detail = (pattern: object) => ({ detail: pattern });

describe.each([
  ['a value', { source: ['aws.cloudformation'] }, { source: ['aws.codedeploy'] }],
  ['one of several values', { source: ['a', 'aws.cloudformation'] }, { source: ['a', 'b'] }],
  ['a value with its case', { source: ['aws.cloudformation'] }, { source: ['AWS.CloudFormation'] }],
  [
    'every field',
    { source: ['aws.cloudformation'], detail: { count: [5] } },
    { source: ['aws.cloudformation'], detail: { count: [6] } },
  ],
  [
    'nested fields',
    detail({ 'status-details': { status: ['UPDATE_COMPLETE'] } }),
    detail({ status: ['UPDATE_COMPLETE'] }),
  ],
  ['numbers, not their text', detail({ count: [5] }), detail({ count: ['5'] })],
  ['booleans, not their text', detail({ replaced: [false] }), detail({ replaced: ['false'] })],
  ['null, not absence', detail({ 'status-details': { reason: [null] } }), detail({ gone: [null] })],
  ['an empty string', detail({ empty: [''] }), detail({ nothing: [''] })],
  ['any element of an array', { resources: ['arn:other'] }, { resources: ['arn:third'] }],
  [
    'fields of one element of an array',
    detail({ employees: { first: ['Anna'], last: ['Smith'] } }),
    detail({ employees: { first: ['Anna'], last: ['Jones'] } }),
  ],
  ['prefix', { source: [{ prefix: 'aws.' }] }, { source: [{ prefix: 'AWS.' }] }],
  [
    'prefix of an element',
    { resources: [{ prefix: 'arn:aws:cloudformation:us-east-1:1:stack/CCNativeStack/' }] },
    { resources: [{ prefix: 'arn:aws:cloudformation:us-east-1:1:stack/CCNativeStack2/' }] },
  ],
  [
    'prefix without case',
    { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] },
    { source: [{ prefix: { 'equals-ignore-case': 'AWS-' } }] },
  ],
  ['prefix of text only', { source: [{ prefix: '' }] }, detail({ count: [{ prefix: '' }] })],
  ['suffix', { source: [{ suffix: 'formation' }] }, { source: [{ suffix: 'Formation' }] }],
  [
    'suffix without case',
    { source: [{ suffix: { 'equals-ignore-case': 'FORMATION' } }] },
    { source: [{ suffix: { 'equals-ignore-case': 'INFORMATION' } }] },
  ],
  [
    'equals-ignore-case',
    { source: [{ 'equals-ignore-case': 'AWS.CloudFormation' }] },
    { source: [{ 'equals-ignore-case': 'AWS.Cloud' }] },
  ],
  [
    'anything-but',
    { source: [{ 'anything-but': 'a' }] },
    { source: [{ 'anything-but': event.source }] },
  ],
  [
    'anything-but several',
    { source: [{ 'anything-but': ['a', 'b'] }] },
    { source: [{ 'anything-but': ['a', event.source] }] },
  ],
  [
    'anything-but numbers',
    detail({ count: [{ 'anything-but': [4, 6] }] }),
    detail({ count: [{ 'anything-but': 5 }] }),
  ],
  [
    'anything-but, of what is there',
    { source: [{ 'anything-but': 'a' }] },
    { gone: [{ 'anything-but': 'a' }] },
  ],
  [
    'anything-but a prefix',
    { source: [{ 'anything-but': { prefix: 'gcp.' } }] },
    { source: [{ 'anything-but': { prefix: 'aws.' } }] },
  ],
  [
    'anything-but several prefixes',
    { source: [{ 'anything-but': { prefix: ['gcp.', 'azure.'] } }] },
    { source: [{ 'anything-but': { prefix: ['gcp.', 'aws.'] } }] },
  ],
  [
    'anything-but a suffix',
    { source: [{ 'anything-but': { suffix: '.s3' } }] },
    { source: [{ 'anything-but': { suffix: 'formation' } }] },
  ],
  [
    'anything-but a case',
    { source: [{ 'anything-but': { 'equals-ignore-case': 'A' } }] },
    { source: [{ 'anything-but': { 'equals-ignore-case': 'AWS.CLOUDFORMATION' } }] },
  ],
  [
    'anything-but a wildcard',
    { source: [{ 'anything-but': { wildcard: 'aws.*x' } }] },
    { source: [{ 'anything-but': { wildcard: 'aws.*' } }] },
  ],
  ['exists', { source: [{ exists: true }] }, { source: [{ exists: false }] }],
  ['exists not', { gone: [{ exists: false }] }, { gone: [{ exists: true }] }],
  [
    'exists not, far down',
    { gone: { deep: [{ exists: false }] } },
    { gone: { deep: [{ exists: true }] } },
  ],
  ['no existence of an object', { detail: [{ exists: false }] }, { detail: [{ exists: true }] }],
  [
    'no existence of an empty array',
    detail({ nothing: [{ exists: false }] }),
    detail({ nothing: [{ exists: true }] }),
  ],
  [
    'no existence within an empty array',
    detail({ nothing: { deep: [{ exists: false }] } }),
    detail({ nothing: { deep: [{ exists: true }] } }),
  ],
  [
    'existence of null',
    detail({ 'status-details': { reason: [{ exists: true }] } }),
    detail({ 'status-details': { reason: [{ exists: false }] } }),
  ],
  [
    'wildcard',
    { resources: [{ wildcard: 'arn:*:stack/CC*/*' }] },
    { resources: [{ wildcard: '*:stack' }] },
  ],
  [
    'wildcard for nothing',
    { source: [{ wildcard: 'aws.cloudformation*' }] },
    { source: [{ wildcard: 'aws?*' }] },
  ],
  [
    'an escaped wildcard',
    detail({ path: [{ wildcard: 'a\\*b\\\\c' }] }),
    { source: [{ wildcard: 'aws\\*' }] },
  ],
  [
    'numeric equality',
    detail({ count: [{ numeric: ['=', 5] }] }),
    detail({ count: [{ numeric: ['=', 4] }] }),
  ],
  [
    'numeric >',
    detail({ count: [{ numeric: ['>', 4] }] }),
    detail({ count: [{ numeric: ['>', 5] }] }),
  ],
  [
    'numeric >=',
    detail({ count: [{ numeric: ['>=', 5] }] }),
    detail({ count: [{ numeric: ['>=', 6] }] }),
  ],
  [
    'numeric <',
    detail({ count: [{ numeric: ['<', 6] }] }),
    detail({ count: [{ numeric: ['<', 5] }] }),
  ],
  [
    'numeric <=',
    detail({ count: [{ numeric: ['<=', 5] }] }),
    detail({ count: [{ numeric: ['<=', 4] }] }),
  ],
  [
    'numeric ranges',
    detail({ count: [{ numeric: ['>', 0, '<=', 5] }] }),
    detail({ count: [{ numeric: ['>', 0, '<', 5] }] }),
  ],
  [
    'numeric of numbers only',
    detail({ count: [{ numeric: ['>', -1] }] }),
    detail({ empty: [{ numeric: ['>', -1] }] }),
  ],
  [
    '$or beside other fields',
    { source: ['aws.cloudformation'], $or: [{ gone: ['a'] }, { detail: { count: [5] } }] },
    { source: ['aws.other'], $or: [{ gone: ['a'] }, { detail: { count: [5] } }] },
  ],
  [
    '$or within a field',
    detail({ $or: [{ count: [6] }, { replaced: [false] }] }),
    detail({ $or: [{ count: [6] }, { replaced: [true] }] }),
  ],
  [
    'operators beside values',
    { source: ['a', { prefix: 'aws.' }] },
    { source: ['a', { prefix: 'gcp.' }] },
  ],
])('matches by %s', (_, hit, miss) => {
  test('what fulfils it', () => expect(matches(hit, event)).toBe(true));
  test('and nothing else', () => expect(matches(miss, event)).toBe(false));
});

describe('what EventBridge refuses, whatever the event:', () => {
  test.each([
    ['an unknown operator', { source: [{ contains: 'a' }] }, 'contains'],
    [
      'an unknown operator after anything-but',
      { a: [{ 'anything-but': { numeric: ['=', 1] } }] },
      'unknown',
    ],
    ['an unknown operator in a prefix', { a: [{ prefix: { suffix: 'a' } }] }, 'unknown'],
    ['two operators in one', { a: [{ prefix: 'a', suffix: 'b' }] }, 'one operator'],
    ['existence beside another', { a: [{ exists: true, prefix: 'b' }] }, 'one operator'],
    ['no operator', { a: [{}] }, 'one operator'],
    ['a value without an array', { source: 'aws.cloudformation' }, '.source'],
    ['an empty array', { source: [] }, 'empty'],
    ['an empty object', { detail: {} }, '.detail'],
    ['an empty pattern', {}, 'itself'],
    ['an array in an array', { source: [['a']] }, '.source'],
    ['existence that is no boolean', { a: [{ exists: 'true' }] }, 'exists'],
    ['a prefix that is a number', { a: [{ prefix: 1 }] }, 'string'],
    ['a mixed anything-but', { a: [{ 'anything-but': ['a', 1] }] }, 'anything-but'],
    ['an empty anything-but', { a: [{ 'anything-but': [] }] }, 'anything-but'],
    ['two wildcards in a row', { a: [{ wildcard: 'a**b' }] }, 'wildcard'],
    ['another escape', { a: [{ wildcard: 'a\\b' }] }, 'wildcard'],
    ['half a comparison', { a: [{ numeric: ['>'] }] }, 'comparison'],
    ['a comparison with text', { a: [{ numeric: ['>', '1'] }] }, 'comparison'],
    ['an unknown comparison', { a: [{ numeric: ['!=', 1] }] }, 'comparison'],
    ['a lone $or', { $or: [{ a: ['b'] }] }, '$or'],
    ['an $or that is no array', { $or: { a: ['b'] } }, '$or'],
  ])('%s', (_, pattern, problem) => {
    for (const each of [event, {}, undefined]) {
      expect(() => matches(pattern, each)).toThrow(problem);
    }
  });
});
