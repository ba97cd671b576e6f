import { expect, test, vi } from 'vitest';
import { cost } from '../../src/cli/cost.ts';
import { fakeShell, invocation } from './shells.ts';

vi.mock('../../src/scenarios/index.ts', async (real) => {
  const { scenarios } = await real<typeof import('../../src/scenarios/index.ts')>();
  return {
    scenarios: Array.from({ length: 49 }, (_, at) => ({ ...scenarios[0], name: `s-${at}` })),
  };
});

test('what cannot be deployed as one stack has no price', () => {
  expect(cost(invocation([]), fakeShell()).problems).toEqual([
    expect.stringMatching(/^49 scenarios are too many for one stack/),
  ]);
});
