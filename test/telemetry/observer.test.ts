import { beforeEach, describe, expect, it } from 'vitest';
import type { StepResult, Trigger } from '../../src/engine/report.ts';
import { type RunObserver, scenarioName } from '../../src/engine/run.ts';
import type { StepMetrics } from '../../src/limits.ts';
import { telemetryObserver } from '../../src/telemetry/observer.ts';
import { powertools } from '../../src/telemetry/powertools.ts';
import { REDACTED } from '../../src/telemetry/secrets.ts';
import { aRequest } from '../helpers/toys.ts';
import {
  ANSWERS,
  asked,
  attempt,
  CLEANUP,
  failed,
  failures,
  LIFECYCLE,
  passed,
  REQUEST,
  RESUME,
  report,
  SEED,
  scenario,
  skipped,
} from '../reporters/reports.ts';
import { triggers } from './runs.ts';
import { seriesName, written } from './written.ts';

const output = written();
const name = scenarioName('plan-ledger');
const logTail = `START RequestId: ${REQUEST}\nTypeError: boom\nEND RequestId: ${REQUEST}`;

let observer: RunObserver;

function begin(trigger: Trigger = triggers.schedule, stepMetrics: StepMetrics = 'all') {
  observer = telemetryObserver({ ...powertools('test'), stepMetrics });
  observer.runStarted?.(aRequest({ trigger }), [name]);
}

/** The last log line that is written while these steps end. */
function after(...steps: readonly StepResult[]) {
  for (const step of steps) observer.stepFinished?.(name, step);
  return output.records().at(-1);
}

describe('a step', () => {
  beforeEach(() => begin());

  it('is one line, which says where and how it went', () => {
    const line = after(passed(...RESUME, { id: 'resume', notes: { ...asked, logTail } }));
    expect(output.lines()).toHaveLength(1);
    expect(line).toEqual({
      level: 'INFO',
      message: 'plan-ledger: invoke resume passed',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      service: 'governance-canary-test',
      sampling_rate: 0,
      record: 'step',
      runId: 'run-1',
      trigger: 'schedule',
      scenario: 'plan-ledger',
      attempt: 1,
      phase: 'invoke',
      step: 'resume',
      title: 'POST /plans/:planId/resume',
      status: 'passed',
      durationMs: 12,
      calls: 1,
      target: asked,
    });
  });

  it('that fails says why, and what the target itself said', () => {
    const line = after(
      failed(...RESUME, failures.crash, { id: 'resume', notes: { ...asked, logTail } }),
    );
    expect(line).toMatchObject({
      level: 'ERROR',
      status: 'failed',
      failure: { kind: 'target', message: failures.crash.message, error: { name: 'TypeError' } },
      target: { function: LIFECYCLE, requestId: REQUEST, logTail },
    });
  });

  it('that only checks says what the answer it checked came from', () => {
    const line = after(
      passed(...SEED, { notes: { table: 'plans' } }),
      passed(...RESUME, { notes: { ...asked, logTail } }),
      failed(...ANSWERS, failures.check),
    );
    expect(line).toMatchObject({
      level: 'ERROR',
      phase: 'verify',
      failure: { kind: 'check', expected: { statusCode: 200 }, actual: { statusCode: 500 } },
      target: { function: LIFECYCLE, requestId: REQUEST, logTail },
    });
  });

  it('that checks what a cleanup found says what the target was asked before', () => {
    const line = after(
      passed(...RESUME, { notes: asked }),
      passed(...CLEANUP, { notes: { requestId: 'of the delete' } }),
      failed(...ANSWERS, failures.check),
    );
    expect(line).toMatchObject({ phase: 'verify', target: asked });
  });

  it('of a cleanup that failed has its own request', () => {
    const line = after(
      passed(...RESUME, { notes: asked }),
      failed(...CLEANUP, failures.timeout, { notes: { requestId: 'of the delete' } }),
    );
    expect(line).toMatchObject({ phase: 'cleanup', target: { requestId: 'of the delete' } });
  });

  it('that was skipped says why', () => {
    expect(after(skipped(...RESUME, '"seed" failed'))).toMatchObject({
      level: 'INFO',
      status: 'skipped',
      because: '"seed" failed',
    });
  });

  it.each([
    ['a time-out of the target', failed(...RESUME, failures.timeout), 'ERROR'],
    ['what the canary may not do', failed(...SEED, failures.denied), 'WARN'],
    ['a bug of the canary', failed(...ANSWERS, failures.defect), 'WARN'],
    ['a cleanup, which makes no scenario red', failed(...CLEANUP, failures.timeout), 'WARN'],
  ])('%s has its level', (_, step, level) => {
    expect(after(step)).toMatchObject({ level });
  });

  it('of a second attempt says so, and knows nothing of what the first one asked', () => {
    after(passed(...RESUME, { notes: asked }), failed(...ANSWERS, failures.check));
    observer.scenarioRetried?.(attempt(scenario('plan-ledger', 'failed', [])), 2);
    const line = after(failed(...ANSWERS, failures.check));
    expect(line).toMatchObject({ attempt: 2 });
    expect(line).not.toHaveProperty('target');
  });
});

describe('a scenario', () => {
  beforeEach(() => begin());
  const line = () => output.records().at(-1);

  it.each([
    ['passed', {}, 'INFO', 'plan-ledger passed'],
    ['passed', { flaky: true }, 'WARN', 'plan-ledger passed, flaky'],
    ['passed', { leaked: true }, 'WARN', 'plan-ledger passed, leaked'],
    ['broken', {}, 'WARN', 'plan-ledger broken'],
    ['failed', {}, 'ERROR', 'plan-ledger failed'],
  ] as const)('that %s %o is a line', (verdict, rest, level, message) => {
    observer.scenarioFinished?.(scenario('plan-ledger', verdict, [], rest));
    expect(output.records()).toHaveLength(1);
    expect(line()).toMatchObject({ record: 'scenario', level, message, verdict, attempts: 1 });
  });

  it('that failed says at which step', () => {
    const steps = [passed(...SEED), failed(...RESUME, failures.crash, { id: 'resume' })];
    observer.scenarioFinished?.(scenario('plan-ledger', 'failed', steps));
    expect(line()).toMatchObject({ step: 'resume', durationMs: 220 });
  });

  it('that could not start says why', () => {
    const { settings: failure } = failures;
    observer.scenarioFinished?.(scenario('plan-ledger', 'broken', [], { failure }));
    expect(line()).toMatchObject({ failure: { kind: 'settings', missing: failure.missing } });
  });

  it('sends its steps as they ended in the attempt that counts', () => {
    after(failed(...RESUME, failures.crash, { id: 'resume' }));
    const steps = [passed(...RESUME, { id: 'resume' })];
    observer.scenarioFinished?.(scenario('plan-ledger', 'passed', steps, { flaky: true }));
    const sent = output.datapoints().filter((point) => point.name === 'StepFailed');
    expect(sent.map(({ value }) => value)).toEqual([0]);
  });
});

describe('a run', () => {
  it('is a line: what started it, how it ended, who was red', async () => {
    begin(triggers.deploy);
    await observer.runFinished?.(
      report(
        scenario('a', 'failed', []),
        scenario('b', 'broken', []),
        scenario('c', 'passed', [], { flaky: true, leaked: true }),
      ),
    );
    expect(output.records()).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'run failed',
        record: 'run',
        runId: 'run-1',
        trigger: 'deploy',
        verdict: 'failed',
        durationMs: 1234,
        version: '1.2.3',
        scenarios: 3,
        failed: ['a'],
        broken: ['b'],
        flaky: ['c'],
        leaked: ['c'],
      }),
    ]);
  });

  it.each(['flaky', 'leaked'] as const)(
    'that passed is a warning where one is %s',
    async (mark) => {
      begin();
      await observer.runFinished?.(report(scenario('a', 'passed', [], { [mark]: true })));
      expect(output.records()).toEqual([
        expect.objectContaining({ level: 'WARN', message: 'run passed', [mark]: ['a'] }),
      ]);
    },
  );

  it('sends each set of dimensions as a document of its own, none of another', async () => {
    begin(triggers.stack);
    const steps = [passed(...RESUME, { id: 'resume' })];
    observer.scenarioFinished?.(scenario('plan-ledger', 'failed', steps));
    const ended = report(scenario('plan-ledger', 'failed', steps));
    await observer.runFinished?.({ ...ended, trigger: triggers.stack });

    const service = 'service=governance-canary-test';
    const sent = output.datapoints().map((point) => {
      expect(point.namespace).toBe('GovernanceCanary');
      return `${seriesName(point.name, point.dimensions)} ${point.value}`;
    });
    expect(sent).toEqual([
      `Failed{Scenario=plan-ledger,Trigger=deploy,${service}} 1`,
      `Duration{Scenario=plan-ledger,Trigger=deploy,${service}} 220`,
      `StepFailed{Scenario=plan-ledger,Step=resume,${service}} 0`,
      `StepDuration{Scenario=plan-ledger,Step=resume,${service}} 12`,
      `RunCompleted{Trigger=deploy,${service}} 1`,
      `RunDuration{Trigger=deploy,${service}} 1234`,
      `Broken{Trigger=deploy,${service}} 0`,
      `Flaky{Trigger=deploy,${service}} 0`,
      `Leaked{Trigger=deploy,${service}} 0`,
    ]);
  });

  it('warns of nothing while it sends them', async () => {
    begin(triggers.manual, 'off');
    observer.scenarioFinished?.(scenario('plan-ledger', 'passed', [passed(...RESUME)]));
    await observer.runFinished?.(report(scenario('plan-ledger', 'passed', [])));
    expect(output.records().map(({ record }) => record)).toEqual(['scenario', 'run']);
  });

  it('is asked for before its steps: nothing is counted as another run', () => {
    const early = telemetryObserver({ ...powertools('test'), stepMetrics: 'all' });
    expect(() => early.stepFinished?.(name, passed(...SEED))).toThrow(/expected runStarted/);
  });
});

describe('what is written', () => {
  beforeEach(() => begin());

  it('holds no secret, wherever it comes from', () => {
    const secret = 'hunter2-do-not-log';
    const failure = {
      kind: 'check',
      message: `expected 200, got token=${secret}`,
      expected: { headers: { authorization: secret } },
      actual: { body: JSON.stringify({ claims: { sub: secret } }) },
    } as const;
    after(
      failed(...ANSWERS, failure),
      passed(...RESUME, { notes: { logTail: `INFO {"password":"${secret}"}`, apiKey: secret } }),
      failed(...ANSWERS, failure),
    );
    const all = output.lines().join('\n');
    expect(all).not.toContain(secret);
    expect(all.split(REDACTED).length - 1).toBeGreaterThanOrEqual(7);
  });

  it('holds none among its metrics either', () => {
    const deployId = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w';
    begin({ ...triggers.deploy, deployId });
    observer.scenarioFinished?.(scenario('plan-ledger', 'passed', [passed(...RESUME)]));
    const all = output.lines().join('\n');
    expect(all).not.toContain(deployId);
    expect(all).toContain(`"deployId":"${REDACTED}"`);
  });

  it('is at most 10 KB a line, and still says where it was', () => {
    const long = 'é'.repeat(6_000);
    const line = after(
      failed(
        ...RESUME,
        { kind: 'check', message: long, expected: long, actual: [long] },
        { id: 'resume', notes: { ...asked, logTail: `${long} the end` } },
      ),
    );
    expect(output.lines()).toHaveLength(1);
    expect(Buffer.byteLength(`${output.lines()[0]}\n`)).toBeLessThanOrEqual(10 * 1024);
    expect(line).toMatchObject({ runId: 'run-1', scenario: 'plan-ledger', step: 'resume' });
    expect(line).toHaveProperty('target.logTail', expect.stringMatching(/the end$/));
  });
});
