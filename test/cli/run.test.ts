import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { runReportSchema } from '../../src/engine/report.ts';
import { denied, internalError } from '../../src/local/faults.ts';
import type { Intercept } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { answering, type Met, test, timeless } from './programs.ts';

const LIFECYCLE = LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const hangingLambda: Intercept = ({ service }) =>
  service === 'lambda' ? { kind: 'hang' } : undefined;

/** Breaks the Plan Lifecycle API: it answers 500 to everything. */
function broken(account: Met): Met {
  account.functions.set(LIFECYCLE, answering(500, { error: 'Internal server error' }));
  return account;
}

const COUNT = scenarios.length;
const NAMES = scenarios.map(({ name }) => name).join(', ');
const room = Math.max(...scenarios.map(({ name }) => name.length)) + 1;
/** A program with a bug for each SIGUSR2. */
function buggy(folder: string) {
  const stray = join(folder, 'stray.mjs');
  writeFileSync(stray, "process.on('SIGUSR2', () => { throw new Error('stray'); });\n");
  return { node: ['--import', stray] };
}

/** The line of each scenario that passed, as the summary has it. */
const passedLines = scenarios
  .map(({ name, steps }) => `✓ passed  ${name.padEnd(room)}${steps.length} steps <time>\n`)
  .join('');

describe.concurrent('a healthy target', () => {
  test('every scenario passes in the account that the environment names, and nothing stays', async ({
    canary,
    account,
    expect,
  }) => {
    const { calls, env, rows } = await account();

    const { code, stdout, stderr } = await canary(['run'], { env });

    expect(stderr).toBe('');
    expect(timeless(stdout)).toContain(`${COUNT} scenarios in us-east-1, endpoint <endpoint>\n✓ `);
    expect(timeless(stdout).split('\n\n').slice(1).join('\n\n')).toBe(
      `${passedLines}\nPASSED  ${COUNT} passed of ${COUNT} scenarios in <time>\nrun <run> in us-east-1, endpoint <endpoint>\n`,
    );
    expect(code).toBe(0);
    expect(calls.length).toBeGreaterThan(10);
    expect(await rows()).toEqual([]);
  });

  test('run --local needs nothing at all, as npm start', async ({ canary, expect }) => {
    const { code, stdout, stderr } = await canary(['run', '--local']);

    expect(stderr).toBe('');
    expect(timeless(stdout)).toContain(`${COUNT} scenarios in an embedded account\n✓ `);
    expect(timeless(stdout)).toContain(
      `\nPASSED  ${COUNT} passed of ${COUNT} scenarios in <time>\nrun <run> in an embedded account\n`,
    );
    expect(code).toBe(0);
  });

  test('run --local meets no account that the person’s own settings lead to', async ({
    canary,
    account,
    folder,
    expect,
  }) => {
    const real = await account();
    mkdirSync(join(folder, '.aws'));
    writeFileSync(
      join(folder, '.aws', 'config'),
      `[default]\nuse_fips_endpoint = true\nendpoint_url = ${real.endpoints.lambda}\n`,
    );
    writeFileSync(
      join(folder, '.env'),
      'REVENUE_PLANS_TABLE_NAME=theirs\nOUTCOMES_TABLE_NAME=theirs\nAWS_PROFILE=production\n',
    );
    const env = {
      ...real.env,
      AWS_REGION: 'eu-central-1',
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'theirs',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_DEFAULTS_MODE: 'nonsense',
      AWS_ENDPOINT_URL: real.endpoints.lambda,
      PLAN_LIFECYCLE_API_FUNCTION_NAME: 'theirs',
    };

    const { code, stderr } = await canary(['run', '--local', '--quiet'], { env });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(real.calls).toEqual([]);
  });

  test('only the scenarios that were named are run, and quietly there is only what it came to', async ({
    canary,
    account,
    expect,
  }) => {
    const { calls, env } = await account();

    const { code, stdout, stderr } = await canary(['run', 'outcomes-capture', '--quiet'], { env });

    expect(timeless(stdout)).toBe(`✓ passed  outcomes-capture 2 steps <time>

PASSED  1 passed of 1 scenario in <time>
run <run> in us-east-1, endpoint <endpoint>
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(calls.map(({ operation }) => operation)).toEqual(['DescribeTable']);
  });

  test('side by side or one after the other, as --concurrency says', async ({
    canary,
    account,
    expect,
  }) => {
    const { env } = await account();

    const { stdout } = await canary(['run', '--concurrency', '1'], { env });

    const lines = stdout.split('\n\n')[0]?.split('\n').slice(1) ?? [];
    const order = lines.map((line) => line.split(/ +/)[1]);
    expect(order).toEqual(scenarios.flatMap(({ name, steps }) => steps.map(() => name)));
  });
});

describe.concurrent('where an account comes from', () => {
  test('.env leads to it, endpoints and credentials included', async ({
    canary,
    account,
    folder,
    expect,
  }) => {
    const { calls, env } = await account();
    writeFileSync(
      join(folder, '.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );

    const { code, stderr } = await canary(['run', 'plan-ledger']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(calls).not.toEqual([]);
  });

  test('the environment wins over .env', async ({ canary, account, folder, expect }) => {
    const [mine, theirs] = [await account(), await account()];
    writeFileSync(
      join(folder, '.env'),
      `AWS_ENDPOINT_URL_DYNAMODB=${theirs.endpoints.dynamodb}\nOUTCOMES_TABLE_NAME=nowhere\n`,
    );

    const { code } = await canary(['run', 'outcomes-capture'], { env: mine.env });

    expect(code).toBe(0);
    expect(theirs.calls).toEqual([]);
    expect(mine.calls).toHaveLength(1);
  });

  test('--env-file leads to another one, and .env is not read', async ({
    canary,
    account,
    folder,
    expect,
  }) => {
    const { calls, env } = await account();
    writeFileSync(join(folder, '.env'), 'AWS_REGION=nonsense\n');
    writeFileSync(
      join(folder, 'staging.env'),
      Object.entries(env)
        .map(([name, value]) => `export ${name}="${value}"\n`)
        .join(''),
    );

    const { code } = await canary(['run', 'outcomes-capture', '--env-file', 'staging.env']);

    expect(code).toBe(0);
    expect(calls).toHaveLength(1);
  });

  test('the older name of the plans table is heard', async ({ canary, account, expect }) => {
    const { env, calls } = await account();
    const { REVENUE_PLANS_TABLE_NAME: REVENUE_PLANS_TABLE, ...rest } = env;

    const { code } = await canary(['run', 'budget-reserve'], {
      env: { ...rest, REVENUE_PLANS_TABLE },
    });

    expect(code).toBe(0);
    expect(calls.map(({ target }) => target)).toContain(REVENUE_PLANS_TABLE);
  });
});

describe.concurrent('an unwell target', () => {
  test('a wrong answer is a failure that says what came, and the plan is cleaned up', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = broken(await account());

    const { code, stdout, stderr } = await canary(
      ['run', 'plan-ledger', 'outcomes-capture', '--quiet', '--retries', '0'],
      { env },
    );

    expect(timeless(stdout)).toBe(`✗ plan-ledger  Plan Ledger (resume → ledger entries)
  step        verify: resume answers 200 (resume-answers-200)
  why         expected statusCode 200, got 500 (Internal server error)
  expected    {"statusCode": 200}
  actual      {"statusCode": 500, "body": {"error": "Internal server error"}}
  blame       the target: it answered wrongly (check)
  plan        <plan>
  call        resume: cc-native-plan-lifecycle-api
              request <request>
  next        aws logs tail /aws/lambda/cc-native-plan-lifecycle-api --since <then> --filter-pattern '"<request>"' --region us-east-1

✗ failed  plan-ledger      resume answers 200 <time>
✓ passed  outcomes-capture 2 steps <time>

FAILED  the target is unwell: 1 failed, 1 passed of 2 scenarios in <time>
run <run> in us-east-1, endpoint <endpoint>
`);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(await rows()).toEqual([]);
  });

  test('the report, its JSON, its JUnit XML and its page say the same', async ({
    canary,
    account,
    folder,
    expect,
  }) => {
    const { env } = broken(await account());
    const files = ['--junit', 'out.xml', '--html', 'out.html'];
    const args = ['run', 'plan-ledger', 'outcomes-capture', '--json', ...files];

    const { code, stdout, stderr } = await canary(args, { env });

    const report = runReportSchema.parse(JSON.parse(stdout));
    expect(report.verdict).toBe('failed');
    expect(report.scenarios.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['plan-ledger', 'failed'],
      ['outcomes-capture', 'passed'],
    ]);
    expect(report.scenarios[0]?.attempts).toHaveLength(1);
    const steps = report.scenarios.flatMap((one) => one.steps);
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain(
      `<testsuites name="governance-canary" tests="${steps.length}" failures="1" errors="0" time=`,
    );
    const page = readFileSync(join(folder, 'out.html'), 'utf8');
    expect(page).toContain('The target is unwell: 1 failed, 1 passed of 2 scenarios');
    expect(page).toContain('&#34;statusCode&#34;: 500');
    expect(stderr).toContain('✗ plan-ledger      verify  resume answers 200\n');
    expect(stderr).toContain('\n↻ plan-ledger: attempt 2, with a fresh identity\n');
    expect(stderr).toContain(
      '\nFAILED  the target is unwell: 1 failed, 1 passed of 2 scenarios in',
    );
    expect(code).toBe(1);
  });

  test('quiet JSON is nothing but the report', async ({ canary, account, expect }) => {
    const { env } = await account();

    const { stdout, stderr } = await canary(['run', 'outcomes-capture', '--json', '--quiet'], {
      env,
    });

    expect(stderr).toBe('');
    expect(runReportSchema.parse(JSON.parse(stdout))).toMatchObject({
      verdict: 'passed',
      trigger: { kind: 'manual', by: 'canary run' },
    });
  });

  test('a pass at the second attempt is a pass, marked flaky', async ({
    canary,
    account,
    expect,
  }) => {
    let crashes = 1;
    const { env, rows } = await account((call) =>
      call.service === 'lambda' && crashes-- > 0 ? internalError(call) : undefined,
    );

    const { code, stdout } = await canary(['run', 'plan-ledger', '--quiet'], { env });

    expect(stdout).toMatch(/^✓ plan-ledger .*\n {2}attempt 1 {3}POST [^✓]* ServiceException /);
    expect(timeless(stdout)).toContain('\n  attempt 2   passed\n');
    expect(timeless(stdout)).toContain(' steps, flaky, 2 attempts <time>\n');
    expect(code).toBe(0);
    expect(await rows()).toEqual([]);
  });

  test('without retries the same is a failure', async ({ canary, account, expect }) => {
    let crashes = 1;
    const { env } = await account((call) =>
      call.service === 'lambda' && crashes-- > 0 ? internalError(call) : undefined,
    );

    expect((await canary(['run', 'plan-ledger', '--retries', '0'], { env })).code).toBe(1);
  });

  test('a cleanup that failed leaves the verdict alone and is warned of', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account((call) =>
      call.operation === 'DeleteItem' ? denied(call) : undefined,
    );

    const { code, stdout } = await canary(['run', 'budget-reserve', '--quiet'], { env });

    expect(stdout).toContain('\n  leaked      delete the plan from RevenuePlans: DeleteItem on');
    expect(timeless(stdout)).toContain(' steps, leaked <time>\n');
    expect(timeless(stdout)).toContain('\nPASSED  1 passed of 1 scenario in <time>; 1 leaked\n');
    expect(code).toBe(0);
    expect(await rows()).toHaveLength(1);
  });

  test('an answer that does not come within --timeout is the target’s failure', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account(hangingLambda);

    const { code, stdout, ms } = await canary(
      ['run', 'plan-ledger', '--timeout', '5', '--retries', '0', '--quiet'],
      { env },
    );

    expect(stdout).toContain('\n  blame       the target: the request went out and no answer came');
    expect(code).toBe(1);
    expect(ms).toBeLessThan(10_000); // a step would have 10 s of its own
    expect(await rows()).toEqual([]);
  });
});

describe.concurrent('a target that answers with megabytes', () => {
  test('is judged in bounded memory, and its report stays short', async ({
    canary,
    account,
    expect,
  }) => {
    const met = await account();
    const entries = Array.from({ length: 38_000 }, (_, n) => ({ event_type: 'X'.repeat(120), n }));
    met.functions.set(LIFECYCLE, answering(200, { entries }));

    const { code, stdout, stderr } = await canary(['run', '--json', '--quiet', '--timeout', '4'], {
      env: met.env,
      node: ['--max-old-space-size=160'], // of the Lambda's 512 MB
    });

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.length).toBeLessThan(200_000);
    const { scenarios: reports } = runReportSchema.parse(JSON.parse(stdout));
    const [scenario] = reports;
    const wrong = scenario?.steps.find(({ status }) => status === 'failed');
    expect(wrong, 'each answer is read, and judged').toMatchObject({
      id: 'resume-is-own',
      failure: { kind: 'check' },
    });
    expect(await met.rows()).toEqual([]);
  });
});

describe.concurrent('a canary that cannot tell', () => {
  const nowhere = {
    AWS_REGION: 'us-east-1',
    REVENUE_PLANS_TABLE_NAME: 'plans',
    OUTCOMES_TABLE_NAME: 'outcomes',
  };

  test.for([
    ['nobody listens', { ...CREDENTIALS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
    [
      'the host is unknown',
      { ...CREDENTIALS, AWS_ENDPOINT_URL: 'http://canary.invalid' },
      'canary.invalid',
    ],
    ['there are no credentials', {}, 'CredentialsProviderError'],
    ['the profile is unknown', { AWS_PROFILE: 'nobody' }, 'CredentialsProviderError'],
  ] as const)('when %s it is broken, soon', async ([, env, why], { canary, expect }) => {
    const { code, stdout, stderr, ms } = await canary(['run', '--quiet'], {
      env: { ...nowhere, ...env },
    });

    expect(stdout).toContain(why);
    expect(stdout).toContain('\n  also        validator-run, budget-reserve');
    expect(stdout).toContain('nothing is known about the target (access)\n');
    expect(stdout).toContain('\n  next        aws sts get-caller-identity --region us-east-1');
    expect(stdout).toContain(`: ${COUNT} broken of ${COUNT} scenarios in`);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(ms).toBeLessThan(10_000);
  });

  test('when it is denied it is broken, and asks nothing else of the target', async ({
    canary,
    account,
    expect,
  }) => {
    const { calls, env } = await account(denied);

    const { code, stdout } = await canary(['run', '--quiet'], { env });

    expect(stdout).toContain('is not\n              authorized to perform: dynamodb:PutItem');
    expect(stdout).toContain('\n              and allow that identity the action above\n');
    expect(code).toBe(3);
    expect(calls.filter(({ service }) => service === 'lambda')).toEqual([]);
  });

  test.for([
    ['is no success', 'outcomes-capture', /\nPASSED {2}1 passed/, 3],
    ['leaves a failure as it is', 'plan-ledger', /\nFAILED .* 1 failed/, 1],
  ] as const)(
    'a report that could not be written in the end %s',
    async ([, scenario, says, exit], { canary, account, folder, expect }) => {
      const gone = join(folder, 'reports');
      mkdirSync(gone);
      const { env } = broken(
        await account(() => {
          rmSync(gone, { recursive: true, force: true });
          return undefined;
        }),
      );

      const { code, stdout, stderr } = await canary(
        ['run', scenario, '--retries', '0', '--junit', 'reports/out.xml'],
        { env },
      );

      expect(stdout).toMatch(says);
      expect(stderr).toMatch(/^canary run: --junit .*reports\/out\.xml was not written: ENOENT/);
      expect(code).toBe(exit);
    },
  );
});

describe.concurrent('a run that was asked for wrongly', () => {
  test('says everything at once, and nothing was touched', async ({ canary, account, expect }) => {
    const { calls, env } = await account();
    const { AWS_REGION, OUTCOMES_TABLE_NAME, ...rest } = env;
    const args = [
      ...['run', 'plan-legder', 'outcomes-capture', 'xyz', '--retires', '2', '--retries', '9'],
      ...['--quiet=yes', '--concurrency', 'x', '--junit', 'no/such/out.xml'],
      ...['--env-file', 'no.env', '--timeout'],
    ];

    const { code, stdout, stderr } = await canary(args, { env: { ...rest, CANARY_RETRIES: '-1' } });

    const [first, ...others] = stderr.split('\n');
    expect(first).toBe('canary run: 12 problems, nothing was touched');
    expect(others).toEqual([
      '  - unknown option --retires: did you mean --retries?',
      '  - --retries is "9": expected a whole number from 0 to 5',
      '  - --quiet takes no value, got "yes"',
      '  - --concurrency is "x": expected a whole number from 1 to 64',
      '  - --timeout needs a value: --timeout SECONDS',
      '  - unknown scenario "plan-legder": did you mean plan-ledger?',
      `  - unknown scenario "xyz": expected one of ${NAMES}`,
      expect.stringMatching(/^ {2}- --junit .*\/no\/such\/out\.xml cannot be written: ENOENT/),
      expect.stringMatching(/^ {2}- --env-file no\.env cannot be read: ENOENT/),
      expect.stringMatching(/^ {2}- AWS_REGION is not set: the region of the target stack/),
      expect.stringMatching(
        /^ {2}- OUTCOMES_TABLE_NAME is not set: .* output ExecutionOutcomesTableName/,
      ),
      '  - CANARY_RETRIES is "-1": expected a whole number from 0 to 5',
      expect.stringMatching(
        /^looked in the environment, then .*; without an account: npm start, or canary run --local$/,
      ),
      'see canary run --help',
      '',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(calls).toEqual([]);
  });

  test('a local run refuses what is wrong too, before its account is there', async ({
    canary,
    folder,
    expect,
  }) => {
    const { code, stdout, stderr } = await canary(['run', '--local', 'nope', '--junit', 'out.xml']);

    expect(stderr).toMatch(/^canary run: one problem, nothing was touched\n {2}- unknown scenario/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(existsSync(join(folder, 'out.xml'))).toBe(false);
  });
});

describe.concurrent('a run that is stopped', () => {
  const hung = /✓ plan-ledger seed .*\n/;

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'by %s in a hung step cleans up, says what it found, exits %i',
    async ([signal, exit], { program, account, expect }) => {
      const { env, rows } = await account(hangingLambda);
      const { child, ended, until } = program(['run', 'plan-ledger'], { env });
      await until('stdout', hung);
      expect(await rows()).toHaveLength(1);

      child.kill(signal);

      const { code, stdout, stderr } = await ended;
      expect(stderr).toBe(
        `${signal}: cleaning up, which may take a while; once more to quit without it\n`,
      );
      expect(stdout).toContain('\n✓ plan-ledger cleanup delete the plan from RevenuePlans');
      expect(stdout).toContain(`\n  why         stopped by ${signal} while it ran\n`);
      expect(stdout).toContain(`\nBROKEN  stopped by ${signal}: 1 broken of 1 scenario in`);
      expect(code).toBe(exit);
      expect(await rows()).toEqual([]);
    },
  );

  // On a machine that is busy the second may come late, and then rightly counts.
  const hears = 'hears a signal twice, as npm hands it on, and still prints a valid report';
  test(hears, { retry: 3 }, async ({ program, account, folder, expect }) => {
    const { env, rows } = await account((call) =>
      call.operation === 'DeleteItem' ? { kind: 'delay', ms: 500 } : hangingLambda(call),
    );
    const args = ['run', 'plan-ledger', 'outcomes-capture', '--json', '--junit', 'out.xml'];
    const { child, ended, until } = program(args, { env });
    await until('stderr', /✓ plan-ledger {6}seed /);
    await until('stderr', /✓ outcomes-capture verify /);

    child.kill('SIGINT');
    await until('stderr', /cleaning up/);
    child.kill('SIGINT');

    const { code, stdout } = await ended;
    const report = runReportSchema.parse(JSON.parse(stdout));
    expect(report.scenarios.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['plan-ledger', 'broken'],
      ['outcomes-capture', 'passed'],
    ]);
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('failures="0" errors="1"');
    expect(code).toBe(130);
    expect(await rows()).toEqual([]);
  });

  test('is left at once by a second signal', async ({ program, account, expect }) => {
    const { env, rows } = await account(hangingLambda);
    const { child, ended, until } = program(['run', 'plan-ledger'], { env });
    await until('stdout', hung);
    child.kill('SIGINT');
    await until('stderr', /cleaning up/);

    const again = setInterval(() => child.kill('SIGINT'), 100);
    const { code, stdout, stderr } = await ended.finally(() => clearInterval(again));

    expect(stderr).toContain('\nSIGINT again: quit without cleaning up\n');
    expect(stdout).not.toContain('BROKEN');
    expect(code).toBe(130);
    expect(await rows()).toHaveLength(1);
  });

  test('by a bug that nobody waits for cleans up and blames the canary', async ({
    program,
    account,
    folder,
    expect,
  }) => {
    const { env, rows } = await account(hangingLambda);
    const { child, ended, until } = program(['run', 'plan-ledger'], { env, ...buggy(folder) });
    await until('stdout', hung);

    child.kill('SIGUSR2');

    const { code, stdout, stderr } = await ended;
    expect(stderr).toContain('canary: internal error: Error: stray\n');
    expect(stdout).toContain('\nBROKEN  stopped by a bug of the canary: 1 broken of 1 scenario');
    expect(code).toBe(3);
    expect(await rows()).toEqual([]);
  });

  test('is left at once at a second bug, which is still the canary’s', async ({
    program,
    account,
    folder,
    expect,
  }) => {
    const { env } = await account((call) =>
      call.operation === 'DeleteItem' ? { kind: 'hang' } : hangingLambda(call),
    );
    const { child, ended, until } = program(['run', 'plan-ledger'], { env, ...buggy(folder) });
    await until('stdout', hung);
    child.kill('SIGUSR2');
    await until('stderr', /cleaning up/);

    child.kill('SIGUSR2');

    const { code, stdout, stderr } = await ended;
    expect(stderr.match(/canary: internal error: Error: stray\n/g)).toHaveLength(2);
    expect(stdout).not.toContain('BROKEN');
    expect(code).toBe(3);
  });
});

describe.concurrent('where output goes', () => {
  test('a reader that goes away after a line does not keep a run from its end', async ({
    program,
    account,
    expect,
  }) => {
    const { env, rows } = await account();
    const { child, ended, until } = program(['run'], { env });
    await until('stdout', /\n/);

    child.stdout?.destroy();

    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await rows()).toEqual([]);
  });

  test('colour is there where it is wanted', async ({ canary, account, expect }) => {
    const { env } = await account();

    const { stdout, stderr } = await canary(['run', 'outcomes-capture'], {
      env: { ...env, FORCE_COLOR: '1' },
    });

    expect(stdout).toContain('\u001b[1m\u001b[32mPASSED\u001b[39m\u001b[22m');
    expect(stderr).toBe('');
  });
});
