import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { met, unmet } from '../../src/engine/checks.ts';
import { type RunReport, runReportSchema } from '../../src/engine/report.ts';
import { runSuite } from '../../src/engine/suite.ts';
import { hostileValues, untouchables } from '../helpers/hostile.ts';
import { accessDenied, aRequest, aSuiteBench, failing, hang, toy } from '../helpers/toys.ts';

/** A run with every kind of result in it. */
async function aReport(): Promise<RunReport> {
  let asked = 0;
  const begin = (name: string) => toy(name, `Scenario ${name}`).given(() => ({}));
  const shaky = begin('shaky')
    .invoke('answer', 'ask', ({ scope }) => {
      scope.note('function', 'api');
      return ++asked;
    })
    .verify('look', ({ answer }) => (answer === 1 ? unmet('once', undefined, Number.NaN) : met))
    .leavesNothing('it only looks');
  const missing = toy('missing', 'Scenario missing')
    .requires('NOWHERE')
    .given(() => ({}))
    .invoke('answer', 'ask', () => 1)
    .leavesNothing('it only looks');
  const bodies = { denied: failing(accessDenied), hanging: hang, odd: odd };
  const others = Object.entries(bodies).map(([name, body]) =>
    begin(name).seed('put', body).cleanup('tidy', body),
  );
  return await runSuite(
    [shaky, missing, ...others],
    aRequest({ retries: 1 }),
    aSuiteBench({ problems: [{ name: 'NOWHERE', problem: 'NOWHERE is not set' }] }),
  );
}
const odd = () => {
  throw Object.assign(new Error('odd'), { name: 1, message: undefined });
};

const roundTrip = (report: unknown): unknown => JSON.parse(JSON.stringify(report));

describe('the schema of a run report', () => {
  test('takes what a run really reports, before and after it was JSON', async () => {
    const report = await aReport();

    expect(runReportSchema.parse(report)).toEqual(report);
    expect(runReportSchema.parse(roundTrip(report))).toEqual(roundTrip(report));
    expect(report.scenarios.map(({ verdict, flaky }) => [verdict, flaky])).toEqual([
      ['passed', true],
      ['broken', false],
      ['broken', false],
      ['failed', false],
      ['broken', false],
    ]);
  });

  test('loses nothing on the way through JSON', async () => {
    const report = await aReport();

    expect(roundTrip(report)).toEqual(report);
  });

  test.each([
    ['a field too many', { extra: 1 }],
    ['a verdict that is none', { verdict: 'fine' }],
    ['a time that is none', { startedAt: 'noon' }],
    ['a duration below nothing', { durationMs: -1 }],
    ['a trigger that is none', { trigger: { kind: 'moon' } }],
    ['a field missing', { version: undefined }],
  ])('refuses %s', async (_what, change) => {
    const changed = roundTrip({ ...(await aReport()), ...change });

    expect(runReportSchema.safeParse(changed).success).toBe(false);
  });

  test.each([
    ['failed without a failure', { status: 'failed' }],
    ['skipped without a reason', { status: 'skipped' }],
    ['passed with a failure', { status: 'passed', failure: accessDenied }],
  ])('refuses a step that %s', async (_what, change) => {
    const report = roundTrip(await aReport()) as { scenarios: [{ steps: [object] }] };
    const [{ steps }] = report.scenarios;
    steps[0] = { ...steps[0], ...change };

    expect(runReportSchema.safeParse(report).success).toBe(false);
  });

  test('can be written as JSON Schema', () => {
    const schema = z.toJSONSchema(runReportSchema, { io: 'input' });

    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(schema.required).toEqual(
      expect.arrayContaining(['id', 'trigger', 'verdict', 'scenarios', 'version']),
    );
  });
});

test.each([...hostileValues, ...untouchables])(
  'a report stays a report whatever is noted, thrown and seen: %s',
  async (_name, value) => {
    const hostile = toy('hostile', 'A hostile one')
      .given(() => ({}))
      .invoke('answer', 'ask', ({ scope }) => {
        scope.note('note', value);
        scope.evidence('evidence', value);
      })
      .verify('look', () => unmet('expected sense', value, value))
      .cleanup('tidy', () => {
        throw value;
      });

    const report = await runSuite([hostile], aRequest(), aSuiteBench());

    expect(report.verdict).toBe('failed');
    expect(runReportSchema.parse(roundTrip(report))).toEqual(report);
    expect(JSON.stringify(report).length).toBeLessThan(200_000);
  },
);
