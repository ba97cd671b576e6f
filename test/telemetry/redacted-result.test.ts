import { expect, test } from 'vitest';
import { redactedResult } from '../../src/telemetry/redacted-result.ts';
import {
  ANSWERS,
  asked,
  failed,
  failures,
  passed,
  RESUME,
  SEED,
  skipped,
} from '../reporters/reports.ts';

const SECRET = 'hunter2-do-not-log';

test.each([
  passed(...SEED, { notes: asked }),
  skipped(...SEED, 'nothing was begun'),
  ...Object.values(failures).map((failure) => failed(...ANSWERS, failure)),
])('what has no secret is left as it is: %o', (result) => {
  expect(redactedResult(result)).toEqual(result);
});

test('what the target said is told without its secrets, wherever it stands', () => {
  const failure = {
    kind: 'check',
    message: `expected 200, got token=${SECRET}`,
    expected: 200,
    actual: { body: { claims: { sub: SECRET }, list: [{ password: SECRET }] } },
  } as const;
  const notes = { logTail: `INFO {"authorization":"${SECRET}"}`, function: 'api' };
  const told = redactedResult(failed(...RESUME, failure, { id: 'resume', notes }));

  expect(JSON.stringify(told)).not.toContain(SECRET);
  expect(told).toMatchObject({ status: 'failed', id: 'resume', failure: { kind: 'check' } });
  expect(told.notes).toMatchObject({ function: 'api' });
});
