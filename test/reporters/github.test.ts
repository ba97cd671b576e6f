import { describe, expect, it } from 'vitest';
import { bounded } from '../../src/engine/bounded.ts';
import { githubAnnotations, githubError, githubSummary } from '../../src/reporters/github.ts';
import { hostileValues } from '../helpers/hostile.ts';
import { attempt, failed, failures, passed, report, scenario, skipped } from './reports.ts';

const STRANGE =
  'a%0A::error::b\r\n::set-output name=x::1\n##[add-path]/x | <b>*c*, `d` ::stop-commands::x @all \u001b[2J';
const check = (message: string) => ({ ...failures.check, message });
const red = scenario('plan-ledger', 'failed', [
  passed('seed', 'one plan'),
  failed('verify', 'it answers 200', failures.check, { id: 'answers-200' }),
  skipped('verify', 'it is ACTIVE', '"it answers 200" failed'),
]);

describe('annotations', () => {
  it('there is none for what passed', () => {
    expect(githubAnnotations(report(scenario('a', 'passed', [passed('verify', 'it is')])))).toBe(
      '',
    );
  });

  it('one for every failed step says what was expected and what came', () => {
    const denied = scenario('b', 'broken', [failed('seed', 'one plan', failures.denied)]);
    expect(githubAnnotations(report(red, denied)).split('\n')).toEqual([
      '::error title=canary%3A plan-ledger failed at answers-200::it answers 200: expected statusCode 200, got 500%0Aexpected: {"statusCode": 200}%0Aactual: {"statusCode": 500, "body": {"error": "Internal server error"}}',
      expect.stringMatching(/^::error title=canary%3A b broken at one-plan::one plan: /),
      '',
    ]);
  });

  it('and which calls it is about', () => {
    const notes = { function: 'api', requestId: 'r-1' };
    const crashed = scenario('a', 'failed', [failed('invoke', 'ask', failures.crash, { notes })]);
    expect(githubAnnotations(report(crashed))).toMatch(/%0Acall: ask: api, request r-1\n$/);
  });

  it('one for what could not start, and for what was cut short', () => {
    const unset = scenario('a', 'broken', [], { failure: failures.settings });
    const cut = scenario('b', 'broken', [skipped('invoke', 'ask', 'stopped by SIGINT')]);
    expect(githubAnnotations(report(unset, cut)).split('\n')).toEqual([
      expect.stringMatching(/^::error title=canary%3A a broken before its first step::/),
      '::error title=canary%3A b broken at ask::ask: stopped by SIGINT',
      '',
    ]);
  });

  it('a warning for a flaky pass, and one for everything that is not cleaned up', () => {
    const leak = failed('cleanup', 'delete the plan', failures.denied);
    const flaky = scenario(
      'a',
      'passed',
      [passed('seed', 'put', { notes: { plan: 'p-1' } }), leak],
      {
        flaky: true,
        leaked: true,
        attempts: [attempt(red, '2026-01-31T02:00:00.000Z')],
      },
    );
    expect(githubAnnotations(report(flaky)).split('\n')).toEqual([
      '::warning title=canary%3A a is flaky::it answers 200: expected statusCode 200, got 500',
      expect.stringMatching(/^::warning title=canary%3A a leaked::delete the plan: .*; plan p-1$/),
      '',
    ]);
  });

  it('what a stranger wrote stays inside of its line, and begins no command of its own', () => {
    const hostile = scenario(STRANGE, 'failed', [
      failed('verify', STRANGE, { ...check(STRANGE), actual: STRANGE }, { id: STRANGE }),
    ]);
    const lines = githubAnnotations(report(hostile)).split('\n');
    expect(lines).toHaveLength(2);
    const [, title = '', message = ''] = /^::error title=(.*?)::(.*)$/.exec(lines[0] ?? '') ?? [];
    // As the toolkit of GitHub's own actions unescapes them.
    const data = (text: string) =>
      text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
    expect(title).not.toMatch(/[:,]/);
    expect(data(message)).toContain('a%0A::error::b\n::set-output');
  });

  it.each(hostileValues)('whatever came, it is one command on one line: %s', (_name, value) => {
    const failure = { ...failures.check, actual: bounded(value) }; // as the engine reports it
    const one = scenario('a', 'failed', [failed('verify', 'it is', failure)]);
    const told = githubAnnotations(report(one));
    expect(told).toMatch(/^::error [^\n\r]*\n$/);
    expect(told.length).toBeLessThan(4_000);
  });

  it('a problem without a report is one, too', () => {
    expect(githubError('deploy stopped at tests', '1 failed\n2 passed')).toBe(
      '::error title=canary%3A deploy stopped at tests::1 failed%0A2 passed\n',
    );
  });
});

describe('the summary of a job', () => {
  it('says what was run, which deployment it judged, and why it did not pass', () => {
    const trigger = {
      kind: 'deploy',
      deployId: 'd-1',
      version: '4.7.1',
      commit: '9fceb02',
    } as const;
    const green = scenario('outcomes', 'passed', [passed('verify', 'it is')]);

    expect(githubSummary({ ...report(red, green), trigger }, 'us-east-1')).toBe(
      `### ✗ Governance canary: failed

2 scenarios in 1.23 s&#58; run manual&#45;1769828400000&#45;0a1b2c3d of deployment d&#45;1 &#40;version 4.7.1, commit 9fceb02&#41; in us&#45;east&#45;1

| | scenario | verdict | stopped at | time |
| --- | --- | --- | --- | --- |
| ✗ | plan&#45;ledger | failed | it answers 200 | 220 ms |
| ✓ | outcomes | passed |  | 220 ms |

**plan&#45;ledger**

<pre>it answers 200: expected statusCode 200, got 500
expected: {"statusCode": 200}
actual: {"statusCode": 500, "body": {"error": "Internal server error"}}</pre>

`,
    );
  });

  it('says of what could not start that it did not', () => {
    const unset = scenario('a', 'broken', [skipped('invoke', 'ask', 'no start')], {
      failure: failures.settings,
    });
    expect(githubSummary(report(unset), 'us-east-1')).toContain('| a | broken | could not start |');
  });

  it('what a stranger wrote is shown as it is, and is neither Markdown nor HTML', () => {
    const strange = `${STRANGE}</pre><script>x</script>`;
    const hostile = scenario(strange, 'failed', [failed('verify', strange, check(strange))]);
    const summary = githubSummary(report(hostile), strange);
    const [, pre = ''] = /<pre>([\s\S]*)<\/pre>/.exec(summary) ?? [];
    expect(summary.match(/<\/?[a-z]+/g)).toEqual(['<pre', '</pre']);
    expect(pre).not.toMatch(/[<>]/);
    const outside = summary.replace(/<pre>[\s\S]*<\/pre>/, '');
    expect(outside).not.toMatch(/[`<>@]|\*c|^::/m);
    expect(summary).not.toContain('\u001b');
    expect(summary.split('\n').filter((line) => line.startsWith('| ✗ |'))).toHaveLength(1);
    for (const row of summary.split('\n').filter((line) => line.startsWith('| ✗'))) {
      expect(row.match(/\|/g)).toHaveLength(6);
    }
  });

  it('tells of a flaky pass and of what is not cleaned up', () => {
    const leak = failed('cleanup', 'delete the plan', failures.denied);
    const flaky = scenario('a', 'passed', [passed('verify', 'it is'), leak], {
      flaky: true,
      leaked: true,
      attempts: [attempt(red, '2026-01-31T02:00:00.000Z')],
    });
    const summary = githubSummary(report(flaky), 'us-east-1');
    expect(summary).toContain('| ✓ | a | passed, flaky, leaked |');
    expect(summary).toContain(
      '<pre>it answers 200: expected statusCode 200, got 500\nnot cleaned up: delete the plan: ',
    );
  });
});
