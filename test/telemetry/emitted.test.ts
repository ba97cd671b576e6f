import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepMetrics } from '../../src/limits.ts';
import { type LocalAccount, startLocalAccount } from '../../src/local/account.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { sweepIn } from '../../src/sweeping.ts';
import { alarmsFor } from '../../src/telemetry/alarms.ts';
import { NAMESPACE, serviceOf } from '../../src/telemetry/metrics.ts';
import { telemetryObserver } from '../../src/telemetry/observer.ts';
import { powertools } from '../../src/telemetry/powertools.ts';
import { seriesOf } from '../../src/telemetry/series.ts';
import { tellOfSweep } from '../../src/telemetry/sweep.ts';
import { inAccount } from '../../src/wiring.ts';
import { optionsFor, watchedBy } from './alarms.ts';
import { realRun, triggers } from './runs.ts';
import { seriesName, written } from './written.ts';

const output = written();
const service = serviceOf('test');
const observer = (stepMetrics: StepMetrics = 'all') =>
  telemetryObserver({ ...powertools('test'), stepMetrics });

async function realSweep(account: LocalAccount) {
  const where = { account, env: account.env };
  const report = await inAccount(where, (opened) => sweepIn(opened, { limitMs: 5_000, most: 10 }));
  if (report) tellOfSweep(report, powertools('test'));
}

const declared = (mode: StepMetrics) =>
  seriesOf(scenarios, mode).map(({ name, dimensions }) =>
    seriesName(name, { service, ...dimensions }),
  );

const emitted = () => [
  ...new Set(output.datapoints().map(({ name, dimensions }) => seriesName(name, dimensions))),
];

describe('the real suite in an embedded account', () => {
  let account: LocalAccount;
  beforeAll(async () => {
    account = await startLocalAccount();
  });
  afterAll(() => account.close());

  it('emits every series of the catalogue and no other; every alarm watches one of them', async () => {
    for (const trigger of Object.values(triggers)) await realRun(account, trigger, [observer()]);
    await realSweep(account);

    expect(emitted().sort()).toEqual([...declared('all')].sort());
    const sent = new Set(emitted());
    for (const alarm of alarmsFor(optionsFor('test'))) {
      for (const { namespace, name, dimensions } of watchedBy(alarm)) {
        if (namespace !== NAMESPACE || name === 'Maintenance') continue;
        expect(sent, alarm.name).toContain(seriesName(name, dimensions));
      }
    }
  });

  it('emits nothing of its steps when those metrics are off, or when no step fails', async () => {
    for (const mode of ['off', 'failures'] as const) {
      await realRun(account, triggers.schedule, [observer(mode)]);
    }
    expect(emitted().filter((name) => name.startsWith('Step'))).toEqual([]);
  });

  it('writes one line per step, scenario and run, each JSON and at most 10 KB', async () => {
    const { scenarios: reports } = await realRun(account, triggers.schedule, [observer()]);
    const steps = reports.flatMap((scenario) => scenario.steps);
    const kinds = output.records().map(({ record, level }) => `${level} ${record}`);
    const howMany = (kind: string) => kinds.filter((one) => one === kind).length;
    expect(howMany('INFO step')).toBe(steps.length);
    expect(howMany('INFO scenario')).toBe(reports.length);
    expect(howMany('INFO run')).toBe(1);
    expect(kinds).toHaveLength(steps.length + reports.length + 1);
    for (const line of output.lines()) expect(Buffer.byteLength(line)).toBeLessThan(10 * 1024);
  });

  it('says of every line and every metric which run, and which deployment, it is about', async () => {
    const { id } = await realRun(account, triggers.deploy, [observer()]);
    const { deployId } = triggers.deploy;
    const lines = output.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((line) => '_aws' in line)).not.toEqual([]);
    for (const line of lines) expect(line).toMatchObject({ runId: id, deployId });
    expect(lines.find(({ record }) => record === 'run')).toMatchObject({
      triggeredBy: triggers.deploy,
    });
    for (const { dimensions } of output.datapoints()) {
      expect(Object.values(dimensions)).not.toContain(deployId);
    }
  });

  it('names no deployment where there is none, also after a run that had one', async () => {
    const both = observer();
    await realRun(account, triggers.deploy, [both]);
    const before = output.lines().length;
    await realRun(account, triggers.schedule, [both]);
    const later = output.lines().slice(before).join('\n');
    expect(later).not.toContain('deployId');
  });

  it('sends nothing but its heartbeat of a scenario that is broken, and counts it', async () => {
    await realRun(account, triggers.schedule, [observer()], { env: { OUTCOMES_TABLE_NAME: '' } });
    const points = output.datapoints();
    const of = (metric: string, Scenario?: string) =>
      points
        .filter((point) => point.name === metric)
        .filter((point) => point.dimensions.Scenario === Scenario)
        .map(({ value }) => value);
    expect(of('Failed', 'outcomes-capture')).toEqual([]);
    expect(of('Duration', 'outcomes-capture')).toHaveLength(1);
    expect(of('Failed', 'plan-ledger')).toEqual([0]);
    expect([of('RunCompleted'), of('Broken')]).toEqual([[1], [1]]);
    expect(points.filter((point) => point.dimensions.Step === 'describe-table')).toEqual([]);
  });

  it('turns red, with what the target said, when the target is not there', async () => {
    const env = { PLAN_LIFECYCLE_API_FUNCTION_NAME: 'no-such-function' };
    await realRun(account, triggers.schedule, [observer()], { env });
    const red = output
      .records()
      .filter(({ level, record }) => level === 'ERROR' && record === 'step');
    expect(red.length).toBeGreaterThanOrEqual(2);
    for (const line of red) {
      expect(line).toMatchObject({
        failure: { kind: 'target', message: expect.stringContaining('no-such-function') },
        target: { function: 'no-such-function' },
      });
    }
    const failed = output.datapoints().filter(({ name }) => name === 'Failed');
    expect(failed.find(({ dimensions }) => dimensions.Scenario === 'plan-ledger')?.value).toBe(1);
  });
});
