import { describe, expect, test } from 'vitest';
import { openScope } from '../../src/engine/scope.ts';
import { share, TimeUp } from '../../src/engine/time.ts';
import { fakeClock } from '../helpers/clock.ts';
import { listeners, warningsOf } from '../helpers/process.ts';

function aScope(ms = 1_000) {
  const clock = fakeClock();
  const [over, interrupt] = [new AbortController(), new AbortController()];
  const scope = openScope(clock, over.signal, interrupt.signal, share(clock, ms));
  return { clock, over, interrupt, scope };
}

describe('requests', () => {
  test('count when they go out, each once', () => {
    const { scope } = aScope();
    const [first, second] = [scope.request(), scope.request()];

    first.sent();
    first.sent();
    second.ended();
    second.sent();

    expect(scope.calls).toBe(1);
  });

  test('are being prepared until they go out or end', () => {
    const { scope } = aScope();
    const seen = [scope.preparing];
    const [first, second] = [scope.request(), scope.request()];

    seen.push(scope.preparing);
    first.sent();
    seen.push(scope.preparing);
    second.ended();
    seen.push(scope.preparing);

    expect(seen).toEqual([false, true, true, false]);
  });
});

test('its end is heard by as many requests as there are, without a warning of Node’s', async () => {
  const { scope } = aScope();
  const warnings = await warningsOf(async () => {
    for (let n = 0; n < 30; n++) scope.signal.addEventListener('abort', () => {});
  });

  expect(warnings).toEqual([]);
});

describe('a pause', () => {
  test('passes when it ends in time', async () => {
    const { clock, scope } = aScope();

    await scope.sleep(999);

    expect(clock.elapsed()).toBe(999);
  });

  test('is not begun when it cannot end in time', async () => {
    const { clock, scope } = aScope();
    await scope.sleep(600);

    await expect(scope.sleep(400)).rejects.toEqual(new TimeUp(1_000));

    expect(clock.elapsed()).toBe(600);
  });

  test.each(['over', 'interrupt'] as const)(
    'ends when the step is over or the run is stopped: %s',
    async (which) => {
      const { clock, scope, ...stops } = aScope();
      const pause = scope.sleep(500);

      stops[which].abort('no more');

      await expect(pause).rejects.toBe('no more');
      expect(clock.elapsed()).toBe(0);
      expect([listeners(stops.over.signal), listeners(stops.interrupt.signal)]).toEqual([0, 0]);
    },
  );
});

test('what is noted is kept, the last word under each key, and evidence is told apart', () => {
  const { scope } = aScope();

  scope.note('function', 'old');
  scope.note('function', 'api');
  scope.evidence('logTail', 'ERROR …');

  expect(scope.notes).toEqual({ function: 'api', logTail: 'ERROR …' });
  expect(scope.evidenceKeys).toEqual(['logTail']);
});

test('a note is as it was when it was made', () => {
  const { scope } = aScope();
  const answer = { entries: ['one'] };

  scope.note('ledger', answer);
  answer.entries.push('two');

  expect(scope.notes.ledger).toEqual({ entries: ['one'] });
});

test('says what holds the step up for as long as it does', () => {
  const { scope } = aScope();
  const throttled = { kind: 'timeout', message: 'slow', allowedMs: 1 } as const;
  const seen: unknown[] = [scope.heldUpBy];

  scope.heldUp(throttled);
  seen.push(scope.heldUpBy);
  scope.heldUp(undefined);
  seen.push(scope.heldUpBy);

  expect(seen).toEqual([undefined, throttled, undefined]);
});
