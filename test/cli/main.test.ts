import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commands } from '../../src/cli/commands.ts';
import { helpFor } from '../../src/cli/help.ts';
import { bareEnv, PROGRAM, test } from './programs.ts';

const names = commands.map(({ name }) => name).join(', ');

/** Runs the program with these streams and without any other. */
async function exitCode(args: readonly string[], stdio: ('ignore' | number)[], cwd: string) {
  const child = spawn(PROGRAM, args, { stdio, cwd, env: bareEnv(cwd) });
  const [code] = await once(child, 'close');
  return code;
}

describe.concurrent('the program', () => {
  test('gets every option from npm: Node would take --env-file for one of its own', ({
    expect,
  }) => {
    const calls = Object.values(packageJson.scripts).filter((line) => line.includes('canary.js'));
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.filter((line) => !line.startsWith('exec node -- canary.js'))).toEqual([]);
  });

  test('tells its version', async ({ canary, expect }) => {
    expect(await canary(['--version'])).toMatchObject({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });

  test.for([undefined, 'run'])(
    'shows its help, or that of a command, on standard output: %s',
    async (name, { canary, expect }) => {
      const command = commands.find((one) => one.name === name);

      expect(await canary(name === undefined ? ['--help'] : [name, '--help'])).toMatchObject({
        code: 0,
        stdout: helpFor(command, 80),
        stderr: '',
      });
    },
  );

  test.for([
    [[], `no command: expected one of ${names}`],
    [['rnu', '--local'], 'unknown command "rnu": did you mean run?'],
    [['--json'], `no command before --json: expected one of ${names}`],
  ] as const)('refuses %j, which is no command', async ([argv, problem], { canary, expect }) => {
    expect(await canary(argv)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `canary: one problem, nothing was touched\n  - ${problem}\nsee canary --help\n`,
    });
  });

  test('refuses what a command does not take', async ({ canary, expect }) => {
    expect(await canary(['list', 'x', '--json'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'canary list: 2 problems, nothing was touched\n  - unknown option --json: it is one of run, history, status, cost, invoke\n  - unexpected "x": canary list takes no operand\nsee canary list --help\n',
    });
  });

  test('can be started by its name alone, as npm links it', async ({ folder, expect }) => {
    symlinkSync(PROGRAM, join(folder, 'canary'));
    const child = spawn(join(folder, 'canary'), ['--version'], { stdio: 'pipe' });
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });

    const [code] = await once(child, 'close');

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageJson.version}\n` });
  });

  test('prints no warning of Node or of the SDK', async ({ canary, expect }) => {
    const pending = ['--pending-deprecation', '--trace-uncaught'];

    expect((await canary(['list'], { node: pending })).stderr).toBe('');
  });

  test('does its work with no standard output and no standard error at all', async ({
    folder,
    expect,
  }) => {
    const args = ['run', '--local', 'outcomes-capture', '--junit', 'out.xml'];

    expect(await exitCode(args, ['ignore', 'ignore', 'ignore'], folder)).toBe(0);

    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('tests="2" failures="0"');
  });

  /** More than a pipe holds, and than whoever reads it keeps in hand. */
  const LARGE = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(100_000));

  test('waits for a reader that takes its time over a large output', async ({ folder, expect }) => {
    const child = spawn(PROGRAM, ['list', ...LARGE], { stdio: 'pipe', env: bareEnv(folder) });
    const closed = once(child, 'close');

    await setTimeout(3_000);
    const stderr = await text(child.stderr);
    child.stdout.resume();

    expect(LARGE.filter((operand) => !stderr.includes(operand)).length).toBe(0);
    expect(stderr.slice(-30)).toMatch(/\nsee canary list --help\n$/);
    expect(await closed).toEqual([2, null]);
  });

  test('does not wait for a reader that has left', async ({ folder, expect }) => {
    const child = spawn(PROGRAM, ['list', ...LARGE], { stdio: 'pipe', env: bareEnv(folder) });
    const closed = once(child, 'close');

    await once(child.stderr, 'readable');
    child.stderr.destroy();
    child.stdout.resume();

    expect(await closed).toEqual([2, null]);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'does not end well when its output could not be written',
    async ({ folder, expect }) => {
      const full = openSync('/dev/full', 'w');

      expect(await exitCode(['list'], ['ignore', full, 'ignore'], folder)).toBe(3);
      expect(await exitCode(['--version'], ['ignore', full, 'ignore'], folder)).toBe(3);
      expect(await exitCode(['local'], ['ignore', full, 'ignore'], folder)).toBe(3);
    },
  );
});
