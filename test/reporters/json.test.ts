import { expect, test } from 'vitest';
import { runReportSchema } from '../../src/engine/report.ts';
import { jsonReport } from '../../src/reporters/json.ts';
import { failed, failures, report, scenario } from './reports.ts';
import { runs } from './terminal.cases.ts';

test.each(Object.entries(runs))(
  'a run of kind %s survives the way there and back',
  (_kind, run) => {
    expect(runReportSchema.parse(JSON.parse(jsonReport(run)))).toEqual(run);
  },
);

test('hostile text survives too, and is harmless where it is printed', () => {
  const hostile = '\u001b[2J\u009b31m\u202e\u2028\u0000\u007f"\\</script>\ufeff計🚨';
  const failure = {
    ...failures.check,
    message: hostile,
    expected: hostile,
    actual: { [hostile]: hostile },
  };
  const run = report(scenario('plan-ledger', 'failed', [failed('verify', hostile, failure)]));

  const json = jsonReport(run);

  expect(JSON.parse(json)).toEqual(run);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028\ufeff]/);
});

test('half a surrogate pair is replaced by its escape, so that the output is valid UTF-8', () => {
  const failure = { ...failures.check, message: 'a\ud83d' };
  const run = report(scenario('plan-ledger', 'failed', [failed('verify', 'it answers', failure)]));

  const bytes = Buffer.from(jsonReport(run));

  expect(JSON.parse(bytes.toString())).toEqual(run);
});
