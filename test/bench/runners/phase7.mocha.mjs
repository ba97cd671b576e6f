/* global describe, it */
import { scenarios } from './suite.mjs';

describe('Phase 7', () => {
  for (const [name, run] of Object.entries(scenarios)) it(name, run);
});
