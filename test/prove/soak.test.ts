import { expect, it } from 'vitest';
import { table } from './claims.ts';
import { soak } from './soak.ts';

it('a few runs under every kind of trouble are no failure', { timeout: 120_000 }, async () => {
  const proof = await soak('short');
  expect(
    proof.claims.every(({ holds }) => holds),
    `\n${table(proof)}`,
  ).toBe(true);
});
