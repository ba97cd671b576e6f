import { describe, expect, test } from 'vitest';
import { blame, errorFacts, FailureError, toFailure, worst } from '../../src/engine/failure.ts';
import type { Failure } from '../../src/engine/report.ts';
import { hostileValues, untouchables } from '../helpers/hostile.ts';
import { targetDown } from '../helpers/toys.ts';

const error = { name: 'E', message: 'e' };

describe('anything thrown becomes a failure', () => {
  test('one that knows its kind keeps it', () => {
    expect(toFailure(new FailureError(targetDown, 'safe'))).toBe(targetDown);
  });

  test('what nobody foresaw is a defect, with its name, message and stack', () => {
    const thrown = new TypeError('x is undefined');

    expect(toFailure(thrown)).toEqual({
      kind: 'defect',
      message: 'the canary itself threw TypeError: x is undefined',
      error: { name: 'TypeError', message: 'x is undefined', stack: thrown.stack },
    });
  });

  test.each([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a text', 'out of paper', 'out of paper'],
    ['a number', 42, '42'],
    ['fields', { code: 7 }, '{"code":7}'],
    ['a symbol', Symbol('why'), 'Symbol(why)'],
  ])('%s was thrown', (_name, thrown, message) => {
    expect(errorFacts(thrown)).toEqual({ name: 'NotAnError', message });
  });

  test.each([...hostileValues, ...untouchables])('even %s', (_name, thrown) => {
    const failure = toFailure(thrown);

    expect(failure.kind).toBe('defect');
    expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
    expect(JSON.stringify(failure).length).toBeLessThan(100_000);
  });

  test('facts are texts, whatever an error claims to be', () => {
    const odd = Object.assign(new Error('odd'), { name: 42, message: { a: 1 }, stack: ['a', 'b'] });

    expect(errorFacts(odd)).toEqual({ name: '42', message: '[object Object]', stack: 'a,b' });
    expect(errorFacts(Object.assign(odd, { stack: undefined }))).not.toHaveProperty('stack');
  });

  test('facts are not endless', () => {
    const { message, stack } = errorFacts(new Error('m'.repeat(1_000_000)));

    expect(message).toMatch(/m… \(1000000 characters in all\)$/);
    expect(message.length + (stack?.length ?? 0)).toBeLessThan(13_000);
    const named = Object.assign(new Error('odd'), { name: 'N'.repeat(1_000_000) });
    expect(errorFacts(named).name).toMatch(/N… \(1000000 characters in all\)$/);
  });
});

test('a failure thrown is an error with its message and its cause', () => {
  const cause = new Error('socket');
  const thrown = new FailureError(targetDown, 'idempotent', cause);

  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).toMatchObject({ name: 'FailureError', message: targetDown.message, cause });
  expect(thrown.repeat).toBe('idempotent');
  expect(new FailureError(targetDown).repeat).toBe('never');
});

test.each<[Failure, string]>([
  [{ kind: 'check', message: '', expected: 1, actual: 2 }, 'target'],
  [{ kind: 'target', message: '', error }, 'target'],
  [{ kind: 'timeout', message: '', allowedMs: 1 }, 'target'],
  [{ kind: 'access', message: '', error }, 'canary'],
  [{ kind: 'settings', message: '', missing: [] }, 'canary'],
  [{ kind: 'defect', message: '', error }, 'canary'],
])('a failure of kind $kind is blamed on the right one', (failure, expected) => {
  expect(blame(failure)).toBe(expected);
});

test('failed outranks broken, which outranks passed', () => {
  expect(worst(['passed', 'broken', 'failed'])).toBe('failed');
  expect(worst(['passed', 'broken', 'passed'])).toBe('broken');
  expect(worst(['passed', 'passed'])).toBe('passed');
});
