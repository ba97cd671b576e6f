import { expect, test } from 'vitest';
import { list } from '../../src/cli/list.ts';
import { width } from '../../src/reporters/layout.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { settingDefinitions } from '../../src/settings.ts';
import { fakeShell, invocation } from './shells.ts';

async function listed(terminal?: number): Promise<string> {
  const shell = fakeShell(terminal === undefined ? {} : { terminal });
  const { problems, go } = list(invocation(), shell);
  expect(problems).toEqual([]);
  expect(await go()).toBe(0);
  expect(shell.printed.err).toBe('');
  return shell.printed.out;
}

const withoutSpaces = (text: string) => text.replaceAll(/\s+/g, ' ');

test.each([undefined, 40, 80, 200])(
  'in a terminal of %s columns every scenario, step and required setting is there',
  async (terminal) => {
    const told = withoutSpaces(await listed(terminal));

    for (const { name, title, steps, requires, leavesNothing } of scenarios) {
      expect(told).toContain(`${name} ${title}`);
      for (const step of steps) expect(told).toContain(`${step.phase} ${step.id} ${step.title}`);
      expect(told).toContain(`needs ${requires.join(', ')}`);
      if (leavesNothing) expect(told).toContain(`cleanup none: ${leavesNothing}`);
    }
  },
);

test('every setting is there, with where it comes from and what it is without one', async () => {
  const told = withoutSpaces(await listed(80));

  for (const { name, alias, fallback, optional, is } of settingDefinitions) {
    const without = optional ? 'optional' : 'required';
    const value = fallback === undefined ? without : `default ${fallback}`;
    expect(told).toContain(`${name}${alias ? `, or the older ${alias}` : ''} ${value}: ${is}`);
  }
  expect(told).toContain('AWS_REGION required: the region of the target stack, e.g. us-east-1;');
  expect(told).toContain('PLAN_LEDGER_TABLE_NAME optional: the PlanLedger table,');
  expect(told).toContain("RUNS_TABLE_NAME optional: the canary's own table of runs;");
});

test.each([40, 60, 80, 200])(
  'at %i columns no line is wider than the terminal',
  async (terminal) => {
    for (const line of (await listed(terminal)).split('\n')) {
      expect(width(line), line).toBeLessThanOrEqual(terminal);
    }
  },
);

test('in a pipe every entry stays on its line, for whoever searches it', async () => {
  const lines = (await listed()).split('\n');

  expect(lines).toContain(
    '  verify  ledger-has-validator-run  an entry is VALIDATOR_RUN or VALIDATOR_RUN_SUMMARY',
  );
  expect(lines).toContain(
    '  needs   AWS_REGION, REVENUE_PLANS_TABLE_NAME, PLAN_LIFECYCLE_API_FUNCTION_NAME, CANARY_TENANT_ID',
  );
});
