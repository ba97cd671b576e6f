import { describe, expect, test } from 'vitest';
import {
  delayed,
  isoTime,
  millis,
  share,
  systemClock,
  TimeUp,
  within,
} from '../../src/engine/time.ts';
import { fakeClock, settled } from '../helpers/clock.ts';
import { listeners, openTimers, warningsOf } from '../helpers/process.ts';
import { hang } from '../helpers/toys.ts';

const never = new AbortController().signal;

describe.each([
  ['the system’s', () => systemClock],
  ['the fake', fakeClock],
])('%s clock', (_name, make) => {
  test('sleeps as long as it was told to', async () => {
    const clock = make();
    const before = clock.elapsed();

    await clock.sleep(20);

    expect(clock.elapsed() - before).toBeGreaterThanOrEqual(19);
    expect(clock.elapsed() - before).toBeLessThan(1_000);
  });

  test('wakes with the reason of whichever signal aborts first', async () => {
    const clock = make();
    const [first, second] = [new AbortController(), new AbortController()];
    const sleeping = clock.sleep(60_000, first.signal, second.signal);

    second.abort('the second');
    first.abort('the first');

    await expect(sleeping).rejects.toBe('the second');
  });

  test('does not fall asleep when it has been told to stop', async () => {
    await expect(make().sleep(60_000, never, AbortSignal.abort('before'))).rejects.toBe('before');
  });

  test.each([
    ['was slept through', 1, undefined],
    ['was broken off', 60_000, 'stop'],
  ])('leaves no listener and no timer when a sleep %s', async (_how, ms, reason) => {
    const clock = make();
    const [stop, other] = [new AbortController(), new AbortController()];
    const timers = openTimers();

    const sleeping = clock.sleep(ms, stop.signal, other.signal).catch(() => {});
    expect(listeners(other.signal)).toBe(1);
    if (reason) stop.abort(reason);
    await sleeping;

    expect([listeners(stop.signal), listeners(other.signal)]).toEqual([0, 0]);
    expect(timers.size).toBe(0);
  });
});

describe('the system’s clock', () => {
  test('tells the time of day, and durations that no change of it touches', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
    expect(Math.abs(systemClock.elapsed() - performance.now())).toBeLessThan(1_000);
  });

  test('lets many steps wait for one signal, without a warning of Node’s', async () => {
    const stop = new AbortController();

    const warnings = await warningsOf(async () => {
      const sleeping = Array.from({ length: 30 }, () => systemClock.sleep(60_000, stop.signal));
      stop.abort();
      await Promise.allSettled(sleeping);
    });

    expect(warnings).toEqual([]);
  });
});

describe('a share of time', () => {
  test('runs from when it was made and never below nothing', async () => {
    const clock = fakeClock();
    const mine = share(clock, 100);
    const seen = [mine.remaining()];

    await clock.sleep(30);
    seen.push(mine.remaining());
    await clock.sleep(80);
    seen.push(mine.remaining());

    expect(seen).toEqual([100, 70, 0]);
    expect(mine.ms).toBe(100);
  });
});

describe('within', () => {
  test('hands on what the work comes to', async () => {
    const clock = fakeClock();

    await expect(within(clock, 10, never, async () => 'done')).resolves.toBe('done');
    await expect(within(clock, 10, never, () => Promise.reject('no'))).rejects.toBe('no');
    await expect(
      within(clock, 10, never, () => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
  });

  test('ends when the time is up, whether or not the work heeds its signal', async () => {
    const clock = fakeClock();
    let signal = never;

    const outcome = await within(clock, 1234.4, never, (given) => {
      signal = given;
      return hang();
    }).catch((error: unknown) => error);

    expect(outcome).toBeInstanceOf(TimeUp);
    expect(outcome).toMatchObject({
      name: 'TimeUp',
      allowedMs: 1234.4,
      message: 'not done within 1234 ms',
    });
    expect(clock.elapsed()).toBe(1234.4);
    expect(signal.reason).toBe(outcome);
  });

  test('ends at once when it is stopped, and tells the work why', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    let signal = never;
    const outcome = within(clock, 1_000, stop.signal, (given) => {
      signal = given;
      return hang();
    });

    stop.abort('enough');

    await expect(outcome).rejects.toBe('enough');
    expect(signal.reason).toBe('enough');
    expect(clock.elapsed()).toBe(0);
  });

  test('does not begin what was stopped before', async () => {
    let begun = false;
    const outcome = within(fakeClock(), 1_000, AbortSignal.abort('early'), async () => {
      begun = true;
    });

    await expect(outcome).rejects.toBe('early');
    expect(begun).toBe(false);
  });

  test('does not hear what the work does after its time', async () => {
    const clock = fakeClock();
    const late = within(clock, 10, never, async () => {
      await clock.sleep(50);
      throw new Error('too late to matter'); // unhandled, it would fail this test run
    });

    await expect(late).rejects.toBeInstanceOf(TimeUp);
    await clock.sleep(100);
  });

  test('has an answer that comes just in time', async () => {
    const clock = fakeClock();

    await expect(within(clock, 50, never, () => clock.sleep(49.9))).resolves.toBeUndefined();
  });

  test('asks whatever the work left behind to stop when the work is done', async () => {
    let signal = never;
    await within(fakeClock(), 10, never, async (given) => {
      signal = given;
    });

    await settled();

    expect(signal.aborted).toBe(true);
  });

  test.each([
    ['is done', async () => 'done'],
    ['fails', () => Promise.reject(new Error('no'))],
    ['is out of time', hang],
  ])('leaves no listener and no timer when the work %s', async (_how, work) => {
    const stop = new AbortController();
    const timers = openTimers();

    await within(systemClock, 5, stop.signal, work).catch(() => {});

    expect([listeners(stop.signal), timers.size]).toEqual([0, 0]);
  });
});

describe('a delayed signal', () => {
  test('follows after the grace, for the same reason', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const late = delayed(clock, stop.signal, 2_000);

    stop.abort('SIGTERM');
    await clock.sleep(1_999);
    expect(late.signal.aborted).toBe(false);
    await clock.sleep(1);
    await settled();

    expect(late.signal.reason).toBe('SIGTERM');
  });

  test('follows a signal that had aborted before', async () => {
    const clock = fakeClock();
    const late = delayed(clock, AbortSignal.abort('early'), 2_000);

    await clock.sleep(2_000);
    await settled();

    expect(late.signal.reason).toBe('early');
  });

  test('never follows once it is closed', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const [before, after] = [1, 2].map(() => delayed(clock, stop.signal, 2_000));

    before?.close();
    stop.abort();
    after?.close();
    await clock.sleep(5_000);

    expect([before?.signal.aborted, after?.signal.aborted]).toEqual([false, false]);
  });

  test('leaves no listener and no timer once it is closed', () => {
    const stop = new AbortController();
    const timers = openTimers();
    const late = delayed(systemClock, stop.signal, 60_000);
    const begun = delayed(systemClock, AbortSignal.abort(), 60_000);
    expect([listeners(stop.signal), timers.size]).toEqual([1, 1]);

    late.close();
    begun.close();

    expect([listeners(stop.signal), timers.size]).toEqual([0, 0]);
  });
});

test('a moment is written in ISO 8601, a duration to the hundredth of a millisecond', () => {
  expect(isoTime(1_769_860_800_123)).toBe('2026-01-31T12:00:00.123Z');
  expect([millis(12.3456), millis(0.001), millis(7)]).toEqual([12.35, 0, 7]);
});
