import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe } from 'vitest';
import { denied, internalError } from '../../src/local/faults.ts';
import type { Intercept } from '../../src/local/intercept.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { rowsOf } from '../scenarios/rows.ts';
import { bareEnv, PROGRAM, test } from './programs.ts';

const hangingPut: Intercept = ({ operation, target }) =>
  operation === 'PutItem' && target === LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME
    ? { kind: 'hang' }
    : undefined;

describe.concurrent('canary seed', () => {
  test('writes one PAUSED plan and prints exactly the four lines of the seed script', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account();
    const before = Date.now();

    const { code, stdout, stderr } = await canary(['seed'], { env });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, unique = ''] = /^PLAN_ID=e2e-p7-ledger-(\d{13}-[0-9a-z]+)\n/.exec(stdout) ?? [];
    const accountId = `e2e-p7-ledger-account-${unique}`;
    const pk = `TENANT#e2e-p7-ledger-tenant#ACCOUNT#${accountId}`;
    expect(stdout).toBe(
      `PLAN_ID=e2e-p7-ledger-${unique}\nTENANT_ID=e2e-p7-ledger-tenant\nACCOUNT_ID=${accountId}\nPK=${pk}\n`,
    );
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    const now = String(row?.created_at);
    expect(row).toEqual({
      pk,
      sk: `PLAN#e2e-p7-ledger-${unique}`,
      gsi1pk: 'TENANT#e2e-p7-ledger-tenant#STATUS#PAUSED',
      gsi1sk: now,
      gsi2pk: 'TENANT#e2e-p7-ledger-tenant',
      gsi2sk: `ACCOUNT#${accountId}#${now}`,
      plan_id: `e2e-p7-ledger-${unique}`,
      plan_type: 'RENEWAL_DEFENSE',
      tenant_id: 'e2e-p7-ledger-tenant',
      account_id: accountId,
      objective: expect.any(String),
      plan_status: 'PAUSED',
      steps: [{ step_id: 's1', action_type: 'EMAIL', status: 'PENDING', sequence: 1 }],
      expires_at: expect.any(String),
      created_at: now,
      updated_at: now,
    });
    expect(new Date(now).toISOString()).toBe(now);
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(row?.expires_at))).toBeGreaterThan(Date.now());
  });

  test('writes under the tenant that the settings name, another plan each time', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account();
    const seed = () => canary(['seed'], { env: { ...env, CANARY_TENANT_ID: 'my-tenant' } });

    const [one, other] = await Promise.all([seed(), seed()]);

    expect(one.stdout).toContain('\nTENANT_ID=my-tenant\n');
    expect(one.stdout).not.toBe(other.stdout);
    expect((await rows()).map(({ tenant_id }) => tenant_id)).toEqual(['my-tenant', 'my-tenant']);
  });

  test('says everything that is missing or wrong at once, and touches nothing', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, calls } = await account();
    const { AWS_REGION, REVENUE_PLANS_TABLE_NAME, ...rest } = env;

    const { code, stdout, stderr } = await canary(['seed', 'x', '--tenant', '--env-file=no.env'], {
      env: {
        ...rest,
        CANARY_TENANT_ID: 'a tenant',
        RUNS_TABLE_NAME: 'x y',
        AWS_ENDPOINT_URL_DYNAMODB: 'not-a-url',
      },
    });

    expect(stderr.split('\n')).toEqual([
      'canary seed: 8 problems, nothing was touched',
      '  - unknown option --tenant',
      '  - unexpected "x": canary seed takes no operand',
      expect.stringMatching(/^ {2}- --env-file no\.env cannot be read: ENOENT/),
      '  - AWS_ENDPOINT_URL_DYNAMODB is "not-a-url": expected a URL such as http://127.0.0.1:8000',
      expect.stringMatching(/^ {2}- AWS_REGION is not set: the region of the target stack/),
      expect.stringMatching(/^ {2}- REVENUE_PLANS_TABLE_NAME .* output RevenuePlansTableName/),
      '  - CANARY_TENANT_ID is "a tenant": expected letters, digits and "-", at most 128',
      expect.stringMatching(/^ {2}- RUNS_TABLE_NAME is "x y": expected a table name/),
      expect.stringMatching(/^looked in the environment, then .*\/no\.env, which cannot be read$/),
      'see canary seed --help',
      '',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(calls).toEqual([]);
  });

  test.for([
    ['denied', 3, denied, 'AccessDeniedException', 'next: aws sts get-caller-identity'],
    [
      ...(['answered with an error', 1, internalError, 'InternalServerError'] as const),
      'next: aws dynamodb describe-table --table-name cc-native-revenue-plans --region us-east-1',
    ],
  ] as const)(
    'when %s prints no plan, says why, exits %i',
    async ([, exit, fault, why, next], { canary, account, expect }) => {
      const { env } = await account(fault);

      const { code, stdout, stderr } = await canary(['seed'], { env });

      expect(stderr).toMatch(/^canary seed: PutItem on cc-native-revenue-plans: /m);
      expect(stderr).toContain(why);
      expect(stderr).toContain(`\n${next}`);
      expect(stderr.includes('this plan may have been written')).toBe(exit === 1);
      expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    },
  );

  test('when denied after an answer that was lost names the plan that may be there', async ({
    canary,
    account,
    expect,
  }) => {
    let asked = 0;
    const { env, rows } = await account((call) => {
      const { operation, target } = call;
      if (operation !== 'PutItem' || target !== LOCAL_SETTINGS.REVENUE_PLANS_TABLE_NAME) return;
      return asked++ === 0 ? { kind: 'lose-answer' } : denied(call);
    });

    const { code, stderr } = await canary(['seed'], { env });

    expect(stderr).toContain('AccessDeniedException');
    expect(stderr).toContain(`\nPLAN_ID=${(await rows())[0]?.plan_id}\n`);
    expect(code).toBe(3);
  });

  test('is known to the sweep, which leaves it for a day, and says so where it is not', async ({
    canary,
    account,
    expect,
  }) => {
    const met = await account();
    await canary(['seed'], { env: met.env });
    const runs = await rowsOf(met, LOCAL_SETTINGS.RUNS_TABLE_NAME);
    const [, seededAt] = /^seed-(\d+)-/.exec(String(runs[0]?.run_id)) ?? [];
    expect(runs).toMatchObject([
      {
        debt: 'kept',
        due_at: Number(seededAt) + 24 * 60 * 60_000,
        attempts: [{ scenario: 'plan-ledger' }],
      },
    ]);

    const without = { ...met.env, RUNS_TABLE_NAME: '' };
    const { code, stdout, stderr } = await canary(['seed'], { env: without });

    expect(stdout).toMatch(/^PLAN_ID=/);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^canary seed: RUNS_TABLE_NAME is not set, .* yourself:\n {2}aws dynamodb delete-item --table-name \S+ --key '.*' --region us-east-1 --endpoint-url http:\/\/\S+\n$/,
      ),
    });
  });

  test.skipIf(!existsSync('/dev/full'))(
    'names the plan that it wrote where its output is lost',
    async ({ account, folder, expect }) => {
      const { env, rows } = await account();
      const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
      const child = spawn(PROGRAM, ['seed'], {
        stdio: [...stdio],
        cwd: folder,
        env: { ...bareEnv(folder), ...env },
      });
      const closed = once(child, 'close');
      const stderr = await text(child.stderr as Readable);

      expect(await closed).toEqual([3, null]);
      const [row] = await rows();
      expect(stderr).toContain(
        `canary seed: a plan was written, and this was not:\nPLAN_ID=${row?.plan_id}\n`,
      );
    },
  );

  test('when the answer is lost names the plan that may be there, and who knows of it', async ({
    canary,
    account,
    expect,
  }) => {
    const { env, rows } = await account(({ operation }) =>
      operation === 'PutItem' ? { kind: 'lose-answer' } : undefined,
    );
    const without = { ...env, RUNS_TABLE_NAME: '' };

    const { code, stdout, stderr } = await canary(['seed'], { env: without });

    const [row] = await rows();
    const [, named] = /^PLAN_ID=(.*)\nTENANT_ID=.*\nACCOUNT_ID=.*\nPK=.*\n$/m.exec(stderr) ?? [];
    expect(named).toBe(row?.plan_id);
    expect(stderr.split('\n').slice(0, -5)).toEqual([
      expect.stringMatching(/^canary seed: PutItem on cc-native-revenue-plans: .* got none/),
      expect.stringMatching(/^next: aws dynamodb describe-table --table-name cc-native-revenue-/),
      'canary seed: RUNS_TABLE_NAME is not set, so no sweep knows of this plan; you must remove it yourself:',
      `  aws dynamodb delete-item --table-name cc-native-revenue-plans --key '{"pk":{"S":"${row?.pk}"},"sk":{"S":"${row?.sk}"}}' --region us-east-1 --endpoint-url ${env.AWS_ENDPOINT_URL_DYNAMODB}`,
      'canary seed: this plan may have been written all the same',
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('when stopped before the answer came, does not claim a plan, but names it', async ({
    program,
    account,
    expect,
  }) => {
    let asked = () => {};
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { env } = await account((call) => {
      const fault = hangingPut(call);
      if (fault) asked();
      return fault;
    });
    const { child, ended } = program(['seed'], { env });
    await asking;

    child.kill('SIGINT');

    const { code, stdout, stderr } = await ended;
    expect(stderr).toMatch(
      /^canary seed: stopped before an answer came; this plan may have been written\nPLAN_ID=e2e-p7-ledger-.*\nTENANT_ID=.*\nACCOUNT_ID=.*\nPK=TENANT#.*\n$/,
    );
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });
});
