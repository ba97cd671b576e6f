import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { runReportSchema } from '../../src/engine/report.ts';
import { bareEnv, CHECKOUT, start, test } from './programs.ts';

/** npm's own scripts, with what npm makes of options, signals and several of them at once. */

describe('a checkout', () => {
  const checkout = mkdtempSync(join(tmpdir(), 'canary-checkout-'));
  const dist = join(checkout, 'dist');
  const PARTS = ['src', 'package.json', 'package-lock.json', 'build.js', 'bundle.js', 'canary.js'];
  const inDist = () =>
    readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => join(dist, name));

  beforeAll(() => {
    for (const part of PARTS)
      cpSync(join(CHECKOUT, part), join(checkout, part), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'));
  });
  afterAll(() => rmSync(checkout, { recursive: true, force: true }));

  test('that was never built serves four runs at once', async ({ npm, expect }) => {
    const run = () => npm(['canary', '--', 'list'], { cwd: checkout }).ended;

    const ended = await Promise.all([run(), run(), run(), run()]);

    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      ended.map(() => ({ code: 0, stderr: '' })),
    );
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1);
  });

  test('that one user built can be run by the others', ({ expect }) => {
    const open = (path: string) => statSync(path).mode & 0o777;
    const folders = inDist().filter((path) => statSync(path).isDirectory());

    expect(folders.map(open)).toEqual(folders.map(() => open(dist)));
    expect(folders.length).toBeGreaterThan(0);
  });

  test('that is up to date is only read', async ({ npm, expect }) => {
    const before = inDist().map((path) => [path, statSync(path).mtimeMs]);

    expect((await npm(['canary', '--', 'list'], { cwd: checkout }).ended).code).toBe(0);

    expect(inDist().map((path) => [path, statSync(path).mtimeMs])).toEqual(before);
  });

  test('keeps every part of what may be running while it is built anew', async ({
    folder,
    expect,
  }) => {
    const before = inDist();
    const missed = new Set<string>();
    let building = true;

    const { ended } = start('node', ['build.js'], { cwd: checkout, env: bareEnv(folder) });
    ended.finally(() => {
      building = false;
    });
    while (building) {
      for (const path of before) if (!existsSync(path)) missed.add(path);
      await setTimeout(5);
    }

    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect([...missed]).toEqual([]);
  });

  test('that was edited is built before it is run', async ({ npm, expect }) => {
    writeFileSync(
      join(checkout, 'src', 'cli', 'suggestion.ts'),
      'export const nearest = () => "edited"; export const suggestion = () => ": edited";',
    );

    const { code, stderr } = await npm(['canary', '--', 'rnu'], { cwd: checkout }).ended;

    expect(stderr).toContain('unknown command "rnu": edited\n');
    expect(code).toBe(2);
  });

  test('that cannot be built is the canary’s fault, never the target’s', async ({
    npm,
    expect,
  }) => {
    writeFileSync(join(checkout, 'src', 'cli', 'list.ts'), 'export const list = ;');

    const { code, stdout, stderr } = await npm(['canary', '--', 'list'], { cwd: checkout }).ended;

    expect(stderr).toContain('canary: it could not be built or loaded: Build failed');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });

  test('whose build lacks a part is too', async ({ npm, expect }) => {
    rmSync(dist, { recursive: true });
    mkdirSync(dist);
    const later = new Date(Date.now() + 60_000);
    writeFileSync(join(dist, 'canary.js'), "import './build-gone/canary.js';");
    utimesSync(join(dist, 'canary.js'), later, later);

    const { code, stderr } = await npm(['canary', '--', 'list'], { cwd: checkout }).ended;

    expect(stderr).toContain('canary: it could not be built or loaded: Cannot find module');
    expect(code).toBe(3);
  });
});

describe('through npm', () => {
  test('every option arrives: Node would take --env-file for one of its own', async ({
    npm,
    expect,
  }) => {
    const { code, stderr } = await npm(['canary', '--', 'run', '--env-file', 'nope.env']).ended;

    expect(stderr).toContain('--env-file nope.env cannot be read: ENOENT');
    expect(code).toBe(2);
  });

  test('no sweep is begun that was to be a dry one', async ({ npm, expect }) => {
    const { code, stderr } = await npm(['canary', 'sweep', '--dry-run']).ended;

    expect(stderr).toContain('npm took --dry-run as its own');
    expect(code).toBe(2);
  });

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'a %s to npm alone stops the run, which cleans up, and exits %i',
    async ([signal, exit], { npm, account, folder, expect }) => {
      const { env, rows } = await account(({ service }) =>
        service === 'lambda' ? { kind: 'hang' } : undefined,
      );
      const none = join(folder, 'none.env');
      writeFileSync(none, '');
      const args = ['canary', '--', 'run', 'plan-ledger', '--env-file', none];
      const { child, ended, until } = npm(args, { env });
      await until('stdout', /✓ plan-ledger seed .*\n/);

      child.kill(signal);

      const { code, stdout } = await ended;
      expect(stdout).toContain(`\nBROKEN  stopped by ${signal}: 1 broken of 1 scenario in`);
      expect(code).toBe(exit);
      expect(await rows()).toEqual([]);
    },
  );

  test('npm start takes less than 5 s, and the suite in it less than 1 s', async ({
    npm,
    expect,
  }) => {
    const best = { ms: Number.POSITIVE_INFINITY, durationMs: Number.POSITIVE_INFINITY };
    // A busy machine is no slow canary: one good try of several is enough, the bounds stay.
    for (let tries = 5; tries > 0 && (best.ms >= 5_000 || best.durationMs >= 1_000); tries--) {
      const { code, stdout, ms } = await npm(['start', '--', '--json', '--quiet']).ended;
      expect(code).toBe(0);
      const { verdict, durationMs } = runReportSchema.parse(JSON.parse(stdout));
      expect(verdict).toBe('passed');
      best.ms = Math.min(best.ms, ms);
      best.durationMs = Math.min(best.durationMs, durationMs);
    }

    expect(best.ms).toBeLessThan(5_000);
    expect(best.durationMs).toBeLessThan(1_000);
  }, 120_000);
});
