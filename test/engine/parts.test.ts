import { expect, test } from 'vitest';
import { together } from '../../src/engine/parts.ts';
import { FAKE_START, fakeClock } from '../helpers/clock.ts';
import { aRequest } from '../helpers/toys.ts';

test.each([
  ['as long as it is since it began', FAKE_START - 1_500, 1_500],
  ['no less than no time, where a clock that is ahead began it', FAKE_START + 1_500, 0],
])('a run in parts has taken %s', (_what, startedAt, durationMs) => {
  const how = { clock: fakeClock(), version: '1.2.3' };

  expect(together({ ...aRequest(), startedAt }, [], how)).toMatchObject({
    startedAt: new Date(startedAt).toISOString(),
    durationMs,
  });
});
