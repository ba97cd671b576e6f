import { describe, test } from 'vitest';
import { scenarios } from './suite.mjs';

describe.concurrent('Phase 7', () => {
  for (const [name, run] of Object.entries(scenarios)) test(name, run);
});
