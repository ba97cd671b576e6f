import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { runReportSchema } from '../../src/engine/report.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { type Gate, test } from './gate/gates.ts';
import { answering } from './programs.ts';

const CANARY = 'governance-canary-dev';

/** The requests that the deployed canary got. */
const requests = ({ account }: Gate) =>
  account.calls.filter(({ target }) => target === CANARY).map(({ input }) => input);

/** Breaks the target: its API answers 500 to everything. */
function breakTarget({ account }: Gate): void {
  account.functions.set(
    LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME,
    answering(500, { error: 'Internal server error' }),
  );
}

const timeless = (text: string) =>
  text
    .replaceAll(/ *\d+(\.\d\d)? m?s\b/g, ' <time>')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<endpoint>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/run request-\d+/g, 'run <id>');

describe.concurrent('canary invoke', () => {
  test('runs everything in the deployed canary and shows its report as run does', async ({
    canary,
    gate,
    expect,
  }) => {
    const met = await gate();
    await met.deployCanary();

    const { code, stdout, stderr } = await canary(['invoke'], {
      env: { ...met.env, USER: 'alice' },
    });

    const told = timeless(stdout);
    expect(told).toMatch(
      /^invoking governance-canary-dev in us-east-1, endpoint <endpoint>\n✓ plan-ledger {6}seed /,
    );
    expect(told).toMatch(
      /\n✓ passed {2}plan-ledger .*\n✓ passed {2}validator-run .*\n✓ passed {2}budget-reserve .*\n✓ passed {2}outcomes-capture .*\n\nPASSED {2}4 passed of 4 scenarios in <time>\nrun <id> in governance-canary-dev, us-east-1, endpoint\s<endpoint>\n$/,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(requests(met)).toEqual([{ by: 'canary invoke, alice' }]);
    expect(await met.account.rows()).toEqual([]);
  });

  test('runs what is named, where it is named, and writes every form of the report', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    met.standIn('passed', 'governance-canary-prod');
    const named = ['outcomes-capture', 'outcomes-capture'];
    const args = ['invoke', ...named, '--stage', 'prod', '--retries', '0', '--quiet'];

    const { code, stdout, stderr } = await canary([...args, '--json', '--junit', 'out.xml'], {
      env: met.env,
    });

    const report = runReportSchema.parse(JSON.parse(stdout));
    expect(report.scenarios.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['outcomes-capture', 'passed'],
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const sent = met.account.calls.find(({ target }) => target === 'governance-canary-prod');
    expect(sent?.input).toEqual({
      by: 'canary invoke',
      retries: 0,
      scenarios: ['outcomes-capture'],
    });
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('failures="0" errors="0"');
  });

  test('a red suite exits 1 and names scenario and step', async ({ canary, gate, expect }) => {
    const met = await gate();
    await met.deployCanary();
    breakTarget(met);

    const { code, stdout } = await canary(['invoke', 'plan-ledger'], { env: met.env });

    expect(stdout).toContain('✗ plan-ledger  ');
    // What was skipped after it is no failure.
    expect(stdout.match(/^✗ plan-ledger +(seed|invoke|verify|cleanup) /gm)).toHaveLength(1);
    expect(stdout).toMatch(/\n {2}step {8}verify: resume answers 200.* \(resume-answers-200\)\n/);
    expect(stdout).toContain('\nFAILED  the target is unwell: 1 failed of 1 scenario in');
    expect(code).toBe(1);
  });

  test('what was deployed goes along, and the report says which deployment it judged', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    met.standIn('passed');
    const args = ['--deployment-id', 'd-1', '--deployment-version', '4.7.1', '--junit', 'out.xml'];

    const { code, stdout } = await canary(['invoke', 'outcomes-capture', ...args], {
      env: { ...met.env, GITHUB_ACTIONS: 'true', GITHUB_SHA: '9fceb02', GITHUB_RUN_ID: '7' },
    });

    expect(requests(met)).toMatchObject([
      { deployment: { id: 'd-1', version: '4.7.1', commit: '9fceb02' } },
    ]);
    expect(stdout).toMatch(
      /\nrun \S+ of deployment d-1 \(version 4\.7\.1, commit 9fceb02\) in\sgovernance-canary-dev, /,
    );
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain(
      'name="deployment" value="d-1"',
    );
    expect(met.bus.put).toEqual([]);
    expect(code).toBe(0);
  });

  test('--announce tells others what was judged and by which run', async ({
    canary,
    gate,
    expect,
  }) => {
    const met = await gate();
    met.standIn('failed');
    const args = ['--deployment-id', 'd-1', '--announce'];

    const { code, stdout } = await canary(['invoke', ...args], { env: met.env });

    const [told] = met.bus.put;
    expect(met.bus.put).toHaveLength(1);
    expect(told).toMatchObject({ Source: 'cc-native.deploy', DetailType: 'Deployment Completed' });
    const [, run] = /\nrun (\S+) of deployment d-1 in/.exec(stdout) ?? [];
    expect(JSON.parse(told?.Detail ?? '')).toEqual({ id: 'd-1', judgedBy: run, verdict: 'failed' });
    expect(stdout).toMatch(/\nannounced: Deployment Completed, event event-\d\n$/);
    expect(code).toBe(1);
  });

  test('everything that is asked wrongly is told at once, and nothing is invoked', async ({
    canary,
    gate,
    expect,
  }) => {
    const met = await gate();
    const { AWS_REGION, ...env } = met.env;
    const args = [
      ...['invoke', 'plan-leger', '--stage', 'pro d', '--function', 'x/y', '--retries', '9'],
      ...['--announce', '--deployment-id', 'd'.repeat(201), '--junit', 'no/out.xml'],
    ];

    const { code, stdout, stderr } = await canary(args, {
      env: { ...env, AWS_ENDPOINT_URL_EVENTBRIDGE: 'not-a-url' },
    });

    expect(stderr.split('\n')).toEqual([
      'canary invoke: 8 problems, nothing was touched',
      '  - --retries is "9": expected a whole number from 0 to 5',
      '  - unknown scenario "plan-leger": did you mean plan-ledger?',
      '  - --stage is "pro d": expected letters, digits and "-", at most 28, a letter first',
      '  - --function is "x/y": expected a function name (1 to 64 letters, digits, "_", "-") or a function ARN',
      '  - --deployment-id has 201 characters: expected at most 200',
      expect.stringMatching(/^ {2}- --junit .*\/no\/out\.xml cannot be written: ENOENT/),
      expect.stringMatching(/^ {2}- AWS_REGION is not set: the region of the target stack/),
      expect.stringMatching(/^ {2}- AWS_ENDPOINT_URL_EVENTBRIDGE is "not-a-url": expected a URL/),
      expect.stringMatching(/^looked at --region, the environment, then /),
      'see canary invoke --help',
      '',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(met.account.calls).toEqual([]);
  });
});

describe.concurrent('a canary that cannot be invoked', () => {
  test('is no verdict: exit 3', async ({ canary, gate, expect }) => {
    const { env } = await gate();

    const { code, stdout, stderr } = await canary(['invoke', '--quiet'], { env });

    expect(stderr).toMatch(
      /^canary invoke: the canary could not be invoked: there is no function governance-canary-dev in us-east-1, endpoint \S+\nnext: deploy it \(canary deploy\), or name it: --stage, --function, --region, --profile\n$/,
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });

  test('because nobody waits for it any more: a signal says what goes on', async ({
    program,
    gate,
    expect,
  }) => {
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const met = await gate();
    met.account.functions.set(CANARY, {
      handler: () => {
        begun();
        return new Promise(() => {});
      },
    });
    const { child, ended } = program(['invoke', '--quiet'], { env: met.env });
    await beginning;

    child.kill('SIGINT');

    const { code, stderr } = await ended;
    expect(stderr).toMatch(
      /^canary invoke: stopped waiting: governance-canary-dev may be at work, and then cleans up after itself\nnext: look at its log: aws logs tail/,
    );
    expect(code).toBe(130);
  });
});

describe.concurrent('under GitHub Actions', () => {
  const actions = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' };

  test('a red suite is an annotation per failed step, and a summary of the job', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    await met.deployCanary();
    met.account.functions.set(
      LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME,
      answering(500, { error: 'Internal\n::set-output name=x::1\n::error::forged | <b>' }),
    );
    const file = join(folder, 'summary.md');
    writeFileSync(file, 'before\n');

    const { code, stdout } = await canary(['invoke', 'plan-ledger', 'outcomes-capture'], {
      env: { ...met.env, ...actions, GITHUB_STEP_SUMMARY: file },
    });

    const lines = stdout.split('\n');
    const [, token = ''] = /^::stop-commands::([0-9a-f]{32})$/.exec(lines[0] ?? '') ?? [];
    const resumed = lines.indexOf(`::${token}::`);
    expect(resumed).toBeGreaterThan(10);
    const after = lines.slice(resumed + 1);
    expect(after).toEqual([
      expect.stringMatching(
        /^::error title=canary%3A plan-ledger failed at resume-answers-200::resume answers 200.*%0Aexpected: \{"statusCode": 200\}%0Aactual: \{"statusCode": 500, /,
      ),
      '',
    ]);
    const summary = readFileSync(file, 'utf8');
    expect(summary).toMatch(/^before\n### ✗ Governance canary: failed\n\n2 scenarios in /);
    expect(summary).toMatch(/\n\| ✗ \| plan&#45;ledger \| failed \| resume answers 200/);
    expect(code).toBe(1);
  });

  test('run tells it, too; a summary that cannot be written changes no verdict', async ({
    canary,
    expect,
  }) => {
    const { code, stdout, stderr } = await canary(['run', '--local', 'outcomes-capture'], {
      env: { ...actions, GITHUB_STEP_SUMMARY: '/no/such/folder/summary.md' },
    });

    expect(stdout).toMatch(/^::stop-commands::[0-9a-f]{32}\n1 scenario in an embedded account\n/);
    expect(stdout).toMatch(/\n::[0-9a-f]{32}::\n$/);
    expect(stderr).toContain('canary: GITHUB_STEP_SUMMARY was not written: ENOENT');
    expect(code).toBe(0);
  });
});
