import { afterEach, expect, test, vi } from 'vitest';
import { fakeShell, invocation } from './shells.ts';

const CATALOGUE = '../../src/scenarios/index.ts';

afterEach(() => {
  vi.doUnmock(CATALOGUE);
  vi.resetModules();
});

test('what cannot be deployed as one stack has no price', async () => {
  const { scenarios } = await import('../../src/scenarios/index.ts');
  const many = Array.from({ length: 49 }, (_, at) => ({ ...scenarios[0], name: `s-${at}` }));
  vi.resetModules(); // other tests have loaded the command with the real one
  vi.doMock(CATALOGUE, () => ({ scenarios: many }));

  const { cost } = await import('../../src/cli/cost.ts');

  expect(cost(invocation([]), fakeShell()).problems).toEqual([
    expect.stringMatching(/^49 scenarios are too many for one stack/),
  ]);
});
