import { expect, test } from 'vitest';
import { lookOf } from '../../src/cli/look.ts';

const plan = { local: false, noColor: false, env: { AWS_REGION: 'us-east-1' } };
const terminal = { write: () => {}, isTty: true, columns: 80 };
const pipe = { ...terminal, isTty: false };

test.each([
  ['a terminal', terminal, {}, false, true],
  ['a pipe', pipe, {}, false, false],
  ['a pipe under FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, false, true],
  ['a terminal under FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false, false],
  ['a terminal under FORCE_COLOR=false', terminal, { FORCE_COLOR: 'false' }, false, false],
  ['a terminal under an empty FORCE_COLOR', terminal, { FORCE_COLOR: '' }, false, true],
  ['a terminal under NO_COLOR', terminal, { NO_COLOR: '1' }, false, false],
  ['a terminal under an empty NO_COLOR', terminal, { NO_COLOR: '' }, false, true],
  ['a terminal under both', terminal, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, false],
  ['a terminal under --no-color', terminal, {}, true, false],
  ['a pipe under FORCE_COLOR and --no-color', pipe, { FORCE_COLOR: '1' }, true, false],
])('%s is coloured or not', (_what, out, env, noColor, color) => {
  expect(lookOf({ ...plan, noColor }, out, { env }).color).toBe(color);
});

test('the width is that of the moment', () => {
  const out = { ...terminal };
  const look = lookOf(plan, out, { env: {} });

  out.columns = 40;

  expect(look.columns).toBe(40);
});

test.each([
  ['a terminal', terminal, {}, 80, false],
  ['a terminal under COLUMNS', terminal, { COLUMNS: '40' }, 80, false],
  ['a pipe', pipe, {}, 80, true],
  ['a pipe under COLUMNS', pipe, { COLUMNS: '40' }, 40, false],
  ['a pipe under COLUMNS for nobody', pipe, { COLUMNS: '5' }, 20, false],
  ['a pipe under COLUMNS that are none', pipe, { COLUMNS: '-1' }, 80, true],
])('for %s lines are cut, or stay whole', (_what, out, env, columns, whole) => {
  expect(lookOf(plan, out, { env })).toMatchObject({ columns, whole });
});

test('the place is the account that is looked at', () => {
  expect(lookOf(plan, terminal, { env: {} }).place.aws?.('sts')).toBe('--region us-east-1');
  expect(lookOf({ ...plan, local: true }, terminal, { env: {} }).place).toEqual({
    name: 'an embedded account',
  });
});
