import { describe } from 'vitest';
import { refusal } from '../helpers/cloudwatch/answers.ts';
import {
  type CloudWatchEndpoint,
  startCloudWatchEndpoint,
} from '../helpers/cloudwatch/endpoint.ts';
import { NOBODY } from '../helpers/http.ts';
import { alarm, deployed } from '../status/stages.ts';
import { test as programs } from './programs.ts';

const test = programs.extend<{ cloudwatch: CloudWatchEndpoint }>({
  cloudwatch: async ({ onTestFinished }, use) => {
    const endpoint = await startCloudWatchEndpoint();
    onTestFinished(() => endpoint.close());
    await use(endpoint);
  },
});

describe.concurrent('canary status', () => {
  test('of a stage that is well: verdict, heartbeat, durations, alarms, last runs', async ({
    canary,
    account,
    cloudwatch,
    expect,
  }) => {
    deployed(cloudwatch, Date.now());
    const { env: local } = await account();
    await canary(['run', '--quiet'], { env: local });
    const { AWS_ENDPOINT_URL_CLOUDWATCH } = cloudwatch.env;
    const env = { ...local, AWS_ENDPOINT_URL_CLOUDWATCH };

    const { code, stdout, stderr } = await canary(['status'], { env });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✓ the target is well\ngovernance-canary-dev in us-east-1, endpoint /);
    expect(stdout).toMatch(/\nheartbeat \d+ s ago\n/);
    expect(stdout).toMatch(/\nplan-ledger +[▁▂▃▄▅▆▇█]{48} +\d+ ms\n/);
    expect(stdout).toMatch(/\nOK +failing-plan-ledger +for 3 h\n/);
    expect(stdout).toMatch(/\d+ other alarms, \d+ of them OK\n/);
    expect(stdout).toMatch(/manual {3}passed .*canary run\n$/);
    expect(cloudwatch.asked.filter((one) => one === 'GetMetricData')).toHaveLength(1);
    expect(cloudwatch.asked.filter((one) => one === 'DescribeAlarms').length).toBeGreaterThan(1);
  });

  test('its exit code is the health', async ({ canary, cloudwatch, expect }) => {
    const now = Date.now();
    deployed(cloudwatch, now);
    // Of another stage, whose name begins with that of this one.
    deployed(cloudwatch, now, 'dev-2');
    alarm(cloudwatch, 'governance-canary-dev-2-failing-plan-ledger').state = 'ALARM';
    deployed(cloudwatch, now);
    const { env } = cloudwatch;
    const ends = async (id: string) => {
      const one = alarm(cloudwatch, `governance-canary-dev-${id}`);
      Object.assign(one, {
        state: 'ALARM',
        since: now - 600_000,
        reason: `\u001b[2J${id}, it says`,
      });
      const { code, stdout } = await canary(['status'], { env });
      one.state = 'OK';
      expect(stdout).toMatch(new RegExp(`\nALARM +${id}( \\(notice\\))? +for 10 min\n`));
      return [code, stdout.split('\n')[0], stdout.includes('\\u001b') || stdout.includes('\u001b')];
    };

    expect(await ends('failing-after-deploy-plan-ledger')).toEqual([
      1,
      '✗ the target is unwell',
      false,
    ]);
    expect(await ends('broken')).toEqual([3, '! the canary cannot tell', false]);
    expect(await ends('silent')).toEqual([3, '! the canary cannot tell', false]);
    expect(await ends('flaky')).toEqual([0, '✓ the target is well', false]);
  });

  test('of a stage that is not there it says so', async ({ canary, cloudwatch, expect }) => {
    const { env } = cloudwatch;

    const { code, stdout } = await canary(['status', '--stage', 'prod'], { env });

    expect(code).toBe(3);
    expect(stdout).toContain('there is no alarm of this stage in this account and region');
    expect(stdout).toContain(
      'no heartbeat in the last 24 hours; the schedule is off, or not deployed',
    );
    expect(stdout).toContain('the last runs are not known:');
  });

  test('as JSON it says what it says in words', async ({ canary, cloudwatch, expect }) => {
    deployed(cloudwatch, Date.now());
    const { env } = cloudwatch;

    const { code, stdout } = await canary(['status', '--json'], { env });

    const status = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(status).toMatchObject({
      stage: 'dev',
      health: { verdict: 'well', because: [] },
      heartbeat: { windowMs: 14 * 60_000, expected: true },
      maintenance: false,
    });
    expect(status.measured.scenarios[0]).toMatchObject({ name: 'plan-ledger' });
    expect(status.alarms).toContainEqual(
      expect.objectContaining({ id: 'paging', pages: 'page', state: 'OK', article: 'paging' }),
    );
  });

  test('denied, or without a way there, the canary is broken and says what to do', async ({
    canary,
    cloudwatch,
    expect,
  }) => {
    cloudwatch.fault = () => refusal('AccessDenied', 'not cloudwatch:DescribeAlarms');
    const denied = await canary(['status'], { env: cloudwatch.env });
    expect(denied.code).toBe(3);
    expect(denied.stderr).toContain('not cloudwatch:DescribeAlarms');
    expect(denied.stderr).toContain('next: aws sts get-caller-identity --region us-east-1');

    cloudwatch.fault = () => ({ kind: 'reset' });
    const cutOff = await canary(['status'], { env: cloudwatch.env });
    expect(cutOff.code).toBe(3);
    expect(cutOff.stderr).toMatch(
      /^canary status: (DescribeAlarms|GetMetricData) on .*: the connection broke \(ECONNRESET\)\nnext: try again, and look at the status of AWS\n$/,
    );

    const env = { ...cloudwatch.env, AWS_ENDPOINT_URL_CLOUDWATCH: NOBODY };
    const nobody = await canary(['status'], { env });
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toContain('ECONNREFUSED');
  });

  test('what is wrong with the asking is said before anything is asked', async ({
    canary,
    expect,
  }) => {
    const { code, stderr } = await canary(['status', '--stage', 'a/b', '--region', 'nowhere']);

    expect(code).toBe(2);
    expect(stderr).toContain(
      '--stage is "a/b": expected letters, digits and "-", at most 28, a letter first',
    );
    expect(stderr).toContain('--region is "nowhere": expected a region such as us-east-1');
  });

  test('watching without a terminal it goes on line by line until it is stopped', async ({
    program,
    cloudwatch,
    expect,
  }) => {
    deployed(cloudwatch, Date.now());
    const { child, ended, until } = program(['status', '--watch', '--json'], {
      env: cloudwatch.env,
    });
    await until('stdout', /\n/);
    child.kill('SIGTERM');

    const { code, stdout } = await ended;

    expect(code).toBe(143);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).stage),
    ).toEqual(['dev']);
    expect(stdout).not.toContain('\u001b');
  });
});
