import { describe, expect, it } from 'vitest';
import {
  kindOf,
  pastRunIn,
  reportIn,
  unfinishedIn,
  writtenAttempts,
  writtenReport,
} from '../../src/aws/run-item.ts';
import { summaryOf } from '../../src/engine/history.ts';
import { partId, runId, scenarioName } from '../../src/engine/run.ts';
import type { Attempt } from '../../src/engine/run-store.ts';
import { passed, RESUME, report, scenario } from '../reporters/reports.ts';

const trigger = { kind: 'schedule', rule: 'r' } as const;
const common = { run_id: 'run-1', trigger, begun_at: 1 };
const attempt = (text: string): Attempt => ({
  scenario: scenarioName('plan-ledger'),
  given: { text, '': [null, { deep: '' }] },
});

describe('attempts', () => {
  const readBack = (...lists: Attempt[][]) =>
    unfinishedIn({
      ...common,
      debt: 'ledger',
      due_at: 2,
      attempts: lists.flatMap(writtenAttempts),
    });

  it('are read as they were written, few or many, and with those that came later', () => {
    const many = Array.from({ length: 100 }, (_, n) => attempt(`${n}`.repeat(500)));

    expect(readBack(many, [attempt('later')])).toEqual({
      id: runId('run-1'),
      trigger,
      begunAt: 1,
      debt: { what: 'ledger', dueAt: 2 },
      attempts: [...many, attempt('later')],
    });
  });

  it('that are many take little room', () => {
    const [packed, ...others] = writtenAttempts(new Array(100).fill(attempt('x'.repeat(500))));

    expect(others).toEqual([]);
    expect(packed).toEqual({ packed: expect.any(Uint8Array) });
    expect(writtenAttempts([attempt('x'), attempt('y')])).toHaveLength(2);
  });

  it('are none where none were written', () => {
    expect(unfinishedIn({ ...common, debt: 'cleanup', due_at: 2 }).attempts).toEqual([]);
  });
});

describe('a report', () => {
  const noise = Array.from({ length: 60_000 }, (_, n) => (n * 7919 * 104729).toString(36)).join('');
  const withNotes = (text: string) =>
    report(scenario('plan-ledger', 'passed', [passed(...RESUME, { notes: { text } })]));

  it('is read as it was written', () => {
    const one = withNotes('fine');

    expect(reportIn({ report: writtenReport(one, summaryOf(one)) })).toEqual(one);
  });

  it('that leaves no room in an item is not written', () => {
    const large = withNotes(noise);

    expect(writtenReport(large, summaryOf(large))).toBeUndefined();
  });

  it('makes room for its summary', () => {
    const one = withNotes('fine');
    const summary = { ...summaryOf(one), noise };

    expect(writtenReport(one, summary)).toBeUndefined();
  });

  it('is none of a run that has none, or is not there', () => {
    expect(reportIn(common)).toBeUndefined();
    expect(reportIn(undefined)).toBeUndefined();
  });
});

it('a past run has its summary, unless it died', () => {
  const past = { id: runId('run-1'), trigger, begunAt: 1 };
  const summary = summaryOf(report());

  expect(pastRunIn({ ...common, summary })).toEqual({ ...past, summary });
  expect(pastRunIn(common)).toStrictEqual(past);
});

it('a part of a run is of another kind than the run itself', () => {
  const id = runId('run-1');

  expect([kindOf(id), kindOf(partId(id, scenarioName('plan-ledger')))]).toEqual(['RUN', 'PART']);
});
