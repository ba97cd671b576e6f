import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { helpFor } from '../../src/cli/help.ts';
import { preflight } from '../../src/cli/preflight.ts';
import { fakeShell, invocation } from './shells.ts';

const COLUMNS = [40, 80, 200];
const withoutSpaces = (text: string) => text.replaceAll(/\s+/g, ' ');

test.each(COLUMNS)('at %i columns the program shows every command with what it does', (columns) => {
  const help = withoutSpaces(helpFor(undefined, columns));

  for (const { name, summary } of commands) expect(help).toContain(` ${name} ${summary}`);
});

test.each(commands)('the help of $name shows each of its options with what it does', (command) => {
  for (const columns of COLUMNS) {
    const help = withoutSpaces(helpFor(command, columns));

    expect(help).toContain(`canary ${command.name}: ${command.summary}`);
    expect(help).toContain(
      `Usage: canary ${command.name} ${command.operand ? `${command.operand} ` : ''}[options]`,
    );
    for (const option of command.options) {
      const value = option.kind === 'flag' ? '' : ` ${option.value}`;
      expect(help).toContain(` --${option.name}${value} ${option.help}`);
    }
    for (const common of ['--help', '--version']) expect(help).toContain(` ${common} `);
  }
});

test.each(COLUMNS)('at %i columns no line of any help is wider than the terminal', (columns) => {
  for (const command of [undefined, ...commands]) {
    for (const line of helpFor(command, columns).split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(columns);
      expect(line).toBe(line.trimEnd());
    }
  }
});

test('the defaults that help tells are those of a run', () => {
  const help = helpFor(
    commands.find(({ name }) => name === 'run'),
    200,
  );
  const told = (option: string) =>
    Number(new RegExp(`--${option} .*\\(default (\\d+)\\)`).exec(help)?.[1]);

  const { plan } = preflight(invocation(), fakeShell());

  expect({
    retries: told('retries'),
    concurrency: told('concurrency'),
    timeoutMs: told('timeout') * 1000,
  }).toEqual({
    retries: plan.retries,
    concurrency: plan.concurrency,
    timeoutMs: plan.timeoutMs,
  });
});

test.each([
  ['run', '(default 1); 0 to 5 --concurrency'],
  ['history', '(default 50); 1 to 10,000 --html'],
  ['cost', '1, 5 or 15 (default 5) --step-metrics'],
])('of a number the help of %s tells its range, or each of its values', (name, told) => {
  const command = commands.find((one) => one.name === name);

  expect(withoutSpaces(helpFor(command, 80))).toContain(told);
});

test('a command whose exit codes are its own explains them as the README does', () => {
  const status = commands.find(({ name }) => name === 'status');
  const help = helpFor(status, 200);
  const readme = readFileSync('README.md', 'utf8');

  expect(status?.exits).toHaveLength(4);
  for (const [code, means] of status?.exits ?? []) {
    expect(help).toMatch(new RegExp(`^ *${code} +${means}$`, 'm'));
    expect(readme).toContain(`| ${code} | ${means} |`);
  }
});

test('the program explains every exit code', () => {
  expect(helpFor(undefined, 80)).toContain(`
Exit codes
  0              every selected scenario passed
  1              at least one scenario failed: the target is unwell
  2              wrong usage or missing settings; nothing was touched
  3              the canary itself is broken; nothing is known about the target
  129, 130, 143  stopped by SIGHUP, SIGINT, SIGTERM, after cleaning up
`);
});

test('in a narrow terminal the words go under what they are about', () => {
  expect(helpFor(undefined, 40)).toContain(`
Commands
  run
    run scenarios from this machine, all
    of them or those named
`);
});
