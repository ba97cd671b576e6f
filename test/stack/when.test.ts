import { expect, test } from 'vitest';
import { applyWhen } from '../../src/stack/when.ts';

const given = { on: 'true', named: 'x', off: 'false', none: 'none', empty: '' };
const applied = (tree: object) => {
  applyWhen(tree, given);
  return tree;
};

test('what has no `when` is left as it is', () => {
  const tree = { a: [1, { b: null }], c: 'text', Metadata: { d: 1 } };
  expect(applied(structuredClone(tree))).toEqual(tree);
});

test('items of a list and values of a key are there or not, wherever they are', () => {
  expect(
    applied({
      list: [{ when: 'on', a: 1 }, { when: 'off', a: 2 }, 3, { when: 'empty' }, { when: 'none' }],
      keys: { kept: { when: 'named', b: [{ when: 'off' }] }, gone: { when: 'off' } },
    }),
  ).toEqual({ list: [{ a: 1 }, 3], keys: { kept: { b: [] } } });
});

test('with a value, it is there only where the parameter has that value', () => {
  expect(applied([{ when: 'named=x', a: 1 }, { when: 'named=y' }, { when: 'off=true' }])).toEqual([
    { a: 1 },
  ]);
});

test('a resource says it in its metadata', () => {
  expect(
    applied({
      Kept: { Type: 'T', Metadata: { when: 'on' } },
      Gone: { Type: 'T', Metadata: { when: 'off' } },
    }),
  ).toEqual({ Kept: { Type: 'T', Metadata: {} } });
});

test('a parameter that there is not is a slip, and said', () => {
  expect(() => applied([{ when: 'onn' }])).toThrow('when: onn: there is no such parameter');
});
