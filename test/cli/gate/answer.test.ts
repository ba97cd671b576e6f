import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/cli/gate/answer.ts';
import { hostileJson } from '../../helpers/hostile.ts';
import { passed, report, scenario } from '../../reporters/reports.ts';

const answered = (payload: unknown, more: { functionError?: string; log?: string } = {}) =>
  readAnswer({
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    functionError: more.functionError,
    log: more.log ?? '',
  });
const ran = report(scenario('plan-ledger', 'passed', [passed('verify', 'it is')]));

describe('an answer', () => {
  it('with a report is that report', () => {
    expect(answered({ outcome: 'ran', report: ran })).toEqual({ outcome: 'report', report: ran });
  });

  it.each([
    ['ignored', { outcome: 'ignored', reason: 'late' }, 'it ran nothing: late'],
    ['a duplicate', { outcome: 'duplicate', id: 'r-1' }, 'it ran nothing: this is run r-1, begun'],
    ['nothing', '', 'its answer is not a report: '],
    ['no JSON', '<html>', 'its answer is not a report: <html>'],
    ['another outcome', { outcome: 'won' }, 'its answer is not a report: {"outcome":"won"}'],
    [
      'a report of another version',
      { outcome: 'ran', report: { ...ran, novel: 1 } },
      'its report is not of the form this program knows: 1 problem, first the report',
    ],
    ['a report of nothing', { outcome: 'ran', report: { ...ran, scenarios: [] } }, 'no scenario'],
  ])('that is %s is none, and says why', (_what, payload, why) => {
    expect(answered(payload)).toMatchObject({ outcome: 'none', why: expect.stringContaining(why) });
  });

  it.each([
    [
      'refused the request',
      { errorType: 'RequestRefused', errorMessage: 'retries: expected at most 5' },
      'it refused the request: retries: expected at most 5',
    ],
    [
      'ran out of time',
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: 1 Error: Task timed out after 60.00 seconds',
      },
      "its run was not over after 60.00 s, the function's time-out",
    ],
    ['died', { errorType: 'Runtime.ExitError' }, 'it crashed: Runtime.ExitError: {'],
    ['said nothing', '', 'it crashed: Unhandled: '],
  ])('of a function that %s says so', (_how, payload, why) => {
    expect(answered(payload, { functionError: 'Unhandled' })).toMatchObject({
      outcome: 'none',
      why: expect.stringContaining(why),
    });
  });

  it('of a crash ends with the end of its log, made harmless', () => {
    const log = `${'line\n'.repeat(40)}\u001b[31mTypeError: x\u001b[0m\n`;
    const { why } = answered({}, { functionError: 'Unhandled', log }) as { why: string };
    expect(why).toMatch(/\nthe end of its log:\n(line\n){9}TypeError: x$/);
  });
});

describe('whatever a stranger answers is no report, and short', () => {
  const payloads = hostileJson.flatMap(([name, value]) => {
    try {
      return [[name, JSON.stringify(value)] as const];
    } catch {
      return [[name, `${'['.repeat(50_000)}${']'.repeat(50_000)}`] as const];
    }
  });
  it.each(payloads)('%s', (_name, payload) => {
    const wrapped = [
      payload,
      `{"outcome":"ran","report":${payload}}`,
      `{"errorMessage":${payload}}`,
    ];
    for (const [i, one] of wrapped.entries()) {
      const answer = answered(one, i === 2 ? { functionError: 'Unhandled' } : {});
      expect(answer.outcome).toBe('none');
      expect(JSON.stringify(answer).length).toBeLessThan(2_500);
      expect(JSON.stringify(answer)).not.toContain('\\u001b');
    }
  });
});
