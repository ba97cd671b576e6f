import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environment } from '../../src/cli/environment.ts';
import { folder } from './shells.ts';

function withDotEnv(text: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = folder();
  writeFileSync(join(cwd, '.env'), text);
  return environment({ env, cwd }).env;
}

test('what .env sets is there, and the environment wins over it', () => {
  const env = withDotEnv('AWS_REGION=eu-west-1\nOUTCOMES_TABLE_NAME=mine\n', {
    OUTCOMES_TABLE_NAME: 'theirs',
    OTHER: 'x',
  });

  expect(env).toEqual({ AWS_REGION: 'eu-west-1', OUTCOMES_TABLE_NAME: 'theirs', OTHER: 'x' });
});

test('an empty value in the environment is how many shells write "not set"', () => {
  expect(withDotEnv('AWS_REGION=eu-west-1', { AWS_REGION: '', OTHER: '' })).toEqual({
    AWS_REGION: 'eu-west-1',
  });
});

test('comments, quotes, spaces and the exports that canary local prints are read', () => {
  expect(withDotEnv('# a comment\nexport A=1\nB = "two words" # aside\n\nC=\'$A\'\n')).toEqual({
    A: '1',
    B: 'two words',
    C: '$A',
  });
});

test('a file written on Windows is read like any other', () => {
  expect(withDotEnv('\ufeffAWS_REGION=eu-west-1\r\nB=2\r\n')).toEqual({
    AWS_REGION: 'eu-west-1',
    B: '2',
  });
});

test('a profile in .env does not win over keys in the environment', () => {
  const file = 'AWS_PROFILE=other\nAWS_SESSION_TOKEN=stale\nAWS_REGION=eu-west-1';

  expect(withDotEnv(file, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).toEqual({
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'eu-west-1',
  });
});

test('keys in .env do not stand beside a profile in the environment', () => {
  const file = 'AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b';

  expect(withDotEnv(file, { AWS_PROFILE: 'mine' })).toEqual({ AWS_PROFILE: 'mine' });
});

test.each([
  ['AWS_WEB_IDENTITY_TOKEN_FILE', '/token'],
  ['AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/ci'],
  ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', '/v2/credentials'],
  ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://169.254.170.23/v1/credentials'],
  ['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'token'],
  ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', '/token'],
])('a profile in .env does not win over the role that %s gives', (name, value) => {
  const file = 'AWS_PROFILE=other\nAWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b';

  expect(withDotEnv(file, { [name]: value })).toEqual({ [name]: value });
});

test('a newer name in .env does not win over the older one in the environment', () => {
  const older = { REVENUE_PLANS_TABLE: 'mine' };
  const newer = { REVENUE_PLANS_TABLE_NAME: 'mine' };

  expect(withDotEnv('REVENUE_PLANS_TABLE_NAME=theirs', older)).toEqual(older);
  expect(withDotEnv('REVENUE_PLANS_TABLE=theirs', newer)).toEqual(newer);
  expect(withDotEnv('REVENUE_PLANS_TABLE=theirs', { REVENUE_PLANS_TABLE: '' })).toEqual({
    REVENUE_PLANS_TABLE: 'theirs',
  });
});

test('an identity in .env is taken whole where the environment has none', () => {
  const file = 'AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\nAWS_SESSION_TOKEN=c';

  expect(withDotEnv(file, { AWS_PROFILE: '' })).toEqual({
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_SESSION_TOKEN: 'c',
  });
});

test('without a .env there is the environment, and it is said where the file would be', () => {
  const cwd = folder();

  expect(environment({ env: { A: '1' }, cwd })).toEqual({
    env: { A: '1' },
    path: join(cwd, '.env'),
    problems: [],
    lookedIn: `the environment, then ${join(cwd, '.env')}, which is not there`,
  });
});

test('a file asked for by name is read instead of .env, from the folder one is in', () => {
  const cwd = folder();
  writeFileSync(join(cwd, '.env'), 'A=1');
  writeFileSync(join(cwd, 'staging.env'), 'B=2');

  const found = environment({ env: {}, cwd }, 'staging.env');

  expect(found.env).toEqual({ B: '2' });
  expect(found.lookedIn).toBe(`the environment, then ${join(cwd, 'staging.env')}`);
});

test('a file asked for by name that is not there is a problem, and the environment is still read', () => {
  const { env, problems } = environment({ env: { A: '1' }, cwd: folder() }, 'no.env');

  expect(env).toEqual({ A: '1' });
  expect(problems).toEqual([
    expect.stringMatching(/^--env-file no\.env cannot be read: ENOENT: no such file or directory/),
  ]);
});

test('a .env in UTF-16, as an older PowerShell writes it, is told from one without settings', () => {
  const cwd = folder();
  writeFileSync(join(cwd, '.env'), '\ufeffAWS_REGION=us-east-1\r\n', 'utf16le');

  const { problems, lookedIn } = environment({ env: {}, cwd });

  expect(problems).toEqual([
    '.env cannot be read: it is not UTF-8 text; save it as such (in PowerShell: Set-Content -Encoding utf8)',
  ]);
  expect(lookedIn).toMatch(/\.env, which cannot be read$/);
});

test('a .env that is there and cannot be read is a problem', () => {
  const cwd = folder();
  mkdirSync(join(cwd, '.env'));

  const { problems } = environment({ env: {}, cwd });

  expect(problems).toEqual(['.env cannot be read: it is a folder; give a file name']);
});

test('a .env that is a pipe is not read, since nobody could stop that', () => {
  const cwd = folder();
  execFileSync('mkfifo', [join(cwd, '.env')]);

  expect(environment({ env: {}, cwd }).problems).toEqual([
    '.env cannot be read: it is no file; with --env-file it is read all the same',
  ]);
});
