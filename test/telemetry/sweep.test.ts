import { describe, expect, it } from 'vitest';
import { runId, scenarioName } from '../../src/engine/run.ts';
import type { SweepReport, SweptRun } from '../../src/engine/sweeper.ts';
import { powertools } from '../../src/telemetry/powertools.ts';
import { tellOfSweep } from '../../src/telemetry/sweep.ts';
import { failures } from '../reporters/reports.ts';
import { triggers } from './runs.ts';
import { seriesName, written } from './written.ts';

const output = written();

function aRun(rest: Partial<SweptRun> = {}): SweptRun {
  return {
    id: runId('run-1'),
    trigger: triggers.schedule,
    begunAt: 0,
    what: 'cleanup',
    found: 2,
    removed: 2,
    ledgerEntries: 0,
    failures: [],
    ...rest,
  };
}

function told(...runs: readonly SweptRun[]) {
  const sum = (of: (run: SweptRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const report: SweepReport = {
    runs,
    found: sum(({ found }) => found),
    removed: sum(({ removed }) => removed),
    ledgerEntries: 0,
    more: false,
    durationMs: 12,
  };
  tellOfSweep(report, powertools('test'));
  return output.records();
}

const stuck = {
  scenario: scenarioName('plan-ledger'),
  step: 'delete-plan',
  failure: failures.denied,
};

describe('a sweep', () => {
  it('tells of a part under the id of its run, as everything else does', () => {
    expect(told(aRun({ id: runId('run-1/plan-ledger') }))[0]).toMatchObject({ runId: 'run-1' });
  });

  it('that found nothing is one line and two zeros', () => {
    expect(told()).toMatchObject([
      { level: 'INFO', record: 'sweep', runs: 0, found: 0, removed: 0 },
    ]);
    const sent = output
      .datapoints()
      .map(({ name, dimensions, value }) => [seriesName(name, dimensions), value]);
    expect(sent).toEqual([
      ['LeftoversFound{service=governance-canary-test}', 0],
      ['LeftoversRemoved{service=governance-canary-test}', 0],
    ]);
  });

  it('says of each run what was left, and of what could not be removed why', () => {
    const [clean, left, sweep] = told(aRun(), aRun({ removed: 1, failures: [stuck] }));
    expect(clean).toMatchObject({ level: 'INFO', record: 'swept', runId: 'run-1', removed: 2 });
    expect(left).toMatchObject({ level: 'WARN', failures: [{ step: 'delete-plan' }] });
    expect(sweep).toMatchObject({ level: 'WARN', found: 4, removed: 3 });
    expect(output.datapoints().map(({ value }) => value)).toEqual([4, 3]);
  });
});
