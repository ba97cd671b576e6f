import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { denied } from '../../src/local/faults.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { test } from './programs.ts';

const { RUNS_TABLE_NAME, REVENUE_PLANS_TABLE_NAME } = LOCAL_SETTINGS;

describe.concurrent('canary sweep', () => {
  test('removes what seed has left; a dry run only shows it', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account();
    const { stdout: seeded } = await canary(['seed'], { env });
    const [, plan = '?'] = /PLAN_ID=(.*)/.exec(seeded) ?? [];

    const dry = await canary(['sweep', '--dry-run'], { env });
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toMatch(
      /^20\d\d-.* seed-\S+ canary seed kept on purpose, due in 24 hours, or with a sweep by hand\n/,
    );
    expect(dry.stdout).toContain(`\n  plan-ledger ${plan} TENANT#e2e-p7-ledger-tenant#ACCOUNT#`);
    expect(await rows()).toHaveLength(1);

    const { code, stdout, stderr } = await canary(['sweep'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\n1 of 1 leftover removed, from 1 run\n$/);
    expect(await rows()).toEqual([]);
    expect((await canary(['sweep'], { env })).stdout).toBe('nothing to sweep\n');
    expect((await canary(['sweep', '--dry-run'], { env })).stdout).toBe('nothing to sweep\n');
  });

  test('says when it shows not all there is', async ({ canary, account, expect }) => {
    const Items = Array.from({ length: 1_000 }, (_, n) => ({ pk: { S: `RUN#${n}` } }));
    const { env } = await account(({ operation, input }) => {
      if (operation === 'GetItem') return { kind: 'answer', status: 200, body: '{}' };
      if (operation !== 'Query') return undefined;
      const kept = JSON.stringify(input).includes('"kept"');
      return { kind: 'answer', status: 200, body: JSON.stringify({ Items: kept ? Items : [] }) };
    });

    const { code, stderr } = await canary(['sweep', '--dry-run'], { env });

    expect(stderr).toBe('canary sweep: there may be more: of each kind the first 1000 are shown\n');
    expect(code).toBe(0);
  });

  test('leaves a run that may be under way alone', async ({ program, canary, account, expect }) => {
    const { env, rows } = await account((call) =>
      call.service === 'lambda' ? { kind: 'hang' } : undefined,
    );
    const { child, until } = program(['run', 'plan-ledger'], { env });
    await until('stdout', /seed/);
    child.kill('SIGKILL');

    expect((await canary(['sweep'], { env })).stdout).toMatch(
      /^nothing to sweep yet: 1 run, the first is due in 1\d minutes \(canary sweep --dry-run\)\n$/,
    );
    expect(await rows()).toHaveLength(1);
    expect((await canary(['sweep', '--dry-run'], { env })).stdout).toMatch(
      /died, or may have left something, due in 1\d minutes\n/,
    );
  });

  test('says what it could not remove and why, and exits 3', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account((call) =>
      call.operation === 'DeleteItem' ? denied(call) : undefined,
    );
    await canary(['seed'], { env });

    const { code, stdout, stderr } = await canary(['sweep'], { env });

    expect(stdout).toContain('0 of 1 leftover removed');
    expect(stderr).toMatch(/^canary sweep: run seed-\S+: plan-ledger delete-plan: DeleteItem on /);
    expect(code).toBe(3);
    expect(await rows()).toHaveLength(1);
  });

  test('finds the runs of a stage by its name, whatever the settings say', async ({
    canary,
    account,
    expect,
  }) => {
    const { env } = await account();
    await canary(['seed'], { env });

    const elsewhere = { ...env, RUNS_TABLE_NAME: 'another' };
    const { code, stdout } = await canary(['sweep', '--stage', 'dev'], { env: elsewhere });
    const past = await canary(['history', '--stage', 'dev'], { env: elsewhere });

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('1 of 1') });
    expect(past).toMatchObject({ code: 0, stderr: '' });
  });

  test('in the region that the command line names, as every command that goes into the account', async ({
    canary,
    account,
    expect,
  }) => {
    const { env } = await account();
    const { AWS_REGION, ...unset } = env;
    await canary(['seed'], { env });

    for (const region of [unset, { ...unset, AWS_REGION: 'eu-west-1' }]) {
      const there = ['--region', AWS_REGION ?? ''];
      expect(await canary(['sweep', '--dry-run', ...there], { env: region })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('plan-ledger'),
      });
      expect(await canary(['history', ...there], { env: region })).toMatchObject({ code: 0 });
    }
    const wrong = await canary(['sweep', '--region', 'nowhere'], { env });
    expect(wrong.stderr).toContain('--region is "nowhere": expected ');
  });

  test('of a stage that can be none says so', async ({ canary, account, expect }) => {
    const { env } = await account();
    const wrong = await canary(['sweep', '--stage', 'a_b'], { env });
    expect(wrong.stderr).toContain('--stage is "a_b": expected ');
    expect(wrong.code).toBe(2);
  });

  test('says which settings it lacks, all of them, and touches nothing', async ({
    canary,
    expect,
  }) => {
    const { code, stdout, stderr } = await canary(['sweep'], {
      env: { CANARY_SWEEP_LEDGER: 'true' },
    });
    expect(stderr).toContain('canary sweep: 4 problems, nothing was touched\n');
    for (const name of ['AWS_REGION', 'RUNS_TABLE_NAME', 'PLAN_LEDGER_TABLE_NAME'])
      expect(stderr).toContain(`  - ${name} is not set`);
    expect(stderr).toContain(`  - REVENUE_PLANS_TABLE_NAME (or the older`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('whose table cannot be asked says so, and exits 3', async ({ canary, account, expect }) => {
    const { env } = await account((call) =>
      call.target === RUNS_TABLE_NAME ? denied(call) : undefined,
    );
    const { code, stdout, stderr } = await canary(['sweep'], { env });
    expect(stderr).toMatch(/^canary sweep: Query on governance-canary-dev-runs: .*AccessDenied/);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});

describe.concurrent('while the runs table does not answer', () => {
  test.for([['history'], ['sweep'], ['sweep', '--dry-run']])(
    '%j is stopped by a signal at once',
    async (args, { program, account, expect }) => {
      let asked = () => {};
      const asking = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const { env } = await account(({ operation }) => {
        if (operation !== 'Query') return undefined;
        asked();
        return { kind: 'hang' };
      });
      const { child, ended } = program(args, { env });
      await asking;

      child.kill('SIGINT');

      const { code, stdout, stderr } = await ended;
      expect(stderr).toBe(`canary ${args[0]}: stopped by SIGINT\n`);
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    },
  );
});

describe.concurrent('canary history', () => {
  test('tells of past runs, in words and as JSON', async ({ canary, account, expect }) => {
    const { env } = await account();
    await canary(['run', '--quiet'], { env });
    const missing = { ...env, REVENUE_PLANS_TABLE_NAME: `${REVENUE_PLANS_TABLE_NAME}-gone` };
    await canary(['run', 'plan-ledger', '--quiet', '--retries', '0'], { env: missing });

    const page = await canary(['history'], { env });
    expect(page).toMatchObject({ code: 0, stderr: '' });
    expect(page.stdout).toMatch(
      /manual {3}passed .*canary run\n.*manual {3}failed .*plan-ledger at seed-plan/,
    );
    expect(page.stdout).toMatch(/\nplan-ledger +2 +1 +0 +50\.0 % +0\.0 %\n/);

    const json = await canary(['history', '--json', '--last', '1'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      runs: [{ summary: { verdict: 'failed' } }],
      trends: { finished: 1, scenarios: [{ name: 'plan-ledger', failed: 1 }] },
    });
  });

  test('writes a page of them to a file, or says why it will not', async ({
    canary,
    account,
    folder,
    expect,
  }) => {
    const { env } = await account();
    await canary(['run', '--quiet'], { env });

    const { code, stdout, stderr } = await canary(['history', '--html', 'trend.html'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${join(folder, 'trend.html')}: 1 run\n`);
    expect(readFileSync(join(folder, 'trend.html'), 'utf8')).toContain('Every scenario passes');

    const dash = await canary(['history', '--html', '-'], { env });
    expect(dash.stderr).toContain("--html -: standard output is --json's; name a file\n");
    expect(dash.code).toBe(2);
    const refused = await canary(['history', '--html', '.'], { env });
    expect(refused.stderr).toContain(`--html ${folder} is a folder: name a file`);
    expect(refused.code).toBe(2);
  });

  test('needs the runs table, and says so', async ({ canary, expect }) => {
    const { code, stderr } = await canary(['history'], { env: { AWS_REGION: 'us-east-1' } });
    expect(stderr).toContain("RUNS_TABLE_NAME is not set: the canary's own table of runs");
    expect(code).toBe(2);
  });
});
