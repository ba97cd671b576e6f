import { describe, expect, it } from 'vitest';
import { type Prove, table } from './claims.ts';
import { drill } from './drill.ts';
import { kill } from './kill.ts';
import { permissions } from './permissions.ts';
import { sabotage } from './sabotage.ts';

/** Each proof of the README, small: that it still can be made. */
async function holds(prove: Prove): Promise<void> {
  const proof = await prove('short');
  expect(
    proof.claims.every((claim) => claim.holds),
    `\n${table(proof)}`,
  ).toBe(true);
}

// Side by side: most of their time they wait, for processes and for what does not come.
describe.concurrent('a short proof of', { timeout: 120_000 }, () => {
  it.each(Object.entries({ kill, sabotage, permissions, drill }))('%s', (_name, prove) =>
    holds(prove),
  );
});
