import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preflight } from '../../src/cli/preflight.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { fakeShell, folder, invocation } from './shells.ts';

const account = {
  AWS_REGION: 'us-east-1',
  REVENUE_PLANS_TABLE_NAME: 'plans',
  OUTCOMES_TABLE_NAME: 'outcomes',
};
const missing = {
  region:
    "AWS_REGION is not set: the region of the target stack, e.g. us-east-1; the target's deploy writes it to .env",
  plans:
    'REVENUE_PLANS_TABLE_NAME (or the older REVENUE_PLANS_TABLE) is not set: the RevenuePlans table; output RevenuePlansTableName of the target stack',
  outcomes:
    'OUTCOMES_TABLE_NAME is not set: the ExecutionOutcomes table; output ExecutionOutcomesTableName of the target stack',
};

test('with everything in place there is a plan, with its defaults', () => {
  const { plan, problems, hint } = preflight(invocation(), fakeShell({ env: account }));

  expect({ problems, hint }).toEqual({ problems: [], hint: undefined });
  expect(plan).toMatchObject({
    local: false,
    select: 'all',
    retries: 1,
    concurrency: 4,
    timeoutMs: 120_000,
    json: false,
    quiet: false,
    noColor: false,
    files: [],
    env: account,
  });
});

test('options outrank the settings of the same meaning', () => {
  const env = { ...account, CANARY_RETRIES: '5', CANARY_CONCURRENCY: '9' };

  expect(preflight(invocation(), fakeShell({ env })).plan).toMatchObject({
    retries: 5,
    concurrency: 9,
  });
  const options = { retries: 0, concurrency: 1, timeout: 7, json: true, quiet: true } as const;
  expect(preflight(invocation([], options), fakeShell({ env })).plan).toMatchObject({
    retries: 0,
    concurrency: 1,
    timeoutMs: 7_000,
    json: true,
    quiet: true,
  });
});

test('what an option says is not asked of a setting', () => {
  const env = { ...account, CANARY_RETRIES: 'abc', CANARY_CONCURRENCY: '999' };

  const given = preflight(invocation([], { retries: 1, concurrency: 2 }), fakeShell({ env }));
  const local = preflight(invocation([], { local: true, retries: 1 }), fakeShell({ env }));

  expect(given).toMatchObject({ problems: [], plan: { retries: 1, concurrency: 2 } });
  expect(local.problems).toEqual([expect.stringMatching(/^CANARY_CONCURRENCY is "999"/)]);
  expect(local.hint).toMatch(/^looked in the environment, then \S+, which is not there$/);
});

test('everything that is missing or wrong is told at once, with where it comes from', () => {
  const shell = fakeShell({ env: { CANARY_RETRIES: 'many' } });
  const options = { 'env-file': 'no.env', junit: 'no/such/folder/out.xml' };

  const { problems, hint } = preflight(invocation([], options), shell);

  expect(problems).toEqual([
    expect.stringContaining(
      `--junit ${join(shell.cwd, 'no/such/folder/out.xml')} cannot be written: ENOENT`,
    ),
    expect.stringContaining('--env-file no.env cannot be read: ENOENT'),
    missing.region,
    missing.plans,
    missing.outcomes,
    'CANARY_RETRIES is "many": expected a whole number from 0 to 5',
  ]);
  expect(hint).toBe(
    `looked in the environment, then ${join(shell.cwd, 'no.env')}, which cannot be read; canary env writes there what the target stack knows; without an account: npm start, or canary run --local`,
  );
});

test('a malformed endpoint is told with the rest, and is nothing to a local run', () => {
  const shell = fakeShell({
    env: { AWS_ENDPOINT_URL_LAMBDA: 'not-a-url', AWS_REGION: 'us-east-1' },
  });

  expect(preflight(invocation(['outcomes-capture']), shell).problems).toEqual([
    'AWS_ENDPOINT_URL_LAMBDA is "not-a-url": expected a URL such as http://127.0.0.1:8000',
    missing.outcomes,
  ]);
  expect(preflight(invocation([], { local: true }), shell).problems).toEqual([]);
});

test('a .env that cannot be read stops no local run, unless it was asked for', () => {
  const cwd = folder();
  mkdirSync(join(cwd, '.env'));
  const shell = fakeShell({ cwd, env: account });
  const problemsOf = (options: Parameters<typeof invocation>[1]) =>
    preflight(invocation([], options), shell).problems;

  expect(problemsOf({ local: true })).toEqual([]);
  const unreadable = expect.stringContaining('.env cannot be read: it is a folder');
  expect(problemsOf({ local: true, 'env-file': '.env' })).toEqual([unreadable]);
  expect(problemsOf({})).toEqual([unreadable]);
});

test('a report is not written to standard output, which is of the one as JSON', () => {
  const { problems } = preflight(invocation([], { junit: '-' }), fakeShell({ env: account }));

  expect(problems).toEqual(["--junit -: standard output is --json's; name a file"]);
});

test('an unknown scenario is told with the nearest name, or with all of them', () => {
  const { problems } = preflight(
    invocation(['plan-legder', 'validator', 'xyz', 'xyz']),
    fakeShell({ env: account }),
  );

  expect(problems).toEqual([
    'unknown scenario "plan-legder": did you mean plan-ledger?',
    'unknown scenario "validator": did you mean validator-run?',
    `unknown scenario "xyz": expected one of ${scenarios.map(({ name }) => name).join(', ')}`,
  ]);
});

test('a misspelled scenario misses the settings it would miss when spelled well', () => {
  expect(preflight(invocation(['outcome-capture']), fakeShell()).problems).toEqual([
    'unknown scenario "outcome-capture": did you mean outcomes-capture?',
    missing.region,
    missing.outcomes,
  ]);
});

test('what keeps the runs is optional, but not wrong', () => {
  const wrong = { RUNS_TABLE_NAME: 'x y', CANARY_SWEEP_LEDGER: 'maybe' };
  const sweeping = (env: object) =>
    preflight(invocation(), fakeShell({ env: { ...account, CANARY_SWEEP_LEDGER: 'true', ...env } }))
      .problems;

  expect(preflight(invocation(), fakeShell({ env: { ...account, ...wrong } })).problems).toEqual([
    'CANARY_SWEEP_LEDGER is "maybe": expected true or false',
    expect.stringContaining('RUNS_TABLE_NAME is "x y": expected a table name'),
  ]);
  expect(sweeping({ PLAN_LEDGER_TABLE_NAME: 'ledger' })).toEqual([]);
  expect(sweeping({ PLAN_LEDGER_TABLE_NAME: '?' })).toEqual([
    expect.stringContaining('PLAN_LEDGER_TABLE_NAME is "?": expected a table name'),
  ]);
  expect(sweeping({})).toEqual([
    expect.stringContaining('PLAN_LEDGER_TABLE_NAME is not set: the PlanLedger table'),
  ]);
});

test('only the settings of the selected scenarios are required', () => {
  expect(preflight(invocation(['outcomes-capture']), fakeShell()).problems).toEqual([
    missing.region,
    missing.outcomes,
  ]);
  expect(preflight(invocation(['plan-ledger']), fakeShell({ env: account })).problems).toEqual([]);
});

test('each required setting of each scenario is missed when it is wrong', () => {
  for (const { name, requires } of scenarios) {
    for (const setting of requires) {
      const env = { ...account, [setting]: '!' };

      const { problems } = preflight(invocation([name]), fakeShell({ env }));

      expect(problems).toEqual([expect.stringContaining(`${setting} is "!": expected `)]);
    }
  }
});

test('the older name of the plans table is heard', () => {
  const { AWS_REGION, OUTCOMES_TABLE_NAME } = account;
  const env = { AWS_REGION, OUTCOMES_TABLE_NAME, REVENUE_PLANS_TABLE: 'plans' };

  expect(preflight(invocation(), fakeShell({ env })).problems).toEqual([]);
});

test('a scenario named twice is selected once, those named are selected', () => {
  const { plan } = preflight(
    invocation(['validator-run', 'plan-ledger', 'validator-run']),
    fakeShell({ env: account }),
  );

  expect(plan.select).toEqual(['validator-run', 'plan-ledger']);
});

test('two reports are not written into one file', () => {
  const shell = fakeShell({ env: account });
  const options = { junit: 'a.xml', html: join(shell.cwd, 'a.xml') };

  expect(preflight(invocation([], options), shell).problems).toEqual([
    `--html ${join(shell.cwd, 'a.xml')} is the file of --junit: name another one`,
  ]);
});

test('a report may be written through a link, if there is a place for it at its end', () => {
  const cwd = folder();
  const link = (to: string, name = `link-${to.replaceAll('/', '-')}`) => {
    symlinkSync(to, join(cwd, name));
    return preflight(invocation([], { junit: name }), fakeShell({ env: account, cwd })).problems;
  };
  writeFileSync(join(cwd, 'there'), '');
  mkdirSync(join(cwd, 'below', 'it'), { recursive: true });

  expect(link('there')).toEqual([]);
  expect(link('it/new.xml', 'below/link')).toEqual([]);
  expect(link('new.xml')).toEqual([]);
  expect(link('link-new.xml')).toEqual([]);
  expect(link('gone/new.xml')).toEqual([
    expect.stringMatching(/^--junit .*\/gone\/new\.xml cannot be written: ENOENT/),
  ]);
});

test.each([
  ['a folder', 'there', /^--junit .*\/there is a folder: name a file$/],
  ['under a file', 'file/out.xml', /^--junit .*: .*\/file is not a folder$/],
  ['under nothing', 'no/out.xml', /^--junit .*\/no\/out\.xml cannot be written: ENOENT/],
])(
  'a report cannot be written to %s, and that is found before the run',
  (_where, junit, problem) => {
    const cwd = folder();
    mkdirSync(join(cwd, 'there'));
    writeFileSync(join(cwd, 'file'), '');

    const { problems } = preflight(invocation([], { junit }), fakeShell({ env: account, cwd }));

    expect(problems).toEqual([expect.stringMatching(problem)]);
  },
);

test('a report may replace an older one, and nothing is written before the run', () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'old.xml'), 'older');

  for (const junit of ['old.xml', 'new.xml', join(cwd, 'new.xml')]) {
    const { plan, problems } = preflight(
      invocation([], { junit }),
      fakeShell({ env: account, cwd }),
    );
    expect(problems).toEqual([]);
    const path = join(cwd, junit.split('/').at(-1) ?? '');
    expect(plan.files).toEqual([{ format: 'junit', path }]);
  }
});

test('a local run needs no setting and takes none that would lead elsewhere', () => {
  const env = {
    ...account,
    AWS_PROFILE: 'production',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://elsewhere',
    AWS_REGION: 'eu-west-1',
    PLAN_LEDGER_TABLE_NAME: 'theirs',
    RUNS_TABLE_NAME: 'theirs',
    CANARY_TENANT_ID: 'my-tenant',
    CANARY_RETRIES: '3',
  };

  expect(preflight(invocation([], { local: true }), fakeShell()).problems).toEqual([]);
  expect(preflight(invocation([], { local: true }), fakeShell({ env })).plan).toMatchObject({
    local: true,
    retries: 3,
    env: { ...LOCAL_SETTINGS, CANARY_TENANT_ID: 'my-tenant', CANARY_RETRIES: '3' },
  });
  const { plan } = preflight(invocation([], { local: true }), fakeShell({ env }));
  expect(Object.keys(plan.env).sort()).toEqual(
    [...Object.keys(LOCAL_SETTINGS), 'CANARY_TENANT_ID', 'CANARY_RETRIES'].sort(),
  );
});
