import { describe, expect, test } from 'vitest';
import { met, unmet } from '../../src/engine/checks.ts';
import type { RunReport } from '../../src/engine/report.ts';
import { type RunObserver, scenarioName } from '../../src/engine/run.ts';
import type { StepScope } from '../../src/engine/scenario.ts';
import { runSuite } from '../../src/engine/suite.ts';
import { systemClock } from '../../src/engine/time.ts';
import { fakeClock } from '../helpers/clock.ts';
import { listeners, openTimers, warningsOf } from '../helpers/process.ts';
import {
  accessDenied,
  aRequest,
  aSuiteBench,
  failing,
  hang,
  recorder,
  statuses,
  toy,
} from '../helpers/toys.ts';

type Ask = (input: { scope: StepScope; nonce: string }) => unknown;

/** Asks once and looks at it; cleans up. */
function asking(name: string, ask: Ask, tidy: () => void | Promise<void> = () => {}) {
  return toy(name, `Scenario ${name}`)
    .given(({ nonce }) => ({ nonce }))
    .invoke('answer', 'ask', ask)
    .verify('look', ({ answer }) => (answer === 'wrong' ? unmet('wrong', 1, 2) : met))
    .cleanup('tidy', tidy);
}
const fine = (name: string) => asking(name, () => 'fine');
const names = (report: RunReport) => report.scenarios.map(({ name }) => name as string);

describe('a run', () => {
  test('reports every scenario in its order, with who asked and what ran', async () => {
    const clock = fakeClock();
    clock.pass(1_000);
    const slow = asking('slow', () => clock.sleep(100));

    const report = await runSuite(
      [slow, fine('quick')],
      aRequest({ trigger: { kind: 'schedule', rule: 'r' } }),
      aSuiteBench({ clock }),
    );

    expect(report).toMatchObject({
      id: 'run-1',
      trigger: { kind: 'schedule', rule: 'r' },
      verdict: 'passed',
      startedAt: '2026-01-31T12:00:01.000Z',
      durationMs: 100,
      version: '1.2.3',
    });
    expect(names(report)).toEqual(['slow', 'quick']);
  });

  test.each([
    ['passed', [fine('a'), fine('b')]],
    ['failed', [fine('a'), asking('b', failing(accessDenied)), asking('c', () => 'wrong')]],
    ['broken', [fine('a'), asking('b', failing(accessDenied))]],
  ])('has %s when that is the worst that was seen', async (verdict, scenarios) => {
    expect((await runSuite(scenarios, aRequest(), aSuiteBench())).verdict).toBe(verdict);
  });

  test('runs only what was chosen, in the suite’s order', async () => {
    const select = ['c', 'a', 'c'].map(scenarioName);

    const report = await runSuite(['a', 'b', 'c'].map(fine), aRequest({ select }), aSuiteBench());

    expect(names(report)).toEqual(['a', 'c']);
  });

  test.each([
    ['a scenario that is not there', { select: [scenarioName('b')] }, {}, 'no such scenario: b'],
    ['no scenario at all', { select: [] }, {}, 'no scenario was chosen'],
    ['no scenario at a time', {}, { concurrency: 0 }, 'a concurrency of at least 1, got 0'],
    ['not even a number at a time', {}, { concurrency: Number.NaN }, 'of at least 1, got NaN'],
  ])('refuses %s before anything is told or touched', async (_what, request, bench, message) => {
    const observer = recorder();

    const outcome = runSuite(
      [fine('a')],
      aRequest(request),
      aSuiteBench({ observers: [observer], ...bench }),
    );

    await expect(outcome).rejects.toThrow(RangeError);
    await expect(outcome).rejects.toThrow(message);
    expect(observer.heard).toEqual([]);
  });
});

describe('side by side', () => {
  test.each([1, 2, 3, 8])('never more than %i scenarios run', async (concurrency) => {
    const clock = fakeClock();
    let running = 0;
    let most = 0;
    const scenarios = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      asking(name, async () => {
        running += 1;
        most = Math.max(most, running);
        await clock.sleep(100);
        running -= 1;
      }),
    );

    const report = await runSuite(scenarios, aRequest(), aSuiteBench({ clock, concurrency }));

    expect(most).toBe(Math.min(concurrency, 5));
    expect(clock.elapsed()).toBe(100 * Math.ceil(5 / concurrency));
    expect(names(report)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test.each([
    [1, [250, 250, 250, 250]],
    [2, [500, 500, 500, 500]],
    [3, [500, 1_000, 1_000, 500]],
    [4, [1_000, 1_000, 1_000, 1_000]],
  ])('with %i at a time, all that hang get a share of the time', async (concurrency, shares) => {
    const clock = fakeClock();
    const scenarios = ['a', 'b', 'c', 'd'].map((name) => asking(name, hang));

    const report = await runSuite(
      scenarios,
      aRequest(),
      aSuiteBench({ clock, concurrency, bodyMs: 1_000 }),
    );

    expect(report.scenarios.map(({ steps }) => steps[0]?.durationMs)).toEqual(shares);
    expect(clock.elapsed()).toBe(1_000);
  });

  test('one that fails has all the time but what those behind it need to pass', async () => {
    const clock = fakeClock();
    const scenarios = [asking('a', hang), fine('b'), fine('c')];

    const { scenarios: reports } = await runSuite(
      scenarios,
      aRequest(),
      aSuiteBench({ clock, concurrency: 1, bodyMs: 17_000 }),
    );

    expect(reports[0]?.steps[0]).toMatchObject({ status: 'failed', durationMs: 9_000 });
    expect(reports.map(({ verdict }) => verdict)).toEqual(['failed', 'passed', 'passed']);
  });

  test('what one scenario leaves of its share is the others’', async () => {
    const clock = fakeClock();
    const scenarios = [fine('a'), fine('b'), asking('c', hang)];

    const { scenarios: reports } = await runSuite(
      scenarios,
      aRequest(),
      aSuiteBench({ clock, concurrency: 1, bodyMs: 3_000 }),
    );

    expect(reports[2]?.steps[0]?.durationMs).toBe(3_000);
  });

  test('many wait for one interrupt, without a warning of Node’s', async () => {
    const stop = new AbortController();
    const scenarios = Array.from({ length: 30 }, (_, n) =>
      asking(`s${n}`, ({ scope }) => {
        if (n === 29) stop.abort();
        return scope.sleep(1);
      }),
    );

    const warnings = await warningsOf(() =>
      runSuite(
        scenarios,
        aRequest(),
        aSuiteBench({ clock: systemClock, concurrency: 30, interrupted: stop.signal }),
      ),
    );

    expect(warnings).toEqual([]);
  });
});

describe('another attempt', () => {
  /** Answers wrongly at its first `times` attempts; writes down each attempt's identity. */
  function wrongAtFirst(times: number, then: Ask = () => 'fine') {
    const nonces: string[] = [];
    const scenario = asking('shaky', (input) => {
      nonces.push(input.nonce);
      return nonces.length <= times ? 'wrong' : then(input);
    });
    return { scenario, nonces };
  }
  const run = async (
    scenario: ReturnType<typeof asking>,
    retries: number,
    bench = aSuiteBench(),
  ) => {
    const report = await runSuite([scenario], aRequest({ retries }), bench);
    const [only] = report.scenarios;
    if (!only) throw new Error('no scenario was reported');
    return only;
  };

  test('has an identity of its own, and a pass there is flaky', async () => {
    const { scenario, nonces } = wrongAtFirst(1);

    const report = await run(scenario, 1);

    expect(report).toMatchObject({ verdict: 'passed', flaky: true });
    expect(report.attempts).toHaveLength(1);
    expect(report.attempts[0]).toMatchObject({ verdict: 'failed', flaky: false, attempts: [] });
    expect(new Set(nonces).size).toBe(2);
  });

  test('is not made where the first one passed', async () => {
    const { scenario, nonces } = wrongAtFirst(0);

    expect(await run(scenario, 3)).toMatchObject({ flaky: false, attempts: [] });
    expect(nonces).toHaveLength(1);
  });

  test.each([0, 1, 3])('is made at most %i times', async (retries) => {
    const { scenario, nonces } = wrongAtFirst(99);

    const report = await run(scenario, retries);

    expect(report).toMatchObject({ verdict: 'failed', flaky: false });
    expect(report.attempts).toHaveLength(retries);
    expect(nonces).toHaveLength(retries + 1);
  });

  test('is not made when the canary is to blame', async () => {
    let asked = 0;
    const denied = asking('denied', (input) => {
      asked += 1;
      return failing(accessDenied)(input);
    });

    expect(await run(denied, 3)).toMatchObject({ verdict: 'broken', attempts: [] });
    expect(asked).toBe(1);
  });

  test('that breaks takes nothing from the failure that was seen', async () => {
    const { scenario } = wrongAtFirst(1, failing(accessDenied));

    const report = await run(scenario, 1);

    expect(report).toMatchObject({ verdict: 'failed', flaky: false });
    expect(report.steps.find(({ id }) => id === 'look')).toMatchObject({ status: 'failed' });
    expect(report.attempts.map(({ verdict }) => verdict)).toEqual(['broken']);
  });

  test('of three, the last broken, keeps the others in their order', async () => {
    const { scenario } = wrongAtFirst(2, failing(accessDenied));

    const report = await run(scenario, 5);

    expect(report.verdict).toBe('failed');
    expect(report.attempts.map(({ verdict }) => verdict)).toEqual(['failed', 'broken']);
  });

  test('makes what an earlier one left behind no less left behind', async () => {
    let tidied = 0;
    let asked = 0;
    const leaky = asking(
      'leaky',
      () => (++asked === 1 ? 'wrong' : 'fine'),
      () => {
        if (++tidied === 1) throw new Error('not gone');
      },
    );

    const report = await run(leaky, 1);

    expect(report).toMatchObject({ verdict: 'passed', flaky: true, leaked: true });
  });

  test('that breaks and leaves something behind has left it behind', async () => {
    let tidied = 0;
    let asked = 0;
    const leaky = asking(
      'leaky',
      (input) => (++asked === 1 ? 'wrong' : failing(accessDenied)(input)),
      () => {
        if (++tidied === 2) throw new Error('not gone');
      },
    );

    expect(await run(leaky, 1)).toMatchObject({ verdict: 'failed', leaked: true });
  });

  test('is not made when it could not have as long as the failed one took', async () => {
    const clock = fakeClock();
    const { scenario, nonces } = wrongAtFirst(9);
    const slow = asking('slow', async (input) => {
      await clock.sleep(600);
      return scenario.steps[0]?.phase === 'invoke' ? scenario.steps[0].run(input) : undefined;
    });

    const report = await run(slow, 5, aSuiteBench({ clock, bodyMs: 1_000 }));

    expect(report).toMatchObject({ verdict: 'failed', attempts: [] });
    expect(nonces).toHaveLength(1);
  });

  test('is made when it can have just as long, a pause later', async () => {
    const clock = fakeClock();
    let asked = 0;
    const slow = asking('slow', async () => {
      asked += 1;
      await clock.sleep(600);
      return 'wrong';
    });

    await run(slow, 5, aSuiteBench({ clock, bodyMs: 1_400 })); // 200 of the 800 are the pause

    expect(asked).toBe(2);
  });

  test('comes five seconds later: what failed in an instant fails in the next', async () => {
    const clock = fakeClock();
    const at: number[] = [];
    const wrong = asking('wrong', () => {
      at.push(clock.elapsed());
      return 'wrong';
    });

    await run(wrong, 1, aSuiteBench({ clock }));

    const [first = 0, second = 0] = at;
    expect(second - first).toBeCloseTo(5_000, 0);
  });

  test('needs no more time than one that goes well, however long the failed one hung', async () => {
    const clock = fakeClock();
    let asked = 0;
    const hung = asking('hung', async () => {
      asked += 1;
      if (asked === 1) await clock.sleep(9_000);
      return asked === 1 ? 'wrong' : 'right';
    });
    const of = (bodyMs: number) => run(hung, 1, aSuiteBench({ clock, bodyMs }));

    expect(await of(20_000)).toMatchObject({ verdict: 'passed', flaky: true });
    asked = 0;
    expect(await of(19_000)).toMatchObject({ verdict: 'failed', attempts: [] });
  });

  test('is not made when the run is stopped while it is waited for', async () => {
    const stop = new AbortController();
    const clock = fakeClock();
    let asked = 0;
    const wrong = asking('wrong', () => {
      asked += 1;
      clock.sleep(2_000).then(() => stop.abort(new Error('SIGINT')));
      return 'wrong';
    });

    const report = await run(wrong, 1, aSuiteBench({ clock, interrupted: stop.signal }));

    expect(report).toMatchObject({ verdict: 'failed', attempts: [] });
    expect(asked).toBe(1);
    expect(clock.elapsed()).toBeLessThan(5_000); // as long as the pause would have been
  });

  test('does not take the time of those who still wait', async () => {
    const clock = fakeClock();
    let asked = 0;
    const slow = asking('slow', async () => {
      asked += 1;
      await clock.sleep(6_000);
      return 'wrong';
    });

    const report = await runSuite(
      [slow, fine('b'), fine('c')],
      aRequest({ retries: 3 }),
      aSuiteBench({ clock, bodyMs: 19_000, concurrency: 1 }),
    );

    expect(asked).toBe(1); // of the 13 s that are left 8 are the others'
    expect(report.scenarios.map(({ verdict }) => verdict)).toEqual(['failed', 'passed', 'passed']);
  });

  test('is not made, nor told of, once the run is stopped', async () => {
    const stop = new AbortController();
    const observer = recorder();
    let asked = 0;
    const scenario = asking(
      'stopped',
      () => {
        asked += 1;
        return 'wrong';
      },
      () => stop.abort(new Error('SIGINT')),
    );

    const bench = aSuiteBench({ interrupted: stop.signal, observers: [observer] });
    const report = await run(scenario, 3, bench);

    expect(report).toMatchObject({ verdict: 'failed', attempts: [] });
    expect(asked).toBe(1);
    expect(observer.heard).not.toContain('stopped failed, attempt 2');
  });

  test('keeps the evidence of the failed one and none of its own pass', async () => {
    const { scenario } = wrongAtFirst(1);
    const evident = asking('evident', (input) => {
      input.scope.evidence('logTail', 'a long story');
      return scenario.steps[0]?.phase === 'invoke' ? scenario.steps[0].run(input) : undefined;
    });

    const report = await run(evident, 1);

    expect(report.steps[0]?.notes).toEqual({});
    expect(report.attempts[0]?.steps[0]?.notes).toEqual({ logTail: 'a long story' });
  });
});

describe('an interrupt', () => {
  const reason = new Error('SIGTERM');

  test('stops what runs after two seconds, what waits at once, and cleans up', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    let cleanedAt = -1;
    const hanging = asking(
      'hanging',
      () => {
        stop.abort(reason);
        return hang();
      },
      () => {
        cleanedAt = clock.elapsed();
      },
    );

    const report = await runSuite(
      [hanging, fine('waiting')],
      aRequest(),
      aSuiteBench({ clock, concurrency: 1, interrupted: stop.signal }),
    );

    expect(report.verdict).toBe('broken');
    expect(cleanedAt).toBe(2_000);
    expect(clock.elapsed()).toBe(2_000);
    const [first, second] = report.scenarios;
    expect(statuses(first?.steps ?? [])).toEqual({
      ask: 'skipped',
      look: 'skipped',
      tidy: 'passed',
    });
    expect(statuses(second?.steps ?? [])).toEqual({
      ask: 'skipped',
      look: 'skipped',
      tidy: 'skipped',
    });
    expect([first?.leaked, second?.leaked]).toEqual([false, false]);
  });

  test('lets an answer that comes within two seconds count', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const slow = asking('slow', () => {
      stop.abort(reason);
      return clock.sleep(1_900);
    });

    const report = await runSuite(
      [slow],
      aRequest(),
      aSuiteBench({ clock, interrupted: stop.signal }),
    );

    expect(statuses(report.scenarios[0]?.steps ?? [])).toMatchObject({ ask: 'passed' });
  });

  test('before the run begins leaves a report in which nothing was begun', async () => {
    const report = await runSuite(
      [fine('a')],
      aRequest(),
      aSuiteBench({ interrupted: AbortSignal.abort(reason) }),
    );

    expect(report.verdict).toBe('broken');
    expect(report.scenarios[0]?.steps.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
  });
});

describe('those who listen', () => {
  test('hear everything, in order', async () => {
    const observer = recorder();
    let asked = 0;
    const shaky = asking('shaky', () => (++asked === 1 ? 'wrong' : 'fine'));

    await runSuite([shaky], aRequest({ retries: 1 }), aSuiteBench({ observers: [observer] }));

    expect(observer.heard).toEqual([
      'run run-1 started: shaky',
      'shaky/ask started',
      'shaky/ask passed',
      'shaky/look started',
      'shaky/look failed',
      'shaky/tidy started',
      'shaky/tidy passed',
      'shaky failed, attempt 2',
      'shaky/ask started',
      'shaky/ask passed',
      'shaky/look started',
      'shaky/look passed',
      'shaky/tidy started',
      'shaky/tidy passed',
      'shaky passed',
      'run run-1 passed',
    ]);
  });

  test('hear of an answer when the next request has gone out, and before that is answered', async () => {
    const happened: string[] = [];
    const twice = toy('twice', 'Asks twice')
      .given(({ nonce }) => ({ nonce }))
      .invoke('first', 'one', () => void happened.push('one'))
      .invoke('second', 'two', async () => {
        happened.push('two');
        await new Promise((answer) => setTimeout(answer, 20));
        happened.push('answered');
      })
      .cleanup('tidy', () => {});
    const stepFinished: RunObserver['stepFinished'] = (_, { id }) =>
      void happened.push(`${id} heard`);

    const bench = aSuiteBench({ clock: systemClock, observers: [{ stepFinished }] });
    await runSuite([twice], aRequest(), bench);

    expect(happened).toEqual(['one', 'two', 'one heard', 'answered', 'two heard', 'tidy heard']);
  });

  test('hear of the end when it is on its way to where it is kept', async () => {
    const happened: string[] = [];
    const keep = async () => {
      await Promise.resolve(); // as a request is made before it goes out
      happened.push('kept');
    };
    const runFinished = () => void happened.push('heard');

    const bench = aSuiteBench({ clock: systemClock, keep, observers: [{ runFinished }] });
    await runSuite([fine('a')], aRequest(), bench);

    expect(happened).toEqual(['kept', 'heard']);
  });

  const everywhere = (say: () => void): RunObserver => ({
    runStarted: say,
    stepStarted: say,
    stepFinished: say,
    scenarioRetried: say,
    scenarioFinished: say,
    runFinished: say,
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('deaf');
      },
    ],
    ['rejects', () => Promise.reject(new Error('deaf')) as unknown as undefined],
  ])('cannot hurt: one that %s is told of, the others hear all', async (_how, say) => {
    const heard: unknown[] = [];
    const other = recorder();

    const report = await runSuite(
      [fine('a')],
      aRequest(),
      aSuiteBench({
        observers: [everywhere(say), other],
        observerFailed: (error) => heard.push(error),
      }),
    );

    expect(report.verdict).toBe('passed');
    expect(other.heard).toHaveLength(9);
    expect(heard).toEqual(new Array(9).fill(new Error('deaf')));
  });

  test('cannot hurt even when telling of it fails', async () => {
    const deaf = () => {
      throw new Error('deaf');
    };

    const report = await runSuite(
      [fine('a')],
      aRequest(),
      aSuiteBench({ observers: [everywhere(deaf)], observerFailed: deaf }), // unhandled, it would fail this run
    );

    expect(report.verdict).toBe('passed');
  });

  test('are waited for at the end', async () => {
    const clock = fakeClock();
    let flushed = false;
    const runFinished = async () => {
      await clock.sleep(1_000);
      flushed = true;
    };

    await runSuite([fine('a')], aRequest(), aSuiteBench({ clock, observers: [{ runFinished }] }));

    expect(flushed).toBe(true);
  });

  test('are not waited for without end', async () => {
    const clock = fakeClock();
    const heard: unknown[] = [];

    const report = await runSuite(
      [fine('a')],
      aRequest(),
      aSuiteBench({
        clock,
        observers: [{ runFinished: hang }],
        observerFailed: (error) => heard.push(error),
      }),
    );

    expect(report.verdict).toBe('passed');
    expect(clock.elapsed()).toBe(5_000);
    expect(heard).toEqual([expect.objectContaining({ name: 'TimeUp' })]);
  });
});

test('a run leaves no timer and no listener, whatever happened in it', async () => {
  const stop = new AbortController();
  const timers = openTimers();
  const scenarios = [
    fine('fine'),
    asking('wrong', () => 'wrong'),
    asking('hanging', hang),
    asking('pausing', ({ scope }) => scope.sleep(60_000)),
  ];
  const bench = aSuiteBench({ clock: systemClock, bodyMs: 30, interrupted: stop.signal });

  for (let n = 0; n < 5; n++) await runSuite(scenarios, aRequest({ retries: 1 }), bench);

  expect(listeners(stop.signal)).toBe(0);
  expect(timers.size).toBe(0);
});
