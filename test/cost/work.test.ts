import { describe, expect, test } from 'vitest';
import { type CostSettings, DEFAULTS, keptMonths } from '../../src/cost/settings.ts';
import { workOf } from '../../src/cost/work.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { type Row, readUnits, sizeOf, writeUnits } from './request-units.ts';
import { startRuns } from './runs.ts';

const RUNS = LOCAL_SETTINGS.RUNS_TABLE_NAME;
const LEDGER = LOCAL_SETTINGS.PLAN_LEDGER_TABLE_NAME;
/** An item has them, and so has each of its entries in an index. */
const OVERHEAD = 100;

const charged = (rest: Partial<CostSettings> = {}) =>
  workOf(scenarios.length, { ...DEFAULTS, ...rest });
const ofOne = (puts: readonly Row[], rows: readonly Row[]) =>
  puts.map((before) => ({ before, after: rows.find(({ pk }) => pk === before.pk) ?? {} }));

/** Its entry in by-time; that of by-debt is always under a KB. */
function listed({ pk, kind, begun_at, run_id, trigger, summary }: Row): number {
  return sizeOf({ pk, kind, begun_at, run_id, trigger, ...(summary ? { summary } : {}) });
}

/** Put, and updated once: an update is as large as the larger of what it finds and leaves. */
function unitsOf({ before, after }: { before: Row; after: Row }): number {
  const begun = writeUnits(sizeOf(before), listed(before)) + 1;
  // Another debt is another key in by-debt: one entry goes, one comes.
  const debts = 'debt' in after ? 2 : 1;
  return begun + writeUnits(Math.max(sizeOf(before), sizeOf(after)), listed(after)) + debts;
}

function within(measured: number, charge: number) {
  expect(measured / charge).toBeGreaterThan(0.8);
  expect(measured / charge).toBeLessThanOrEqual(1);
}
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describe.each([
  ['in one function', 'false'],
  ['in parts', 'inline'],
] as const)('a green run %s', (_how, fanOut) => {
  test('writes as much into the runs table as is charged for, and keeps as much there', async () => {
    const runs = await startRuns();
    await (fanOut === 'false' ? runs.whole() : runs.inParts());
    const writes = runs.onTable(RUNS, 'PutItem').length + runs.onTable(RUNS, 'UpdateItem').length;
    const rows = await runs.rows();

    const { runsTable } = charged({ fanOut });
    expect(writes).toBe(2 * rows.length);
    within(sum(ofOne(runs.put(), rows).map(unitsOf)), runsTable.writes);
    within(sum(rows.map((row) => sizeOf(row) + listed(row) + 2 * OVERHEAD)), runsTable.bytes);
  });

  test('whose ledger is swept owes it a day later, and is settled then', async () => {
    const runs = await startRuns({ CANARY_SWEEP_LEDGER: 'true' });
    await (fanOut === 'false' ? runs.whole() : runs.inParts());
    const owing = (await runs.rows()).filter(({ debt }) => debt === 'ledger');
    const begun = ofOne(runs.put(), await runs.rows());
    const entries = await runs.rows(LEDGER);
    runs.calls.length = 0;
    const swept = await runs.sweepTomorrow();

    expect(swept?.ledgerEntries).toBe(entries.length);
    const settled = runs.onTable(RUNS, 'UpdateItem').length;
    expect(settled).toBe(owing.length);
    const { runsTable, target } = charged({ fanOut, sweepLedger: true });
    const settling = owing.map((row) => writeUnits(sizeOf(row)) + 1);
    within(sum(begun.map(unitsOf)) + sum(settling), runsTable.writes);
    // Three queries for what is due, and a strong read of each; parts are gathered from theirs.
    const gathered = fanOut === 'false' ? 0 : owing.length;
    expect(runs.onTable(RUNS, 'Query')).toHaveLength(3);
    const read = 3 * 0.5 + sum(owing.map((row) => readUnits(sizeOf(row)))) + gathered;
    expect(runsTable.reads).toBe(read);

    const deleted = entries.map((row) => 2 * writeUnits(sizeOf(row)));
    expect(runs.onTable(LEDGER, 'DeleteItem')).toHaveLength(entries.length);
    expect(target.writes - charged({ fanOut }).target.writes).toBe(sum(deleted));
    expect(runs.onTable(LEDGER, 'Query')).toHaveLength(3);
    const plans = [...new Set(entries.map(({ pk }) => pk))];
    const found = plans.map((plan) => entries.filter(({ pk }) => pk === plan).map(sizeOf));
    const units = found.map((sizes) => readUnits(sum(sizes)) / 2);
    within(sum(units), target.reads - charged({ fanOut }).target.reads);
  });
});

test('the ledger is swept after scheduled runs: without a schedule, by nobody', () => {
  const work = (sweepLedger: boolean) => charged({ sweepLedger, scheduleEnabled: false });
  expect(work(true).target).toEqual(work(false).target);
  expect(work(true).runsTable.reads).toBe(0);
  expect(work(true).runsTable.writes).toBeGreaterThan(work(false).runsTable.writes); // its debt
});

test('a run stays in the runs table as long as is charged for', async () => {
  const runs = await startRuns();
  await runs.whole();
  const [row] = await runs.rows();
  const seconds = Number(row?.expires_at) - Number(row?.begun_at) / 1000;
  expect(seconds / (730 * 60 * 60)).toBeCloseTo(keptMonths, 3);
});

describe('in parts', () => {
  test('there is an invocation for each, and three around them', () => {
    expect(charged()).toMatchObject({ parts: 1, invocations: 1, transitions: 0 });
    for (const fanOut of ['inline', 'distributed'] as const)
      expect(charged({ fanOut })).toMatchObject({ parts: 4, invocations: 7, transitions: 8 });
  });

  test('each is billed for as long as a run in one is at the most, and a tenth of a second around it', () => {
    expect(charged({ durationMs: 1_900 }).seconds).toBe(1.9);
    expect(charged({ durationMs: 1_900, fanOut: 'inline' }).seconds).toBeCloseTo(4 * 1.9 + 3 * 0.1);
  });

  test('each is an execution of at least 64 MB, by 100 ms, where the Map is distributed alone', () => {
    expect(charged({ fanOut: 'inline' }).express).toEqual({ executions: 0, gbSeconds: 0 });
    const { express } = charged({ fanOut: 'distributed', durationMs: 1_901 });
    expect(express.executions).toBe(4);
    expect(express.gbSeconds).toBeCloseTo((4 * 2 * 64) / 1024);
  });
});
