import { scenarios } from '../../src/scenarios/index.ts';

/** As many scenarios as asked for, each with the steps of the first there is. */
export const suiteOf = (howMany: number) =>
  Array.from({ length: howMany }, (_, index) => ({
    name: `scenario-${index}`,
    steps: scenarios[0]?.steps ?? [],
  }));
