import { describe, expect, test } from 'vitest';
import { cost } from '../../src/cli/cost.ts';
import { fakeShell, invocation } from './shells.ts';

type Asked = Parameters<typeof invocation>[1];

async function told(asked?: Asked): Promise<string> {
  const shell = fakeShell();
  const { problems, go } = cost(invocation([], asked), shell);
  expect(problems).toEqual([]);
  expect(await go()).toBe(0);
  expect(shell.printed.err).toBe('');
  return shell.printed.out;
}

test('both bills side by side, the dearest item and what to do about it', async () => {
  const text = await told();

  expect(text).toMatch(/^USD a month in us-east-1, list prices as of \d{4}-\d\d-\d\d\n/);
  expect(text).toContain(', 2 s a run, ');
  expect(text).toMatch(/^total +\d+\.\d\d +\d+\.\d\d$/m);
  expect(text).toMatch(/^with the free tier +\d+\.\d\d +\d+\.\d\d$/m);
  expect(text).toMatch(/largest item: metrics of the steps, \d+\.\d\d\n.*stepMetrics=failures/);
});

test('every setting changes the bill', async () => {
  const texts = await Promise.all([
    told(),
    told({ interval: 1 }),
    told({ 'step-metrics': 'off' }),
    told({ tracing: true }),
    told({ duration: 60_000 }),
    told({ deployments: 300 }),
    told({ 'log-retention': 365 }),
    told({ 'no-schedule': true }),
    told({ 'code-deploy': true }),
    told({ 'sweep-ledger': true }),
    told({ 'fan-out': 'inline' }),
    told({ 'fan-out': 'distributed' }),
  ]);
  const figures = texts.map((text) => /^total.*$/m.exec(text)?.[0]);
  expect(new Set(figures).size).toBe(texts.length);
});

test('what is not as by default is said above the bills', async () => {
  expect(await told()).not.toMatch(/no schedule|CodeDeploy|ledger swept|fan-out/);
  const all = { 'no-schedule': true, 'code-deploy': true, 'sweep-ledger': true } as const;
  const text = await told({ ...all, 'fan-out': 'distributed' });
  expect(text.replaceAll('\n', ' ')).toMatch(
    / no schedule, .*, a rule for CodeDeploy, the ledger swept, fan-out distributed /,
  );
});

test('as JSON: every item of both, with its price and quantity', async () => {
  const { canary, synthetics, dearest } = JSON.parse(await told({ json: true }));

  expect(canary.usd).toBeLessThan(synthetics.usd);
  expect(canary.items[0]).toEqual(dearest);
  expect(dearest).toMatchObject({ price: 'metric', quantity: expect.any(Number) });
});

test('as a table: each interval with each way of step metrics', async () => {
  const rows = (await told({ table: true })).trim().split('\n');
  expect(rows).toHaveLength(2 + 9);
});

describe('what cannot be is refused, all of it', () => {
  test('an interval, step metrics and a fan-out that there are not', () => {
    const asked = invocation([], {
      interval: 2,
      'step-metrics': 'some',
      'fan-out': 'true',
      'log-retention': 31,
    });
    expect(cost(asked, fakeShell()).problems).toEqual([
      '--interval is 2: expected 1, 5 or 15',
      '--step-metrics is "some": expected all, failures or off',
      '--fan-out is "true": expected false, inline or distributed',
      expect.stringMatching(/^--log-retention is 31: expected 1, 3, 5, .* or 3653$/),
    ]);
    const without = invocation([], { interval: 1, 'no-schedule': true });
    expect(cost(without, fakeShell()).problems).toEqual([
      '--interval is about the schedule, which --no-schedule leaves out',
    ]);
  });

  test('a canary that would never run', () => {
    const asked = invocation([], { 'no-schedule': true, deployments: 0 });
    expect(cost(asked, fakeShell()).problems).toEqual([
      '--no-schedule with --deployments 0: nothing would ever run',
    ]);
  });
});

test.each([40, 80])('in %i columns no line is wider', async (terminal) => {
  const shell = fakeShell({ terminal });
  const all = { 'no-schedule': true, 'code-deploy': true, 'fan-out': 'distributed' } as const;

  await cost(invocation([], all), shell).go();

  const lines = shell.printed.out.split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(terminal);
  expect(shell.printed.out.replaceAll('\n', ' ')).toMatch(/Lambda, the time of the runs +\d/);
});

test('a table that is asked for one setting is refused', () => {
  const { problems } = cost(
    invocation([], { table: true, interval: 15, 'step-metrics': 'off', json: true }),
    fakeShell(),
  );

  expect(problems).toEqual(
    ['interval', 'step-metrics', 'json'].map(
      (name) =>
        `--table with --${name}: the table has every interval and step metrics, as Markdown`,
    ),
  );
});
