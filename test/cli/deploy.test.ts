import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { eventually } from '../helpers/clock.ts';
import { type Gate, LINES, OUTPUTS, test } from './gate/gates.ts';

/** Programs of these names, first on the PATH: what each was called with is kept, a line a call. */
function programs(folder: string, scripts: Readonly<Record<string, string>>) {
  const bin = join(folder, 'bin');
  const called = join(folder, 'called');
  mkdirSync(bin);
  writeFileSync(called, '');
  for (const [name, script] of Object.entries(scripts)) {
    const keep = `echo "${name} $*" >> '${called}'\n`;
    writeFileSync(join(bin, name), `#!/bin/sh\n${keep}${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return {
    PATH: `${bin}:${process.env.PATH}`,
    calls: () => readFileSync(called, 'utf8').split('\n').filter(Boolean),
  };
}

/** A commit is told only where there is one. */
const hasGit = spawnSync('git', ['--version']).status === 0;

const WELL = { npm: 'echo all tests passed', npx: 'echo deployed' };

/** What the framework is called with, for a stage of its own and nothing else. */
const SLS = [
  'npx --no -- sls deploy --verbose --stage dev --region us-east-1 --param targetStack=CCNativeStack',
  `--param revenuePlansTable=${OUTPUTS.RevenuePlansTableName}`,
  `--param planLedgerTable=${OUTPUTS.PlanLedgerTableName}`,
  `--param outcomesTable=${OUTPUTS.ExecutionOutcomesTableName}`,
].join(' ');

const invoked = ({ account }: Gate) =>
  account.calls.filter(
    ({ service, target }) => service === 'lambda' && target.startsWith('governance-canary'),
  );

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(' Z ');
  } catch {
    return false;
  }
}

const logs = (folder: string) => {
  const [run = ''] = readdirSync(join(folder, '.canary')).filter((name) => name !== '.gitignore');
  return join(folder, '.canary', run);
};

describe.concurrent('canary deploy', () => {
  test('tests, reads the stack, deploys, writes .env, runs the suite in the deployed canary', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const kept: unknown[] = [];
    const met = await gate({
      intercept({ target, input }) {
        if (target === LOCAL_SETTINGS.RUNS_TABLE_NAME) kept.push(input);
        return undefined;
      },
    });
    await met.deployCanary();
    const { PATH, calls } = programs(folder, WELL);

    const { code, stdout, stderr } = await canary(['deploy'], { env: { ...met.env, PATH } });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(calls()).toEqual(['npm test', SLS]);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(LINES);
    expect(invoked(met).map(({ input }) => input)).toEqual([
      {
        by: 'canary deploy',
        deployment: { id: expect.stringMatching(/^deploy-\d{4}-.*Z$/) },
      },
    ]);
    const [, id = ''] = /"deployment":\{"id":"([^"]+)"/.exec(JSON.stringify(invoked(met))) ?? [];
    const judged = { kind: 'deploy', deployId: id };
    const run = met.logged.find(({ record }) => record === 'run');
    expect(run).toMatchObject({ deployId: judged.deployId, triggeredBy: judged });
    expect(JSON.stringify(kept)).toContain(`"deployId":{"S":"${judged.deployId}"}`);

    const stages = stdout.split('\n').filter((line) => /^[▸✓-] [a-z]+ /.test(line));
    expect(stages.map((line) => line.split(/ +/, 2).join(' '))).toEqual([
      ...['▸ tests', '✓ tests', '▸ target', '✓ target', '▸ deploy', '✓ deploy', '▸ env', '✓ env'],
      ...['▸ suite', '✓ passed', '✓ passed', '✓ passed', '✓ passed', '✓ suite'],
    ]);
    expect(stdout).toMatch(
      /\nPASSED {2}4 passed of 4 scenarios in .*\nrun \S+ of deployment deploy-/,
    );
    const files = logs(folder);
    expect(stdout).toContain(
      `▸ deploy  sls deploy of governance-canary-dev; log ${files}/3-deploy.log\n`,
    );
    expect(stdout).toMatch(/\nall done in [\d.]+ m?s; logs in .*\n$/);
    expect(readFileSync(join(files, '1-tests.log'), 'utf8')).toBe('$ npm test\nall tests passed\n');
    expect(readFileSync(join(files, '3-deploy.log'), 'utf8')).toBe(`$ ${SLS}\ndeployed\n`);
    expect(JSON.parse(readFileSync(join(files, '5-suite.log'), 'utf8'))).toMatchObject({
      verdict: 'passed',
    });
    expect(readFileSync(join(folder, '.canary', '.gitignore'), 'utf8')).toBe('*\n');
  });

  test.for([
    ['--skip-phase7-e2e', ['npm test', SLS], /^- suite {3}left out: --skip-phase7-e2e$/m],
    [
      '--skip-tests',
      [SLS],
      /^- tests {3}left out: --skip-tests$[\s\S]*^- suite .*: --skip-tests$/m,
    ],
    ['--no-test', [SLS], /^- tests {3}left out: --no-test$[\s\S]*^- suite .*: --no-test$/m],
  ] as const)(
    '%s leaves out what the plan says, and nothing else',
    async ([flag, called, said], { canary, gate, folder, expect }) => {
      const met = await gate();
      const { PATH, calls } = programs(folder, WELL);

      const { code, stdout, stderr } = await canary(['deploy', flag], {
        env: { ...met.env, PATH },
      });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(calls()).toEqual(called);
      expect(stdout).toMatch(said);
      expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(LINES);
      expect(invoked(met)).toEqual([]);
    },
  );

  test('stage, region, profile, target stack and parameters reach the framework; the account its own', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    mkdirSync(join(folder, '.aws'));
    const keys = 'aws_access_key_id = theirs\naws_secret_access_key = theirs\n';
    writeFileSync(join(folder, '.aws', 'credentials'), `[staging]\n${keys}`);
    const stack = () => ({ status: 'CREATE_COMPLETE', outputs: OUTPUTS });
    const met = await gate({ stack });
    const { PATH, calls } = programs(folder, { ...WELL, npx: 'env | grep AWS_ | sort' });
    const args = [
      ...['deploy', '--stage', 'prod', '--region', 'eu-central-1', '--profile', 'staging'],
      ...['--target-stack', 'Other', '--skip-tests', '--param', 'interval=1'],
      ...['--param', 'email=a=b@example.com', '--param', 'outcomesTable=mine'],
    ];

    const { code } = await canary(args, {
      env: { ...met.env, PATH, PLAN_LIFECYCLE_API_FUNCTION_NAME: 'their-api' },
    });

    expect(code).toBe(0);
    expect(met.cloudFormation.asked).toEqual(['Other']);
    expect(calls()).toEqual([
      [
        'npx --no -- sls deploy --verbose --stage prod --region eu-central-1 --aws-profile staging',
        `--param targetStack=Other --param revenuePlansTable=${OUTPUTS.RevenuePlansTableName}`,
        `--param planLedgerTable=${OUTPUTS.PlanLedgerTableName} --param outcomesTable=mine`,
        '--param planLifecycleApiFunction=their-api --param interval=1 --param email=a=b@example.com',
      ].join(' '),
    ]);
    const log = readFileSync(join(logs(folder), '3-deploy.log'), 'utf8');
    expect(log).toContain('\nAWS_PROFILE=staging\nAWS_REGION=eu-central-1\n');
    expect(log).not.toContain('AWS_ACCESS_KEY_ID');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toContain('AWS_REGION=eu-central-1\n');
  });

  test('a red suite exits 1, names scenario and step, and says what stays deployed', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    met.standIn('failed');
    const { PATH } = programs(folder, WELL);

    const { code, stdout, stderr } = await canary(['deploy', '--junit', 'out.xml'], {
      env: { ...met.env, PATH, GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7', GITHUB_SHA: '9fceb02' },
    });

    expect(stdout).toContain('✗ outcomes-capture  ');
    expect(stdout).toContain('\n  step        verify: it is (it-is)\n');
    expect(stdout).toContain('\nFAILED  the target is unwell: 1 failed of 1 scenario in');
    expect(stdout).toContain('of deployment github-7-1 (commit 9fceb02)');
    expect(stdout).toContain('\n::error title=canary%3A outcomes-capture failed at it-is::it is: ');
    expect(stdout.match(/^::error /gm)).toHaveLength(1);
    expect(stderr).toMatch(
      /^✗ suite {3}failed: outcomes-capture, .*\n {2}done {6}tests, target, deploy, env\n {2}failed {4}suite: what was deployed stays deployed\n {2}not done {2}nothing\n {2}logs {6}\S+\n$/,
    );
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('failures="1"');
    expect(code).toBe(1);
  });

  test('a canary that cannot be invoked exits 3; what was told is announced to nobody', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    const { PATH } = programs(folder, WELL);

    const { code, stderr } = await canary(['deploy', '--announce'], { env: { ...met.env, PATH } });

    expect(stderr).toMatch(
      /^canary deploy: the canary could not be invoked: there is no function governance-canary-dev/,
    );
    expect(stderr).toContain('\n  done      tests, target, deploy, env\n  failed    suite: ');
    expect(met.bus.put).toEqual([]);
    expect(code).toBe(3);
  });

  test('--announce tells others, whose rule for it starts no second run', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    met.standIn('passed');
    const { PATH } = programs(folder, WELL);
    const args = ['deploy', '--announce', '--deployment-id', 'd-1', '--deployment-version', '4'];

    const { code } = await canary(args, { env: { ...met.env, PATH } });

    expect(met.bus.put.map(({ Detail }) => JSON.parse(Detail))).toEqual([
      { id: 'd-1', version: '4', judgedBy: 'request-1', verdict: 'passed' },
    ]);
    expect(code).toBe(0);
  });
});

describe.concurrent('a deployment that stops on its way', () => {
  test.for([
    [
      'its tests fail',
      { ...WELL, npm: 'echo "not ok 1"; echo "1 test failed" >&2; exit 1' },
      /^ {2}\| \$ npm test\n {2}\| not ok 1\n {2}\| 1 test failed\n! tests {3}npm ended with exit code 1, .*\n {2}done {6}nothing\n {2}failed {4}tests\n {2}not done {2}target, deploy, env, suite\n/,
      ['npm test'],
    ],
    [
      'the framework fails',
      { ...WELL, npx: 'echo "Stack is in ROLLBACK_COMPLETE"; kill -9 $$' },
      /\n {2}\| Stack is in ROLLBACK_COMPLETE\n! deploy {2}npx was ended by SIGKILL, .*\n {2}done {6}tests, target\n {2}failed {4}deploy: CloudFormation finishes or rolls back what it has begun\n {2}not done {2}env, suite\n/,
      ['npm test', SLS],
    ],
  ] as const)(
    'because %s says so in its own words, and what was done',
    async ([, scripts, words, called], { canary, gate, folder, expect }) => {
      const met = await gate();
      const { PATH, calls } = programs(folder, scripts);

      const { code, stderr } = await canary(['deploy'], { env: { ...met.env, PATH } });

      expect(stderr).toMatch(words);
      expect(calls()).toEqual(called);
      expect(existsSync(join(folder, '.env'))).toBe(false);
      expect(code).toBe(3);
    },
  );

  test('because there is no stack to watch deploys nothing', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate({ stack: () => undefined });
    const { PATH, calls } = programs(folder, WELL);

    const { code, stderr } = await canary(['deploy', '--skip-tests'], {
      env: { ...met.env, PATH },
    });

    expect(stderr).toMatch(
      /^! target {2}CCNativeStack: there is no stack CCNativeStack in us-east-1, /,
    );
    expect(stderr).toContain('\n  next      deploy the target first, or name its stack');
    expect(calls()).toEqual([]);
    expect(code).toBe(2);
  });

  test('says that nobody hears its alarms, where the framework does', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    const npx = 'echo "Nobody will hear its alarms: neither is given"; echo done';
    const { PATH } = programs(folder, { ...WELL, npx });

    const { stdout } = await canary(['deploy', '--skip-phase7-e2e'], { env: { ...met.env, PATH } });

    expect(stdout).toMatch(/^✓ deploy {2}Nobody will hear its alarms: neither is given, /m);
  });

  test('names as done what was done, and not what was left out', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    const { PATH } = programs(folder, { ...WELL, npx: 'exit 1' });

    const { code, stderr } = await canary(['deploy', '--skip-tests'], {
      env: { ...met.env, PATH },
    });

    expect(stderr).toContain('\n  done      target\n  failed    deploy');
    expect(code).toBe(3);
  });

  test.skipIf(!hasGit)(
    'whose commit is that of the folder in which npm was called, unless it is named',
    async ({ canary, gate, folder, expect }) => {
      const met = await gate();
      met.standIn('passed');
      const INIT_CWD = join(folder, 'target');
      mkdirSync(INIT_CWD);
      const git = (...words: string[]) =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
          cwd: INIT_CWD,
        }).toString();
      git('init', '--quiet');
      git('commit', '--quiet', '--allow-empty', '--message', 'target');
      const { PATH } = programs(folder, WELL);

      const env = { ...met.env, PATH, INIT_CWD };
      const { stdout } = await canary(['deploy'], { env });
      const named = await canary(['deploy', '--deployment-commit', '4d5e6f7'], { env });

      expect(stdout.replaceAll('\n', ' ')).toContain(`(commit ${git('rev-parse', 'HEAD').trim()})`);
      expect(named.stdout.replaceAll('\n', ' ')).toContain('(commit 4d5e6f7)');
    },
  );

  test('because of a signal hands it on, waits, and says what was not done', async ({
    program,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    // It takes its leave, and what it began, which hears no SIGINT, is left behind.
    const npx = `trap 'echo leaving; exit 1' INT
sleep 300 & echo "$!" >> '${folder}/called'
while :; do sleep 0.1; done`;
    const { PATH, calls } = programs(folder, { ...WELL, npx });
    const { child, ended } = program(['deploy'], { env: { ...met.env, PATH } });
    await eventually(() => calls().length === 3);

    child.kill('SIGINT');

    const { code, stderr } = await ended;
    expect(stderr).toMatch(/^! deploy {2}stopped by SIGINT, .*\n {2}done {6}tests, target\n/);
    expect(stderr).toContain('\n  not done  env, suite\n');
    expect(readFileSync(join(logs(folder), '3-deploy.log'), 'utf8')).toMatch(/\nleaving\n$/);
    const left = Number(calls()[2]);
    await eventually(() => !isThere(left));
    expect(existsSync(join(folder, '.env'))).toBe(false);
    expect(code).toBe(130);
  });

  test('before it begins says everything that is wrong, and touches nothing', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const met = await gate();
    const { PATH, calls } = programs(folder, WELL);
    mkdirSync(join(folder, '.env'));
    const args = [
      ...['deploy', '--stage', '9', '--target-stack', 'a b', '--param', 'intervall=1'],
      ...['--param', 'x', '--param', 'targetStack=y', '--skip-test', '--no-test', '--announce'],
      ...['--junit', 'out.xml', '--region', 'nowhere', '--deployment-id', 'd'.repeat(300)],
    ];

    const PHASE7_GOVERNANCE_E2E_FUNCTION_NAME = 'arn:aws:lambda:x';
    const env = { ...met.env, PATH, PHASE7_GOVERNANCE_E2E_FUNCTION_NAME };
    const { code, stderr } = await canary(args, { env });

    expect(stderr.split('\n')).toEqual([
      'canary deploy: 13 problems, nothing was touched',
      '  - unknown option --skip-test: did you mean --skip-tests?',
      '  - --stage is "9": expected letters, digits and "-", at most 28, a letter first',
      '  - --target-stack is "a b": expected the name of a CloudFormation stack',
      '  - --param is "x": expected NAME=VALUE; NAME=none is an email or pagerSecret of nobody',
      expect.stringMatching(
        /^ {2}- --param: there is no parameter intervall; there are interval, /,
      ),
      '  - --param targetStack: name the stack with --target-stack, since its outputs are read',
      '  - from the settings: phase7GovernanceE2eFunction is "arn:aws:lambda:x": expected a function name (1 to 64 letters, digits, "_", "-"), not an ARN',
      '  - --deployment-id has 300 characters: expected at most 200',
      '  - --deployment-id is about the suite, which --no-test leaves out',
      '  - --announce is about the suite, which --no-test leaves out',
      '  - --junit is about the suite, which --no-test leaves out',
      expect.stringMatching(/^ {2}- \.env cannot be read: it is a folder/),
      '  - --region is "nowhere": expected a region such as us-east-1',
      expect.stringMatching(/^looked at --region, the environment, then /),
      'see canary deploy --help',
      '',
    ]);
    expect(code).toBe(2);
    expect(calls()).toEqual([]);
    expect(existsSync(join(folder, '.canary'))).toBe(false);
  });
});
