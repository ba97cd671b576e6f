import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { KnownStack } from '../helpers/cloudformation.ts';
import { NOBODY } from '../helpers/http.ts';
import { healthyStack, LINES, OUTPUTS, test } from './gate/gates.ts';

describe.concurrent('canary env', () => {
  test('writes .env from the outputs of the target stack, where every command finds it', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const { env, cloudFormation, account } = await gate();

    const { code, stdout, stderr } = await canary(['env'], { env });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(LINES);
    expect(stdout).toContain(`${join(folder, '.env')}: written\n  AWS_REGION=us-east-1\n`);
    expect(cloudFormation.asked).toEqual(['CCNativeStack']);
    expect(readdirSync(folder)).toEqual(['.env']);

    const { AWS_ENDPOINT_URL_DYNAMODB = '' } = account.env;
    const { AWS_REGION, ...keys } = env;
    const run = await canary(['run', '--quiet'], { env: { ...keys, AWS_ENDPOINT_URL_DYNAMODB } });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('keeps every other line of a file that is there, and its mode', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const { env } = await gate();
    const file = join(folder, '.env');
    const mine =
      '# mine\r\nexport OUTCOMES_TABLE_NAME="old" # from last week\r\nMY_KEY=\'a b\'\r\n';
    writeFileSync(file, `${mine}CERT="1\r\n2"`);
    chmodSync(file, 0o640);

    const first = await canary(['env'], { env });
    const again = await canary(['env'], { env });

    const [region, plans, ledger] = LINES.split('\n');
    expect(readFileSync(file, 'utf8')).toBe(
      `${mine.replace('"old"', `"${OUTPUTS.ExecutionOutcomesTableName}"`)}CERT="1\r\n2"\r\n` +
        `${region}\r\n${plans}\r\n${ledger}\r\n`,
    );
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(again.stdout).toContain(': as it was\n');
  });

  test('the region, the stack and the file can be named; what the options say is written', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const stack = () => healthyStack('CCNativeStack');
    const { env, cloudFormation } = await gate({ stack });
    const args = ['env', '--stack', 'Other', '--region=eu-central-1', '--env-file', 'staging.env'];

    const { AWS_ENDPOINT_URL_CLOUDFORMATION: AWS_ENDPOINT_URL, ...rest } = env;

    const { code } = await canary(args, { env: { ...rest, AWS_ENDPOINT_URL } });

    expect(code).toBe(0);
    expect(cloudFormation.asked).toEqual(['Other']);
    expect(readFileSync(join(folder, 'staging.env'), 'utf8')).toBe(
      LINES.replace('us-east-1', 'eu-central-1'),
    );
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  test('a profile that is named is another identity than the keys in the environment', async ({
    canary,
    gate,
    expect,
  }) => {
    const { env, cloudFormation } = await gate();

    const { code, stderr } = await canary(['env', '--profile', 'nobody'], { env });

    expect(stderr).toContain('nobody');
    expect(stderr).toMatch(
      /\.env is as it was\nnext: aws sts get-caller-identity .*--profile nobody/,
    );
    expect(code).toBe(3);
    expect(cloudFormation.asked).toEqual([]);
  });

  test.for([
    ['no such stack', (): undefined => undefined, ['there is no stack CCNativeStack in us-east-1']],
    [
      'two outputs missing',
      () => ({ status: 'ROLLBACK_COMPLETE', outputs: { PlanLedgerTableName: 'ledger' } }),
      [
        'it has no output RevenuePlansTableName',
        'it has no output ExecutionOutcomesTableName',
        'CCNativeStack is ROLLBACK_COMPLETE',
      ],
    ],
    [
      'an output that is no name',
      () => ({ status: 'UPDATE_COMPLETE', outputs: { ...OUTPUTS, PlanLedgerTableName: 'x\nA=1' } }),
      ['its output PlanLedgerTableName is "x\\nA=1": expected a table name (3 to 255 letters'],
    ],
  ] as const)(
    '%s is named, and nothing is half written',
    async ([, stack, told], { canary, gate, folder, expect }) => {
      const { env } = await gate({ stack });
      writeFileSync(join(folder, '.env'), 'A=1\n');

      const { code, stdout, stderr } = await canary(['env'], { env });

      expect(stderr).toMatch(/^canary env: .*\/\.env is as it was\n/);
      for (const words of told) expect(stderr).toContain(words);
      expect(stderr).toContain('\nnext: ');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('A=1\n');
      expect(readdirSync(folder)).toEqual(['.env']);
    },
  );

  test('a stack that is changing is read, and that is said', async ({ canary, gate, expect }) => {
    const stack = () => ({ status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', outputs: OUTPUTS });
    const { env } = await gate({ stack });

    const { code, stderr } = await canary(['env'], { env });

    expect(stderr).toBe(
      'canary env: CCNativeStack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: run this again when that is over\n',
    );
    expect(code).toBe(0);
  });

  test('a throttle and an error of AWS are asked again', async ({ canary, gate, expect }) => {
    const stack = (name: string, asked: number): KnownStack | undefined =>
      [
        { http: 400, code: 'Throttling', message: 'Rate exceeded' },
        { http: 500, code: 'InternalFailure', message: 'no' },
      ][asked - 1] ?? healthyStack(name);
    const { env, cloudFormation } = await gate({ stack });

    expect((await canary(['env'], { env })).code).toBe(0);
    expect(cloudFormation.asked).toHaveLength(3);
  });

  test.for([
    [
      'denied',
      { stack: () => ({ http: 403, code: 'AccessDenied', message: 'User is not authorized' }) },
      {},
      /AccessDenied .*not authorized; .*\nnext: .*; and allow that identity the action above\n$/,
    ],
    ['nobody there', {}, { AWS_ENDPOINT_URL_CLOUDFORMATION: NOBODY }, /ECONNREFUSED/],
    [
      'no credentials',
      {},
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /CredentialsProviderError/,
    ],
  ] as const)(
    '%s: it says so, and the file is as it was',
    async ([, how, more, words], { canary, gate, folder, expect }) => {
      const { env } = await gate(how);

      const { code, stdout, stderr } = await canary(['env'], { env: { ...env, ...more } });

      expect(stderr).toMatch(words);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('what is asked wrongly is told at once, and nobody is asked', async ({
    canary,
    gate,
    folder,
    expect,
  }) => {
    const { env, cloudFormation } = await gate();
    writeFileSync(join(folder, '.env'), 'A=1\n');
    chmodSync(join(folder, '.env'), 0o444);

    const { code, stderr } = await canary(['env', 'x', '--stack', 'a stack', '--region', 'here'], {
      env,
    });

    expect(stderr.split('\n')).toEqual([
      'canary env: 4 problems, nothing was touched',
      '  - unexpected "x": canary env takes no operand',
      '  - --stack is "a stack": expected the name of a CloudFormation stack',
      '  - --region is "here": expected a region such as us-east-1',
      expect.stringMatching(/^ {2}- .*\/\.env is read-only: chmod u\+w .*\/\.env$/),
      expect.stringMatching(/^looked at --region, the environment, then /),
      'see canary env --help',
      '',
    ]);
    expect(code).toBe(2);
    expect(cloudFormation.asked).toEqual([]);
  });

  test('a link is followed, and stays a link', async ({ canary, gate, folder, expect }) => {
    const { env } = await gate();
    writeFileSync(join(folder, 'shared.env'), 'A=1\n');
    symlinkSync('shared.env', join(folder, '.env'));

    expect((await canary(['env'], { env })).code).toBe(0);
    expect(readFileSync(join(folder, 'shared.env'), 'utf8')).toBe(`A=1\n${LINES}`);
    expect(lstatSync(join(folder, '.env')).isSymbolicLink()).toBe(true);
  });
});
