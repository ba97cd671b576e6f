import { expect, test } from 'vitest';
import {
  functionName,
  functionNameOrArn,
  intervals,
  LIMITS,
  oneOf,
  stackName,
  stageName,
  tableName,
  tenantId,
  whole,
  wrongWith,
} from '../src/limits.ts';

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f';

test.each([
  ['a stage', stageName, ['a', 'prod-2', 'x'.repeat(28)], ['', '2a', 'a_b', 'x'.repeat(29)]],
  ['a stack', stackName, ['A', 'a-1', 'x'.repeat(128)], ['', '-a', 'a*', 'x'.repeat(129)]],
  ['a table', tableName, ['a.b', 'A_-', 'x'.repeat(255)], ['ab', 'a*b', arn, 'x'.repeat(256)]],
  ['a function', functionName, ['f', 'a_-', 'x'.repeat(64)], ['', 'f:1', arn, 'x'.repeat(65)]],
  ['one to invoke', functionNameOrArn, ['f', 'f:$LATEST', arn, '123456789012:f'], ['', 'f*']],
  ['a tenant', tenantId, ['t', 'A-1', 'x'.repeat(128)], ['', 'a#b', 'a_b', 'x'.repeat(129)]],
  ['retries', whole(LIMITS.retries), ['0', '5'], ['', '-1', '6', '1.5']],
  ['an interval', intervals, ['1', '5', '15'], ['', '7', '05']],
])('%s may be one of these and none of those', (_what, { valid }, good, bad) => {
  expect(good.filter((value) => !valid(value))).toEqual([]);
  expect([...bad, ...good.map((value) => `${value}\n`)].filter(valid)).toEqual([]);
});

test('what is wrong is told by name, with what came and what would be right', () => {
  const fruit = oneOf(['apple', 'pear', 'fig']);

  expect(wrongWith('--eat', 'a "nut"', fruit)).toEqual([
    '--eat is "a \\"nut\\"": expected apple, pear or fig',
  ]);
  expect(wrongWith('--eat', 'a nut', fruit, '5 characters')).toEqual([
    '--eat is 5 characters: expected apple, pear or fig',
  ]);
  expect(wrongWith('--eat', 'fig', fruit)).toEqual([]);
});
