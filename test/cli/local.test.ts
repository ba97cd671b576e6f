import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { test } from './programs.ts';

/** The variables that exports set. */
function exported(stdout: string): Record<string, string> {
  const lines = stdout.split('\n').filter((line) => line.startsWith('export '));
  return Object.fromEntries(
    lines.map((line) => line.slice('export '.length).split(/=(.*)/s, 2) as [string, string]),
  );
}

describe.concurrent('canary local', () => {
  test.for([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'keeps an account up that run can be pointed at, until %s',
    async ([signal, exit], { program, canary, folder, expect }) => {
      const { child, ended, until } = program(['local']);
      let stdout = '';
      child.stdout?.on('data', (text: string) => {
        stdout += text;
      });
      await until('stderr', /Ctrl-C stops it/);
      const env = exported(stdout);
      expect(env).toMatchObject({ ...LOCAL_SETTINGS, AWS_DEFAULT_REGION: 'us-east-1' });

      const pointed = await canary(['run', 'plan-ledger', '--quiet'], { env });
      writeFileSync(join(folder, '.env'), stdout);
      const fromFile = await canary(['seed'], { cwd: folder });
      child.kill(signal);
      const { code, stderr } = await ended;

      expect(pointed).toMatchObject({ code: 0, stderr: '' });
      expect(fromFile).toMatchObject({ code: 0, stderr: '' });
      expect(stderr).toBe(
        'an embedded account is up: paste the lines above into another shell\nCtrl-C stops it, and everything in it is gone\n',
      );
      expect(code).toBe(exit);
      await expect(fetch(env.AWS_ENDPOINT_URL_LAMBDA ?? '')).rejects.toThrow('fetch failed');
    },
  );

  test('prints one export per line, and unsets what may outrank them in another shell', async ({
    program,
    expect,
  }) => {
    const { child, ended, until } = program(['local'], {
      env: { AWS_USE_FIPS_ENDPOINT: 'true' },
    });
    await until('stderr', /Ctrl-C stops it/);
    child.kill('SIGTERM');

    const { stdout } = await ended;

    const lines = stdout.trimEnd().split('\n');
    expect(
      lines.slice(0, -2).filter((line) => !/^export [A-Z0-9_]+=[\w:/.-]+$/.test(line)),
    ).toEqual([]);
    expect(lines.slice(-2)).toEqual(['unset AWS_PROFILE', 'unset AWS_SESSION_TOKEN']);
  });
});
