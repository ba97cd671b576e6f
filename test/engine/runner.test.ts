import { describe, expect, test } from 'vitest';
import { equals, met, unmet } from '../../src/engine/checks.ts';
import type { StepResult } from '../../src/engine/report.ts';
import type { RunContext, SettingProblem } from '../../src/engine/run.ts';
import { type Bench, runScenario } from '../../src/engine/runner.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { ranOutOfTime, usedUp } from '../../src/engine/skips.ts';
import { prepare } from '../../src/engine/start.ts';
import { share } from '../../src/engine/time.ts';
import { fakeClock } from '../helpers/clock.ts';
import {
  aBench,
  accessDenied,
  aRun,
  failing,
  hang,
  interrupt,
  statuses,
  type ToyPorts,
  targetDown,
  toy,
  whatOf,
} from '../helpers/toys.ts';

/** Seeds, asks, looks, cleans up; `what` says what happens there. */
interface What {
  given?: () => object;
  put?: () => unknown;
  ask?: () => unknown;
  look?: () => ReturnType<typeof unmet> | typeof met;
  tidy?: () => unknown;
  sweep?: () => unknown;
}
const nothing = async () => {};

function attempt(
  scenario: Scenario<ToyPorts>,
  run: RunContext,
  { problems = [], ...bench }: Bench<ToyPorts> & { problems?: readonly SettingProblem[] },
) {
  return runScenario(scenario, prepare(scenario, run, problems), bench);
}

function aScenario({ given = () => ({}), put, ask, look, tidy, sweep }: What = {}) {
  return toy('tiny', 'A tiny one')
    .requires('REGION')
    .given(given)
    .seed('put', (put ?? nothing) as () => Promise<void>)
    .invoke('answer', 'ask', ask ?? (() => 'answer'))
    .verify('look', look ?? (() => met))
    .cleanup('tidy', (tidy ?? nothing) as () => Promise<void>)
    .cleanup('sweep', (sweep ?? nothing) as () => Promise<void>);
}

describe('a scenario', () => {
  test('that goes well passes, step by step', async () => {
    const report = await attempt(aScenario(), aRun(), aBench());

    expect(report).toMatchObject({ name: 'tiny', verdict: 'passed', leaked: false });
    expect(report.steps.map(({ id }) => id)).toEqual(['put', 'ask', 'look', 'tidy', 'sweep']);
    expect(new Set(report.steps.map(({ status }) => status))).toEqual(new Set(['passed']));
  });

  test('hands on what was given and answered', async () => {
    const seen: unknown[] = [];
    const chain = toy('tiny', 'A tiny one')
      .given(({ nonce }) => ({ plan: `plan-${nonce}` }))
      .seed('put', ({ plan }) => void seen.push(plan))
      .invoke('first', 'ask', ({ plan }) => `${plan} is there`)
      .invoke('second', 'ask again', ({ first }) => `${first}, still`)
      .verify('look', ({ plan, first, second }) => {
        seen.push([plan, first, second]);
        return met;
      })
      .cleanup('tidy', (input) => void seen.push(Object.keys(input)));

    await attempt(chain, aRun({ nonce: '7' }), aBench());

    expect(seen).toEqual([
      'plan-7',
      ['plan-7', 'plan-7 is there', 'plan-7 is there, still'],
      ['scope', 'plan'],
    ]);
  });

  test.each<[string, What, string, object]>([
    ['seed', { put: failing(targetDown) as never }, 'put', targetDown],
    ['invoke', { ask: failing(targetDown) as never }, 'ask', targetDown],
    ['verify', { look: () => unmet('no', 1, 2) }, 'look', { kind: 'check', message: 'no' }],
  ])('whose %s fails skips the rest and cleans up', async (_phase, what, id, failure) => {
    const report = await attempt(aScenario(what), aRun(), aBench());

    expect(report).toMatchObject({ verdict: 'failed', leaked: false });
    expect(whatOf(report.steps, id)).toMatchObject(failure);
    const after = ['put', 'ask', 'look'].slice(['put', 'ask', 'look'].indexOf(id) + 1);
    for (const skipped of after) expect(whatOf(report.steps, skipped)).toBe(`"${id}" failed`);
    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed', sweep: 'passed' });
    expect(report.steps).toHaveLength(5);
  });

  test('with a seed that hangs is cleaned up, since the seed may yet land', async () => {
    const report = await attempt(aScenario({ put: hang }), aRun(), aBench());

    expect(whatOf(report.steps, 'put')).toMatchObject({ kind: 'timeout', allowedMs: 10_000 });
    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed', sweep: 'passed' });
  });

  test('whose cleanup fails has leaked; its verdict stands, the other cleanups run', async () => {
    const report = await attempt(
      aScenario({ tidy: failing(accessDenied) as never }),
      aRun(),
      aBench(),
    );

    expect(report).toMatchObject({ verdict: 'passed', leaked: true });
    expect(statuses(report.steps)).toMatchObject({ tidy: 'failed', sweep: 'passed' });
  });

  test('verifies last what its cleanups found, and blames the target for it', async () => {
    const told: string[] = [];
    const chain = aScenario()
      .cleanup('remove', () => 7, { as: 'removed' })
      .verify('one was there', ({ removed }) => equals('removed', { ok: true, value: removed }, 7))
      .verify('eight were', ({ removed }) => equals('removed', { ok: true, value: removed }, 8))
      .verify('nine were', ({ removed }) => equals('removed', { ok: true, value: removed }, 9));

    const report = await attempt(chain, aRun(), {
      ...aBench(),
      stepFinished: (_name, { id, status }) => told.push(`${id} ${status}`),
    });

    expect(report).toMatchObject({ verdict: 'failed', leaked: false });
    expect(told.slice(3)).toEqual([
      'tidy passed',
      'sweep passed',
      'remove passed',
      'one-was-there passed',
      'eight-were failed',
      'nine-were skipped',
    ]);
    expect(report.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(told);
    expect(whatOf(report.steps, 'nine-were')).toBe('"eight were" failed');
  });

  test.each<[string, What, string, boolean, string]>([
    ['a cleanup failed', { tidy: failing(accessDenied) as never }, 'passed', true, '"tidy" failed'],
    ['its body failed', { look: () => unmet('no', 1, 2) }, 'failed', false, '"look" failed'],
  ])(
    'verifies nothing of what a cleanup found when %s',
    async (_when, what, verdict, leaked, because) => {
      const chain = aScenario(what).verify('never asked', () => unmet('no', 1, 2));

      const report = await attempt(chain, aRun(), aBench());

      expect(report).toMatchObject({ verdict, leaked });
      expect(whatOf(report.steps, 'never-asked')).toBe(because);
    },
  );

  test('verifies what its cleanups found also when it was stopped meanwhile', async () => {
    const stop = interrupt();
    const chain = aScenario({ tidy: () => stop.stop() }).verify('look again', () => met);

    const report = await attempt(chain, aRun(), aBench(stop));

    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed', 'look-again': 'passed' });
    expect(report.verdict).toBe('passed');
  });

  test('tells every step once, in order, and a start only of those that start', async () => {
    const told: string[] = [];
    const results: StepResult[] = [];
    const bench = aBench({
      stepStarted: (name, { phase, id }) => told.push(`${name} ${phase} ${id}`),
      stepFinished: (_name, step) => {
        told.push(`${step.id} ${step.status}`);
        results.push(step);
      },
    });

    const report = await attempt(aScenario({ ask: failing(targetDown) as never }), aRun(), bench);

    expect(told).toEqual([
      'tiny seed put',
      'put passed',
      'tiny invoke ask',
      'ask failed',
      'look skipped',
      'tiny cleanup tidy',
      'tidy passed',
      'tiny cleanup sweep',
      'sweep passed',
    ]);
    expect(report.steps).toEqual(results);
  });
});

test('what nobody may hear is in no step that is told, and in no report', async () => {
  const told: StepResult[] = [];
  const bench = aBench({
    redact: (step) => ({ ...step, notes: {} }),
    stepFinished: (_name, step) => told.push(step),
  });
  const chain = toy('tiny', 'A tiny one')
    .given(() => ({}))
    .invoke('answer', 'ask', ({ scope }) => scope.note('token', 's3cret'))
    .leavesNothing('it only asks');

  const report = await attempt(chain, aRun(), bench);

  expect(told.map(({ notes }) => notes)).toEqual([{}]);
  expect(report.steps).toEqual(told);
});

describe('a scenario that cannot start', () => {
  const regionMissing = { name: 'REGION', problem: 'REGION is not set' };

  test('for want of a setting says all that is wrong and touches nothing', async () => {
    let touched = false;
    const chain = aScenario({
      put: () => {
        touched = true;
      },
    });
    const problems = [regionMissing, { name: 'OTHER', problem: 'is another scenario’s' }];

    const report = await attempt(chain, aRun(), { ...aBench(), problems });

    expect(report).toMatchObject({
      verdict: 'broken',
      leaked: false,
      failure: { kind: 'settings', message: 'REGION is not set', missing: ['REGION'] },
    });
    expect(touched).toBe(false);
    expect(report.steps).toHaveLength(5);
    expect(whatOf(report.steps, 'put')).toBe('it could not start');
    expect(whatOf(report.steps, 'tidy')).toBe('nothing was begun');
  });

  test('since `given` throws is broken, with a result for every step', async () => {
    const given = () => {
      throw new TypeError('no tenant');
    };

    const report = await attempt(aScenario({ given }), aRun(), aBench());

    expect(report).toMatchObject({ verdict: 'broken', failure: { kind: 'defect' } });
    expect(report.steps.map(({ status }) => status)).toEqual(new Array(5).fill('skipped'));
  });
});

describe('the time of a scenario', () => {
  test('is shared by its steps; what is left over when it is gone is skipped', async () => {
    const clock = fakeClock();
    const report = await attempt(
      aScenario({ put: () => clock.sleep(6_000) }),
      aRun(),
      aBench({ clock, bodyMs: 5_000 }),
    );

    expect(report).toMatchObject({ verdict: 'failed', leaked: false, durationMs: 5_000 });
    expect(whatOf(report.steps, 'put')).toMatchObject({ kind: 'timeout', allowedMs: 5_000 });
  });

  test('that is used up between two steps breaks it: nothing is known', async () => {
    const clock = fakeClock();
    const chain = aScenario({ put: () => clock.pass(5_000) });

    const report = await attempt(chain, aRun(), aBench({ clock, bodyMs: 5_000 }));

    expect(report).toMatchObject({ verdict: 'broken', leaked: false });
    expect(whatOf(report.steps, 'ask')).toBe('the 5.0 s this scenario had were used up');
    expect(whatOf(report.steps, 'look')).toBe('the 5.0 s this scenario had were used up');
    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed' });
  });

  test('that is used up before the scenario begins is not said to be 0.0 s', async () => {
    const report = await attempt(aScenario({}), aRun(), aBench({ clock: fakeClock(), bodyMs: 0 }));

    const why = 'the time of the run was used up before this scenario began';
    expect(whatOf(report.steps, 'put')).toBe(why);
    expect(ranOutOfTime(why)).toBe(true);
    expect(usedUp(share(fakeClock(), 49))).toBe(why);
  });

  test('that is used up in the middle of a step breaks it too, and nothing is judged without an answer', async () => {
    const clock = fakeClock();
    const chain = aScenario({ put: () => clock.pass(4_000), ask: () => clock.sleep(4_000) });

    const report = await attempt(chain, aRun(), aBench({ clock, bodyMs: 5_000 }));

    expect(report).toMatchObject({ verdict: 'broken', leaked: false });
    const why = 'the 5.0 s this scenario had were used up while it ran';
    expect(whatOf(report.steps, 'ask')).toBe(why);
    expect(whatOf(report.steps, 'look')).toBe(why);
    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed' });
  });

  test('that is used up by the last answer still lets verify judge it', async () => {
    const clock = fakeClock();
    const chain = aScenario({ ask: () => clock.pass(5_000) });

    const report = await attempt(chain, aRun(), aBench({ clock, bodyMs: 5_000 }));

    expect(report.verdict).toBe('passed');
  });

  test('for the cleanup is its own, whatever the body took', async () => {
    const clock = fakeClock();
    const report = await attempt(
      aScenario({ ask: hang, tidy: () => clock.sleep(7_000) }),
      aRun(),
      aBench({ clock, bodyMs: 6_000, cleanupMs: 15_000 }),
    );

    expect(statuses(report.steps)).toMatchObject({ ask: 'failed', tidy: 'passed' });
  });

  test('for the cleanup is shared out, so that one that hangs leaves time for the next', async () => {
    const clock = fakeClock();
    const report = await attempt(
      aScenario({ tidy: hang, sweep: () => clock.sleep(4_000) }),
      aRun(),
      aBench({ clock, cleanupMs: 10_000 }),
    );

    expect(whatOf(report.steps, 'tidy')).toMatchObject({ kind: 'timeout', allowedMs: 5_000 });
    expect(statuses(report.steps)).toMatchObject({ sweep: 'passed' });
    expect(report).toMatchObject({ verdict: 'passed', leaked: true });
  });

  test('for the cleanup is not exceeded when all of it hangs', async () => {
    const clock = fakeClock();

    const report = await attempt(
      aScenario({ tidy: hang, sweep: hang }),
      aRun(),
      aBench({ clock, cleanupMs: 10_000 }),
    );

    expect(clock.elapsed()).toBe(10_000);
    expect(report.steps.slice(3).map(({ durationMs }) => durationMs)).toEqual([5_000, 5_000]);
  });
});

describe('an interrupt', () => {
  test('before anything was begun leaves nothing to clean up', async () => {
    const stop = interrupt();
    stop.stop();

    const report = await attempt(aScenario(), aRun(), aBench(stop));

    expect(report).toMatchObject({ verdict: 'broken', leaked: false });
    expect(whatOf(report.steps, 'put')).toBe('stopped by SIGINT');
    expect(whatOf(report.steps, 'tidy')).toBe('nothing was begun');
  });

  test('lets the step under way end, begins no other, and cleans up', async () => {
    const stop = interrupt();
    const clock = fakeClock();
    const chain = aScenario({
      put: async () => {
        stop.stop();
        await clock.sleep(100);
      },
    });

    const report = await attempt(chain, aRun(), aBench({ clock, ...stop }));

    expect(report).toMatchObject({ verdict: 'broken', leaked: false });
    expect(statuses(report.steps)).toEqual({
      put: 'passed',
      ask: 'skipped',
      look: 'skipped',
      tidy: 'passed',
      sweep: 'passed',
    });
  });

  test('keeps no cleanup from waiting until it can be done', async () => {
    const stop = interrupt();
    const clock = fakeClock();
    const chain = toy('tiny', 'A tiny one')
      .given(() => ({}))
      .seed('put', () => stop.stop())
      .cleanup('tidy', ({ scope }) => scope.sleep(100));

    const report = await attempt(chain, aRun(), aBench({ clock, ...stop }));

    expect(statuses(report.steps)).toEqual({ put: 'passed', tidy: 'passed' });
    expect(clock.elapsed()).toBe(100);
  });

  test('that cuts off the very first seed cleans up: it may have been written', async () => {
    const stop = interrupt();
    let rows = 0;
    const chain = aScenario({
      put: () => {
        rows += 1;
        stop.stop();
        stop.stopForGood();
        return hang();
      },
      tidy: () => {
        rows -= 1;
      },
    });

    const report = await attempt(chain, aRun(), aBench(stop));

    expect(rows).toBe(0);
    expect(report).toMatchObject({ verdict: 'broken', leaked: false });
    expect(whatOf(report.steps, 'put')).toBe('stopped by SIGINT while it ran');
    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed', sweep: 'passed' });
  });

  test('during the cleanup does not disturb it', async () => {
    const stop = interrupt();
    const clock = fakeClock();
    const chain = aScenario({
      tidy: async () => {
        stop.stop();
        stop.stopForGood();
        await clock.sleep(3_000);
      },
    });

    const report = await attempt(chain, aRun(), aBench({ clock, ...stop }));

    expect(report).toMatchObject({ verdict: 'passed', leaked: false });
    expect(statuses(report.steps)).toMatchObject({ tidy: 'passed', sweep: 'passed' });
  });

  test('does not make a pass of what was not verified', async () => {
    const stop = interrupt();
    const report = await attempt(aScenario({ ask: () => stop.stop() }), aRun(), aBench(stop));

    expect(report.verdict).toBe('broken');
    expect(whatOf(report.steps, 'look')).toBe('stopped by SIGINT');
  });
});
