import { describe, expect, test } from 'vitest';
import { type Keeping, runKept } from '../../src/engine/keeping.ts';
import type { RunRequest } from '../../src/engine/run.ts';
import type { Scenario, StepScope } from '../../src/engine/scenario.ts';
import { prepareRun } from '../../src/engine/start.ts';
import { systemClock } from '../../src/engine/time.ts';
import { FAKE_START, fakeClock } from '../helpers/clock.ts';
import { latch } from '../helpers/latch.ts';
import { memoryStore } from '../helpers/store.ts';
import {
  aRequest,
  aSuiteBench,
  failing,
  hang,
  type ToyPorts,
  targetDown,
  toy,
} from '../helpers/toys.ts';

/** Seeds what it was given, asks, cleans up; `what` says what happens there. */
interface What {
  readonly seed?: (input: { nonce: string }) => void | Promise<void>;
  readonly ask?: (input: { scope: StepScope }) => unknown;
  readonly tidy?: () => void | Promise<void>;
}

function seeding({ seed = () => {}, ask = () => 'fine', tidy = () => {} }: What = {}) {
  return toy('seeding', 'Seeds')
    .given(({ nonce }) => ({ nonce }))
    .seed('put', seed)
    .invoke('answer', 'ask', ask)
    .cleanup('tidy', tidy);
}

async function kept(
  scenario: Scenario<ToyPorts>,
  {
    store = memoryStore(),
    request = aRequest(),
    bench = aSuiteBench(),
    ...keeping
  }: {
    store?: ReturnType<typeof memoryStore>;
    request?: RunRequest;
    bench?: ReturnType<typeof aSuiteBench>;
  } & Partial<Pick<Keeping, 'ledgerKeptMs'>> = {},
) {
  const unkept: string[] = [];
  const ran = await runKept(prepareRun([scenario], request, bench), bench, {
    store: store.store,
    fromEvent: true,
    unkept: (what, error) => void unkept.push(`${what}: ${(error as Error).message}`),
    ...keeping,
  });
  return { ran, unkept, run: store.run('run-1'), called: store.called };
}

describe('the store', () => {
  test('knows what was given before anything is seeded, and until when the run may live', async () => {
    const store = memoryStore();
    const known: unknown[] = [];
    const scenario = seeding({ seed: ({ nonce }) => void known.push(nonce, store.run('run-1')) });

    await kept(scenario, { store });

    const [nonce, then] = known;
    expect(then).toMatchObject({
      attempts: [{ scenario: 'seeding', given: { nonce } }],
      debt: { what: 'cleanup', dueAt: FAKE_START + 60_000 + 15_000 + 10 * 60_000 },
    });
  });

  test('is asked twice by a run that passes, and then nothing is left to do', async () => {
    const { ran, run, called, unkept } = await kept(seeding());

    expect(ran).toMatchObject({ outcome: 'ran', report: { verdict: 'passed' } });
    expect(run).toMatchObject({ report: { verdict: 'passed' }, debt: undefined });
    expect(called).toEqual(['begin', 'finish']);
    expect(unkept).toEqual([]);
  });

  test('is told of the end while the observers are: neither waits for the other', async () => {
    const { store, ...rest } = memoryStore();
    const told = latch();
    const heard = latch();
    const failed: unknown[] = [];
    const patient: typeof store = {
      ...store,
      async finish(...what) {
        told.open();
        await heard.opened;
        await store.finish(...what);
      },
    };
    const runFinished = async () => {
      heard.open();
      await told.opened;
    };

    const { run, unkept } = await kept(seeding(), {
      store: { ...rest, store: patient },
      bench: aSuiteBench({
        clock: systemClock,
        observers: [{ runFinished }],
        observerFailed: (error) => failed.push(error),
      }),
    });

    expect([...unkept, ...failed]).toEqual([]);
    expect(run).toMatchObject({ report: { verdict: 'passed' }, debt: undefined });
  });

  test('knows a further attempt before that seeds anything', async () => {
    const store = memoryStore();
    const known: number[] = [];
    const scenario = seeding({
      seed: () => void known.push(store.run('run-1')?.attempts.length ?? 0),
      ask: failing(targetDown),
    });

    await kept(scenario, { store, request: aRequest({ retries: 2 }) });

    expect(known).toEqual([1, 2, 3]);
    const nonces = store.run('run-1')?.attempts.map(({ given }) => JSON.stringify(given));
    expect(new Set(nonces).size).toBe(3);
  });

  test('knows a further attempt before that seeds anything, however late it hears of it', async () => {
    const clock = fakeClock();
    const { store, ...rest } = memoryStore();
    const late: typeof store = {
      ...store,
      async again(...what) {
        await clock.sleep(100);
        await store.again(...what);
      },
    };
    const known: number[] = [];
    const seed = () => void known.push(rest.run('run-1')?.attempts.length ?? 0);

    await kept(seeding({ seed, ask: failing(targetDown) }), {
      store: { ...rest, store: late },
      request: aRequest({ retries: 1 }),
      bench: aSuiteBench({ clock }),
    });

    expect(known).toEqual([1, 2]);
  });

  test('can tell two beginnings in the same millisecond apart', async () => {
    const { store, ...rest } = memoryStore();
    const claims: string[] = [];
    const begin: typeof store.begin = (request, beginning) => {
      claims.push(beginning.claim);
      return store.begin(request, beginning);
    };
    const bench = aSuiteBench();

    for (let n = 0; n < 2; n++)
      await kept(seeding(), { store: { ...rest, store: { ...store, begin } }, bench });

    expect(bench.clock.elapsed()).toBe(0);
    expect(new Set(claims).size).toBe(2);
  });

  test('keeps the ledger of a clean run in mind where that is swept', async () => {
    const { run } = await kept(seeding(), { ledgerKeptMs: 1_000 });
    expect(run?.debt).toEqual({ what: 'ledger', dueAt: FAKE_START + 1_000 });
    expect(run?.attempts).toHaveLength(1);
  });
});

test.each([
  ['could not clean up', { tidy: failing(targetDown) as never }],
  ['never heard of what it sent', { ask: sendAndHang }],
])('a run that %s is swept once more, a minute later', async (_what, how) => {
  const clock = fakeClock();
  const { run } = await kept(seeding(how), { bench: aSuiteBench({ clock }) });
  expect(run?.debt).toEqual({ what: 'cleanup', dueAt: clock.now() + 60_000 });
});

function sendAndHang({ scope }: { scope: StepScope }): Promise<never> {
  scope.request().sent();
  return hang();
}

test('what was begun before is not run again', async () => {
  const store = memoryStore();
  await kept(seeding(), { store });
  const seeded: string[] = [];

  const { ran } = await kept(seeding({ seed: ({ nonce }) => void seeded.push(nonce) }), { store });

  expect(ran).toEqual({ outcome: 'duplicate', id: 'run-1' });
  expect(seeded).toEqual([]);
});

describe('a store that cannot be asked', () => {
  test('keeps no run from happening, and each loss is told', async () => {
    const { ran, unkept } = await kept(seeding({ ask: failing(targetDown) }), {
      store: memoryStore({ fails: () => true }),
      request: aRequest({ retries: 1 }),
    });

    expect(ran).toMatchObject({ report: { verdict: 'failed' } });
    expect(unkept).toEqual(['begin: begin failed', 'again: again failed', 'report: finish failed']);
  });

  test('in the end has a run that it knew for one that died, and that is told', async () => {
    const { unkept, run } = await kept(seeding(), {
      store: memoryStore({ fails: (call) => call === 'finish' }),
    });

    expect(unkept).toEqual(['finish: finish failed']);
    expect(run?.debt?.what).toBe('cleanup');
  });

  test('at first learns in the end of all that may be left', async () => {
    const store = memoryStore({ fails: (call) => call === 'begin' || call === 'again' });
    const { run } = await kept(
      seeding({ ask: failing(targetDown), tidy: failing(targetDown) as never }),
      {
        store,
        request: aRequest({ retries: 1 }),
      },
    );

    expect(run).toMatchObject({ debt: { what: 'cleanup' } });
    expect(run?.attempts).toHaveLength(2);
  });

  test('and hangs takes of the body, and of nothing else', async () => {
    const clock = fakeClock();
    const { store } = memoryStore();
    const { ran, unkept } = await kept(seeding({ ask: hang }), {
      store: { ...memoryStore(), store: { ...store, begin: hang } },
      bench: aSuiteBench({ clock, bodyMs: 12_000 }),
    });

    expect(unkept).toEqual(['begin: not done within 5000 ms']);
    expect(ran).toMatchObject({ report: { verdict: 'failed', durationMs: 7_000 } });
    expect(clock.elapsed()).toBe(12_000);
  });
});

test('a store that an interrupt cut off is not blamed for it, nor waited for', async () => {
  const stop = new AbortController();
  const clock = fakeClock();
  const { store, ...memory } = memoryStore();
  const begin = () => {
    stop.abort(new Error('SIGINT'));
    return hang();
  };
  const { ran, unkept } = await kept(seeding(), {
    store: { ...memory, store: { ...store, begin } },
    bench: aSuiteBench({ clock, interrupted: stop.signal }),
  });

  expect(ran).toMatchObject({ report: { verdict: 'broken' } });
  expect(unkept).toEqual([]);
  expect(clock.elapsed()).toBeLessThan(5_000);
});

test('where everything hangs, a run is told of within its body, its cleanup and one call', async () => {
  const clock = fakeClock();
  const observed: string[] = [];
  const memory = memoryStore();
  const hanging = { ...memory.store, begin: hang, again: hang, finish: hang };
  const { ran, unkept } = await kept(seeding({ ask: hang, tidy: hang }), {
    store: { ...memory, store: hanging },
    request: aRequest(),
    bench: aSuiteBench({
      clock,
      bodyMs: 38_000,
      cleanupMs: 15_000,
      observers: [{ runFinished: () => void observed.push(`told at ${clock.elapsed()}`) }],
    }),
  });

  expect(ran).toMatchObject({ report: { verdict: 'failed' } });
  expect(observed).toHaveLength(1);
  expect(unkept.map((what) => what.split(':')[0])).toEqual(['begin', 'report']);
  expect(clock.elapsed()).toBeLessThanOrEqual(38_000 + 15_000 + 5_000);
});
