import { expect, test } from 'vitest';
import { refusal } from '../../src/cli/refusal.ts';
import { fakeShell } from './shells.ts';

const problems = ['unknown scenario "xyz": expected one of plan-ledger, validator-run'];
const hint = 'looked in the environment, then /home/somebody/.env, which is not there';

test('a person’s terminal of 40 columns is wide enough for every line', () => {
  const { err } = fakeShell({ terminal: 40 });

  expect(refusal('canary run', problems, hint, err)).toBe(`canary run: one problem, nothing was
touched
  - unknown scenario "xyz": expected one
    of plan-ledger, validator-run
looked in the environment, then
/home/somebody/.env, which is not there
see canary run --help
`);
});

test('in a log every problem stays on its line', () => {
  const { err } = fakeShell();

  expect(refusal('canary run', [...problems, 'b'], undefined, err)).toBe(
    `canary run: 2 problems, nothing was touched\n  - ${problems}\n  - b\nsee canary run --help\n`,
  );
});
