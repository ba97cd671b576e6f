import { expect, it } from 'vitest';
import { table } from './claims.ts';
import { events } from './events.ts';

it('no hostile event starts a run, and none is logged as it is', { timeout: 120_000 }, async () => {
  const proof = await events('short');
  expect(
    proof.claims.every(({ holds }) => holds),
    `\n${table(proof)}`,
  ).toBe(true);
});
