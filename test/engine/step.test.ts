import { describe, expect, test } from 'vitest';
import { retrying } from '../../src/engine/attempts.ts';
import { unmet } from '../../src/engine/checks.ts';
import { FailureError } from '../../src/engine/failure.ts';
import type { Step } from '../../src/engine/scenario.ts';
import { runStep, type StepBench, skipStep } from '../../src/engine/step.ts';
import { share, systemClock } from '../../src/engine/time.ts';
import { fakeClock } from '../helpers/clock.ts';
import { hostileValues, untouchables } from '../helpers/hostile.ts';
import { listeners, openTimers } from '../helpers/process.ts';
import {
  accessDenied,
  hang,
  interrupt,
  type ToyPorts,
  targetDown,
  toyPorts,
} from '../helpers/toys.ts';

type Body = Extract<Step<ToyPorts>, { phase: 'seed' }>['run'];
type Invoke = Extract<Step<ToyPorts>, { phase: 'invoke' }>;

const aSeed = (run: Body, timeoutMs?: number): Step<ToyPorts> => ({
  phase: 'seed',
  id: 'put',
  title: 'put it',
  run,
  ...(timeoutMs !== undefined && { timeoutMs }),
});
const anInvoke = (run: Invoke['run'], rest: Partial<Invoke> = {}): Step<ToyPorts> => ({
  phase: 'invoke',
  id: 'ask',
  title: 'ask it',
  as: 'answer',
  run,
  ...rest,
});
const aVerify = (check: () => unknown) =>
  ({ phase: 'verify', id: 'look', title: 'look at it', check }) as Step<ToyPorts>;

function running(over: Partial<StepBench<ToyPorts>> & { leftMs?: number; seen?: object } = {}) {
  const { leftMs = 60_000, seen = {}, ...rest } = over;
  const stop = interrupt();
  const clock = fakeClock();
  const bench = { clock, bind: toyPorts, ...stop, ...rest };
  return {
    ...stop,
    clock: bench.clock,
    run: (step: Step<ToyPorts>) => runStep(step, seen, share(bench.clock, leftMs), bench),
  };
}

describe('a step that is done', () => {
  test('passes, with its time, calls and notes', async () => {
    const { run, clock } = running();

    const { result, evidenceKeys } = await run(
      aSeed(async ({ scope }) => {
        scope.request().sent();
        scope.note('table', 'plans');
        scope.evidence('tail', 'log');
        await clock.sleep(12.345);
      }),
    );

    expect(result).toEqual({
      phase: 'seed',
      id: 'put',
      title: 'put it',
      status: 'passed',
      startedAt: '2026-01-31T12:00:00.000Z',
      durationMs: 12.35,
      calls: 1,
      notes: { table: 'plans', tail: 'log' },
    });
    expect(evidenceKeys).toEqual(['tail']);
  });

  test('hands on the answer of an invoke under its name, and nothing of a seed', async () => {
    const { run } = running();

    expect((await run(anInvoke(async () => ({ n: 1 })))).answer).toEqual({ answer: { n: 1 } });
    expect((await run(anInvoke(() => undefined))).answer).toEqual({ answer: undefined });
    expect((await run(aSeed(async () => {}))).answer).toBeUndefined();
  });

  test('sees what was seen before beside its ports', async () => {
    const { run } = running({ seen: { plan: 'p' } });

    const { answer } = await run(anInvoke((input) => Object.keys(input)));

    expect(answer).toEqual({ answer: ['scope', 'plan'] });
  });

  test('is not hurt by a port that it does not use', async () => {
    const bind = (scope: ToyPorts['scope']): ToyPorts =>
      Object.defineProperty({ scope }, 'broken', {
        enumerable: true,
        get: () => {
          throw new RangeError('no setting');
        },
      });

    const { result } = await running({ bind }).run(aSeed(async () => {}));

    expect(result.status).toBe('passed');
  });
});

describe('a step that fails', () => {
  test('says what was thrown', async () => {
    const { run } = running();

    const known = await run(aSeed(() => Promise.reject(new FailureError(targetDown))));
    const unknown = await run(aSeed(() => Promise.reject(new TypeError('a bug'))));

    expect(known.result).toMatchObject({ status: 'failed', failure: targetDown });
    expect(unknown.result).toMatchObject({ failure: { kind: 'defect' } });
  });

  test('keeps its calls and notes', async () => {
    const { result } = await running().run(
      aSeed(({ scope }) => {
        scope.request().sent();
        scope.note('requestId', 'r-1');
        throw new FailureError(accessDenied);
      }),
    );

    expect(result).toMatchObject({ calls: 1, notes: { requestId: 'r-1' } });
  });

  test('is a defect when its ports cannot be made', async () => {
    const bind = () => {
      throw new Error('no ports');
    };

    const { result } = await running({ bind }).run(aSeed(async () => {}));

    expect(result).toMatchObject({ failure: { kind: 'defect', error: { message: 'no ports' } } });
  });

  test.each([...hostileValues, ...untouchables])('ends even when it throws %s', async (_n, it) => {
    const { result } = await running().run(
      aSeed(() => {
        throw it;
      }),
    );

    expect(result).toMatchObject({ status: 'failed', failure: { kind: 'defect' } });
  });
});

describe('a verify', () => {
  test('passes when its check is met', async () => {
    const { result } = await running().run(aVerify(() => ({ ok: true })));

    expect(result).toMatchObject({ status: 'passed', calls: 0, notes: {} });
  });

  test('fails with what was expected and what came', async () => {
    const { result } = await running().run(aVerify(() => unmet('expected 1, got 2', 1, [2])));

    expect(result).toMatchObject({
      status: 'failed',
      failure: { kind: 'check', message: 'expected 1, got 2', expected: 1, actual: [2] },
    });
  });

  test('is judged even when no time is left: it takes none', async () => {
    const { result } = await running({ leftMs: 0 }).run(aVerify(() => ({ ok: true })));

    expect(result.status).toBe('passed');
  });

  test('is a defect when its check throws', async () => {
    const { result } = await running().run(
      aVerify(() => {
        throw new TypeError('cannot read');
      }),
    );

    expect(result).toMatchObject({ status: 'failed', failure: { kind: 'defect' } });
  });

  test.each(hostileValues)('blames the target for what it answered, be it %s', async (_n, it) => {
    const { result } = await running().run(aVerify(() => unmet('expected sense', 'sense', it)));

    expect(result).toMatchObject({ failure: { kind: 'check', message: 'expected sense' } });
    expect(JSON.stringify(result).length).toBeLessThan(40_000);
  });
});

describe('the time of a step', () => {
  test('is its own limit', async () => {
    const { run, clock } = running();

    const { result } = await run(aSeed(hang, 3_000));

    expect(result).toMatchObject({
      status: 'failed',
      durationMs: 3_000,
      failure: {
        kind: 'timeout',
        allowedMs: 3_000,
        message: 'expected an answer within 3.0 s, got none',
      },
    });
    expect(clock.elapsed()).toBe(3_000);
  });

  test('is ten seconds where nothing is said', async () => {
    const { result } = await running().run(aSeed(hang));

    expect(result).toMatchObject({ durationMs: 10_000, failure: { allowedMs: 10_000 } });
  });

  test('is never more than is left', async () => {
    const { result } = await running({ leftMs: 5_400 }).run(aSeed(hang, 6_000));

    expect(result).toMatchObject({ durationMs: 5_400, failure: { allowedMs: 5_400 } });
  });

  test('blames nobody where too little of it was left for a fair answer', async () => {
    const { result, begun } = await running({ leftMs: 2_900 }).run(aSeed(hang, 6_000));

    expect(result).toMatchObject({
      durationMs: 2_900,
      status: 'skipped',
      because: 'the 2.9 s this scenario had were used up while it ran',
    });
    expect(begun).toBe(true);
  });

  test('that is short because its author says so is a fair one', async () => {
    const { result } = await running({ leftMs: 400 }).run(aSeed(hang, 300));

    expect(result).toMatchObject({ status: 'failed', failure: { allowedMs: 300 } });
  });

  test('is told to the step', async () => {
    const { answer } = await running({ leftMs: 400 }).run(anInvoke(({ scope }) => scope.allowedMs));

    expect(answer).toEqual({ answer: 400 });
  });

  test('ends whatever waits on its signal', async () => {
    let reason: unknown;
    await running().run(
      aSeed(({ scope }) => {
        scope.signal.addEventListener('abort', () => {
          reason = scope.signal.reason;
        });
        return hang();
      }),
    );

    expect(reason).toMatchObject({ name: 'TimeUp' });
  });

  test('ends although the step does not heed it, and what comes later is not heard', async () => {
    const { run, clock } = running();

    const { result } = await run(
      aSeed(async ({ scope }) => {
        await clock.sleep(20_000);
        scope.request().sent();
        scope.note('late', true);
        throw new Error('late'); // unhandled, it would fail this test run
      }),
    );
    await clock.sleep(30_000);

    expect(result).toMatchObject({ durationMs: 10_000, calls: 0, notes: {} });
  });

  test('spent before anything went out is no fault of the target', async () => {
    const { result } = await running().run(
      aSeed(({ scope }) => {
        scope.request();
        return hang();
      }),
    );

    expect(result).toMatchObject({
      calls: 0,
      failure: {
        kind: 'access',
        message: expect.stringMatching(/^no request was sent within 10\.0 s: /),
      },
    });
  });

  test('spent before the next request went out is not held against the target', async () => {
    const { result } = await running().run(
      aSeed(({ scope }) => {
        scope.request().sent();
        scope.heldUp(targetDown);
        scope.request();
        return hang();
      }),
    );

    expect(result).toMatchObject({ calls: 1, failure: { kind: 'access' } });
  });

  test('is told in whole milliseconds', async () => {
    const { result } = await running({ leftMs: 3_333.333 }).run(aSeed(hang));

    expect(result).toMatchObject({ failure: { kind: 'timeout', allowedMs: 3_333 } });
  });

  test('spent before anything went out stays that, although the request then gives up', async () => {
    const { result } = await running().run(
      aSeed(({ scope }) => {
        const request = scope.request();
        return new Promise<void>((_resolve, reject) => {
          scope.signal.addEventListener('abort', () => {
            request.ended();
            reject(new Error('given up'));
          });
        });
      }),
    );

    expect(result).toMatchObject({ calls: 0, failure: { kind: 'access' } });
  });

  test('spent waiting for an answer is the target’s', async () => {
    const { result } = await running().run(
      aSeed(({ scope }) => {
        scope.request().sent();
        return hang();
      }),
    );

    expect(result).toMatchObject({ calls: 1, failure: { kind: 'timeout' } });
  });

  test.each([
    ['throttled', targetDown],
    ['refused a connection', accessDenied],
  ])('spent repeating a call that was %s is told as that', async (_how, failure) => {
    let asked = 0;
    const { result } = await running().run(
      anInvoke(({ scope }) =>
        retrying(scope, 'safe', () => {
          scope.request().sent();
          if (++asked === 3) return hang();
          throw new FailureError(failure, 'safe');
        }),
      ),
    );

    expect(result).toMatchObject({ status: 'failed', durationMs: 10_000, calls: 3, failure });
  });

  test('spent repeating a call stays that, although the call then gives up', async () => {
    let asked = 0;
    const { result } = await running().run(
      anInvoke(({ scope }) =>
        retrying(scope, 'safe', () => {
          if (++asked === 1) throw new FailureError(targetDown, 'safe');
          return new Promise((_resolve, reject) => {
            scope.signal.addEventListener('abort', () => reject(new Error('given up')));
          });
        }),
      ),
    );

    expect(result).toMatchObject({ failure: targetDown });
  });

  test('spent pausing before a repeat is told as what the repeat is for', async () => {
    const { result } = await running({ leftMs: 130 }).run(
      anInvoke(({ scope }) =>
        retrying(scope, 'safe', () => {
          scope.request().sent();
          throw new FailureError(targetDown, 'safe');
        }),
      ),
    );

    expect(result).toMatchObject({ status: 'failed', failure: targetDown });
    expect(result.durationMs).toBeLessThanOrEqual(130);
  });

  test('spent on an answer after repeats that helped is told as that', async () => {
    let asked = 0;
    const { result } = await running().run(
      anInvoke(
        ({ scope }) =>
          retrying(scope, 'safe', () => {
            asked += 1;
            if (asked === 1) throw new FailureError(targetDown, 'safe');
            return asked === 2 ? Promise.resolve('not yet') : hang();
          }),
        { poll: { until: () => false, withinMs: 5_000 } },
      ),
    );

    expect(result).toMatchObject({ failure: { kind: 'timeout' } });
  });
});

describe('a poll', () => {
  const poll = { until: (n: unknown) => n === 'there', withinMs: 10_000 };

  test('ends with the answer it waits for', async () => {
    const { run, clock } = running();
    let asked = 0;

    const { answer } = await run(anInvoke(() => (++asked === 4 ? 'there' : 'not yet'), { poll }));

    expect(answer).toEqual({ answer: 'there' });
    expect(clock.elapsed()).toBe(350);
  });

  test('that waits in vain passes with the last answer: verify says what is missing', async () => {
    const { run, clock } = running();
    let asked = 0;

    const { result, answer } = await run(anInvoke(() => ++asked, { poll }));

    expect(result.status).toBe('passed');
    expect(answer).toEqual({ answer: asked });
    expect(clock.elapsed()).toBe(10_000);
  });

  test('has its window beside the step’s own time, for an answer that is slow at the end', async () => {
    const { run, clock } = running();

    const { result } = await run(
      anInvoke(() => clock.sleep(clock.elapsed() < 9_000 ? 0 : 8_000), { poll }),
    );

    expect(result.status).toBe('passed');
    expect(result.durationMs).toBeGreaterThan(17_000);
  });

  test.each([
    [20_000, 10_000],
    [12_000, 6_000],
    [10_000, 5_000],
  ])('closes its window early enough: with %i ms left after %i ms', async (leftMs, windowMs) => {
    const { run } = running({ leftMs });
    let asked = 0;

    const { result, answer } = await run(anInvoke(() => ++asked, { poll }));

    expect(result.status).toBe('passed');
    expect(result.durationMs).toBe(windowMs);
    expect(answer).toEqual({ answer: asked });
  });

  test.each([9_000, 100])('blames nobody where %i ms left it no fair window', async (leftMs) => {
    const poll = { until: (n: unknown) => n === 'there', withinMs: 10_000 };
    const late = await running({ leftMs }).run(anInvoke(() => 'not yet', { poll }));
    expect(late.result).toMatchObject({
      status: 'skipped',
      because: `the ${(leftMs / 1000).toFixed(1)} s this scenario had were used up while it ran`,
    });
    const there = await running({ leftMs }).run(anInvoke(() => 'there', { poll }));
    expect(there.result).toMatchObject({ status: 'passed' });
  });

  test.each([
    [4_000, 'skipped'],
    [7_000, 'failed'],
  ])(
    'blames for a last answer that never came as long as it had for it: %i ms left, %s',
    async (leftMs, status) => {
      const { run, clock } = running({ leftMs });
      const ask = () => (clock.elapsed() < leftMs / 2 - 100 ? 'not yet' : hang());
      expect((await run(anInvoke(ask, { poll }))).result).toMatchObject({ status });
    },
  );

  test('whose window is short because its author says so is a fair one', async () => {
    const short = { ...poll, withinMs: 1_000 };
    const { result } = await running().run(anInvoke(() => 'not yet', { poll: short }));
    expect(result).toMatchObject({ status: 'passed', durationMs: 1_000 });
  });

  test('may have a window that is longer than any other step', async () => {
    const { result } = await running().run(
      anInvoke(() => 'not yet', { poll: { ...poll, withinMs: 30_000 } }),
    );

    expect(result).toMatchObject({ status: 'passed', durationMs: 30_000 });
  });

  test('fails when a question finds no answer', async () => {
    const { run } = running();
    let asked = 0;

    const { result } = await run(anInvoke(() => (++asked < 3 ? 'not yet' : hang()), { poll }));

    expect(result).toMatchObject({ durationMs: 20_000, failure: { kind: 'timeout' } });
  });

  test('is a defect when its condition throws', async () => {
    const until = () => {
      throw new TypeError('cannot read');
    };

    const { result } = await running().run(anInvoke(() => 1, { poll: { until, withinMs: 5 } }));

    expect(result).toMatchObject({ failure: { kind: 'defect' } });
  });
});

describe('an interrupt', () => {
  test('lets the request under way end well', async () => {
    const { run, clock, stop } = running();
    const ran = run(anInvoke(() => clock.sleep(1_500).then(() => 'answer')));

    stop();

    expect((await ran).answer).toEqual({ answer: 'answer' });
  });

  test('for good ends it, as a step that was skipped', async () => {
    const { run, stop, stopForGood } = running();
    const ran = run(
      aSeed(({ scope }) => {
        scope.request().sent();
        return hang();
      }),
    );

    stop();
    stopForGood();

    expect((await ran).result).toMatchObject({
      status: 'skipped',
      because: 'stopped by SIGINT while it ran',
      durationMs: 0,
      calls: 1,
    });
  });

  test('ends a poll between two questions at once', async () => {
    const { run, clock, stop } = running();
    let asked = 0;
    const poll = { until: () => false, withinMs: 10_000 };
    const ran = run(
      anInvoke(
        () => {
          if (++asked === 3) stop();
        },
        { poll },
      ),
    );

    expect((await ran).result).toMatchObject({
      status: 'skipped',
      because: 'stopped by SIGINT while it ran',
    });
    expect([asked, clock.elapsed()]).toEqual([3, 150]);
  });

  test('ends the pause before a repeat at once', async () => {
    const { run, stop } = running();
    let asked = 0;
    const ran = run(
      anInvoke(({ scope }) =>
        retrying(scope, 'safe', () => {
          asked += 1;
          stop();
          throw new FailureError(targetDown, 'safe');
        }),
      ),
    );

    expect((await ran).result).toMatchObject({ status: 'skipped', durationMs: 0 });
    expect(asked).toBe(1);
  });

  test('does not hide a failure that came first', async () => {
    const { run, stop } = running();

    const { result } = await run(
      aSeed(() => {
        stop();
        throw new FailureError(targetDown);
      }),
    );

    expect(result).toMatchObject({ status: 'failed', failure: targetDown });
  });

  test('before the step begins keeps it from beginning', async () => {
    const { run, stop, stopForGood } = running();
    let begun = false;

    stop();
    stopForGood();
    const { result } = await run(
      aSeed(async () => {
        begun = true;
      }),
    );

    expect([result.status, begun]).toEqual(['skipped', false]);
  });
});

test('whether a step was begun is known, however it ended', async () => {
  const { run, stop, stopForGood } = running();
  const begun = [
    (await run(aSeed(async () => {}))).begun,
    (await run(aSeed(() => Promise.reject(new Error('no'))))).begun,
    skipStep(aSeed(hang), 'not needed', fakeClock()).begun,
  ];

  const ran = run(aSeed(hang));
  stop();
  stopForGood();
  begun.push((await ran).begun);

  expect(begun).toEqual([true, true, false, true]);
});

test('a step leaves no timer and no listener, however it ends', async () => {
  const { interrupted, interruptedForGood } = interrupt();
  const { run } = running({ clock: systemClock, interrupted, interruptedForGood });
  const timers = openTimers();
  const poll = { until: () => false, withinMs: 20, everyMs: 5 };

  await run(aSeed(async () => {}));
  await run(aSeed(() => Promise.reject(new Error('no'))));
  await run(aSeed(hang, 5));
  await run(anInvoke(() => 1, { poll, timeoutMs: 20 }));
  await run(anInvoke(({ scope }) => scope.sleep(1)));

  expect(timers.size).toBe(0);
  expect([listeners(interrupted), listeners(interruptedForGood)]).toEqual([0, 0]);
});
