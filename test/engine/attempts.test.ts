import { describe, expect, test, vi } from 'vitest';
import { type PollWindow, polling, retrying } from '../../src/engine/attempts.ts';
import { FailureError, type Repeat } from '../../src/engine/failure.ts';
import { openScope } from '../../src/engine/scope.ts';
import { share } from '../../src/engine/time.ts';
import { fakeClock } from '../helpers/clock.ts';
import { listeners } from '../helpers/process.ts';
import { accessDenied, hang, interrupt, targetDown } from '../helpers/toys.ts';

const never = new AbortController().signal;
const least = () => 0;
const most = () => 1;

function aScope(ms = 10_000) {
  const clock = fakeClock();
  const stop = interrupt();
  const scope = openScope(clock, never, stop.interrupted, share(clock, ms));
  return { clock, scope, ...stop };
}

/** Fails `times` times, then answers; `at` are the moments at which it was called. */
function failingAtFirst(times: number, error: () => unknown, clock = fakeClock()) {
  const at: number[] = [];
  const call = async () => {
    at.push(clock.elapsed());
    if (at.length <= times) throw error();
    return 'answer';
  };
  return { call, at };
}
const down = (repeat: Repeat) => () => new FailureError(targetDown, repeat);

describe('a call that failed', () => {
  test.each([
    ['idempotent', 'safe', 1],
    ['idempotent', 'idempotent', 4],
    ['never', 'safe', 1],
    ['never', 'idempotent', 1],
  ] as const)(
    'whose failure says %s, and which may be sent again when %s, is sent %i times',
    async (repeat, repeatable, times) => {
      const { scope } = aScope();
      const { call, at } = failingAtFirst(9, down(repeat));

      const outcome = retrying(scope, repeatable, call).catch((error: unknown) => error);

      expect(await outcome).toMatchObject({ failure: targetDown });
      expect(at).toHaveLength(times);
    },
  );

  test.each([
    ['which was turned away', 'safe', false],
    ['which must be done', 'idempotent', true],
  ] as const)('%s, is sent for as long as there is time', async (_what, repeat, persistent) => {
    const { clock, scope } = aScope();
    const { call, at } = failingAtFirst(99, down(repeat), clock);

    await expect(
      retrying(scope, 'idempotent', call, { persistent, chance: most }),
    ).rejects.toMatchObject({ failure: targetDown });

    expect(at).toEqual([0, 100, 300, 700, 1500, 2500, 3500, 4500, 5500, 6500, 7500, 8500, 9500]);
  });

  test.each([false, true])(
    'for lack of a way to AWS is sent four times, though it must be done: %s',
    async (persistent) => {
      const { scope } = aScope();
      const { call, at } = failingAtFirst(9, () => new FailureError(accessDenied, 'safe'));

      await retrying(scope, 'safe', call, { persistent }).catch(() => {});

      expect(at).toHaveLength(4);
    },
  );

  test('which may not be done twice, is sent once, though it must be done', async () => {
    const { scope } = aScope();
    const { call, at } = failingAtFirst(9, down('never'));

    await retrying(scope, 'idempotent', call, { persistent: true }).catch(() => {});

    expect(at).toHaveLength(1);
  });

  test('in a way that nobody foresaw is not sent again', async () => {
    const { scope } = aScope();
    const { call, at } = failingAtFirst(1, () => new TypeError('a bug'));

    await expect(retrying(scope, 'idempotent', call)).rejects.toThrow('a bug');
    expect(at).toHaveLength(1);
  });

  test('is sent again until it is answered', async () => {
    const { scope } = aScope();

    const { call } = failingAtFirst(3, down('safe'));

    await expect(retrying(scope, 'safe', call)).resolves.toBe('answer');
  });

  test.each([
    ['the shortest', least, [0, 50, 150, 350, 750, 1250, 1750, 2250, 2750, 3250]],
    ['the longest', most, [0, 100, 300, 700, 1500, 2500, 3500, 4500, 5500, 6500]],
  ])(
    'is sent again after pauses that double, up to a second: %s',
    async (_name, chance, moments) => {
      const { clock, scope } = aScope();
      const { call, at } = failingAtFirst(9, down('safe'), clock);

      await retrying(scope, 'safe', call, { chance });

      expect(at).toEqual(moments);
    },
  );

  test('is reported as it failed when no time is left for a pause', async () => {
    const { clock, scope } = aScope(120);
    const { call, at } = failingAtFirst(9, down('safe'), clock);

    await expect(retrying(scope, 'safe', call, { chance: most })).rejects.toMatchObject({
      failure: targetDown,
    });
    expect(at).toEqual([0, 100]);
  });

  test('is not sent again once the run is stopped', async () => {
    const { clock, scope, stop, reason } = aScope();
    const { call, at } = failingAtFirst(9, down('safe'), clock);
    const outcome = retrying(scope, 'safe', call).catch((error: unknown) => error);

    await Promise.resolve(); // the first call has failed, the pause has begun
    stop();

    expect(await outcome).toBe(reason);
    expect(at).toEqual([0]);
  });

  test('is what holds the step up while it is sent again, and no longer', async () => {
    const { scope } = aScope();
    const seen: unknown[] = [];
    const { call } = failingAtFirst(1, down('safe'));

    await retrying(scope, 'safe', () => {
      seen.push(scope.heldUpBy);
      return call();
    });
    seen.push(scope.heldUpBy);

    expect(seen).toEqual([undefined, targetDown, undefined]);
  });
});

describe('polling', () => {
  const window = (over: Partial<PollWindow<number>> = {}): PollWindow<number> => ({
    until: (n) => n >= 3,
    withinMs: 10_000,
    ...over,
  });
  const counting = () => {
    let n = 0;
    return vi.fn(() => ++n);
  };

  test('asks once when the first answer is the one', async () => {
    const clock = fakeClock();
    const ask = counting();

    await expect(polling(clock, window({ until: () => true }), [never], ask)).resolves.toBe(1);

    expect(ask).toHaveBeenCalledTimes(1);
    expect(clock.elapsed()).toBe(0);
  });

  test('asks until the answer is there', async () => {
    await expect(polling(fakeClock(), window(), [never], counting())).resolves.toBe(3);
  });

  test.each([
    ['by default to half a second', {}, [0, 50, 150, 350, 750, 1250, 1750, 2000]],
    ['to the pause that is asked for', { everyMs: 80 }, [0, 50, 130, 210, 290, 370, 400]],
    ['and are short where that is asked for', { everyMs: 10 }, [0, 10, 20, 30, 40]],
  ])('pauses that double, %s, with a last question as the window closes', async (_, over, at) => {
    const clock = fakeClock();
    const seen: number[] = [];
    const how = window({ until: () => false, withinMs: at.at(-1) ?? 0, ...over });

    await polling(clock, how, [never], () => seen.push(clock.elapsed()));

    expect(seen).toEqual(at);
  });

  test('lets the last answer stand when the window closes', async () => {
    const how = window({ until: () => false, withinMs: 100 });

    await expect(polling(fakeClock(), how, [never], counting())).resolves.toBe(3);
  });

  test('asks once when there is no window', async () => {
    const ask = counting();

    await polling(fakeClock(), window({ withinMs: 0 }), [never], ask);

    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('hands on what a question fails with', async () => {
    const ask = () => Promise.reject(new FailureError(targetDown));

    await expect(polling(fakeClock(), window(), [never], ask)).rejects.toMatchObject({
      failure: targetDown,
    });
  });

  test('ends in the middle of a pause when any signal says so', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const ask = counting();
    const outcome = polling(clock, window({ until: () => false }), [never, stop.signal], ask);

    await Promise.resolve();
    stop.abort('stopped');

    await expect(outcome).rejects.toBe('stopped');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(listeners(stop.signal)).toBe(0);
  });

  test('waits for a question that is under way', async () => {
    const clock = fakeClock();
    let ended = false;

    void polling(clock, window(), [never], hang).finally(() => {
      ended = true;
    });
    await clock.sleep(60_000);

    expect(ended).toBe(false);
  });
});
