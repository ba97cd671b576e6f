import { describe, expect, test } from 'vitest';
import { runId, scenarioName } from '../../src/engine/run.ts';
import type { Debt } from '../../src/engine/run-store.ts';
import { type SweepBench, sweep } from '../../src/engine/sweeper.ts';
import type { Clock } from '../../src/engine/time.ts';
import { FAKE_START, fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/store.ts';
import { failing, hang, type ToyPorts, targetDown, toy, toyPorts } from '../helpers/toys.ts';

const schedule = { kind: 'schedule', rule: 'r' } as const;

/** A scenario that writes down what it cleaned up. */
function tidying(name = 'tidying', tidy: (key: string) => void | Promise<void> = () => {}) {
  const keys: string[] = [];
  const scenario = toy(name, 'Tidies')
    .given(({ nonce }) => ({ key: nonce }))
    .seed('put', () => {
      throw new Error('a sweep seeds nothing');
    })
    .cleanup('tidy', async ({ key }) => {
      await tidy(key);
      keys.push(key);
    });
  return { scenario, keys };
}

interface Left {
  readonly id: string;
  readonly keys: readonly string[];
  readonly debt?: Debt;
  readonly scenario?: string;
}

async function remembering(...left: readonly Left[]) {
  const memory = memoryStore();
  for (const { id, keys, scenario = 'tidying', debt = due('cleanup') } of left) {
    await memory.store.begin(
      { id: runId(id), trigger: schedule, requestedAt: FAKE_START },
      {
        attempts: keys.map((key) => ({ scenario: scenarioName(scenario), given: { key } })),
        debt,
        fromEvent: true,
        claim: id,
      },
    );
  }
  return memory;
}

const due = (what: Debt['what'], dueAt = FAKE_START): Debt => ({ what, dueAt });

/** The same, answering that much later. */
function late<M extends Awaited<ReturnType<typeof remembering>>>(
  memory: M,
  clock: Clock,
  ms: number,
) {
  const after =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args) => {
      if (ms > 0) await clock.sleep(ms);
      return await call(...args);
    };
  const { unfinished, settle } = memory.store;
  return {
    ...memory,
    store: { ...memory.store, unfinished: after(unfinished), settle: after(settle) },
  };
}

function on(
  memory: Awaited<ReturnType<typeof remembering>>,
  scenario: SweepBench<ToyPorts>['scenarios'][number],
  rest: Partial<SweepBench<ToyPorts>> = {},
) {
  return sweep({
    clock: fakeClock(),
    bind: toyPorts,
    store: memory.store,
    scenarios: [scenario],
    interrupted: new AbortController().signal,
    limitMs: 10_000,
    most: 10,
    keptToo: false,
    ...rest,
  });
}

describe('a run that died', () => {
  test('is cleaned up by its own scenarios’ cleanup, with what each attempt was given', async () => {
    const { scenario, keys } = tidying();
    const memory = await remembering({ id: 'a', keys: ['1', '2'] }, { id: 'b', keys: ['3'] });

    const report = await on(memory, scenario);

    expect(keys.sort()).toEqual(['1', '2', '3']);
    expect(report).toMatchObject({ found: 3, removed: 3, more: false });
    expect(memory.run('a')?.debt).toBeUndefined();
    expect(await on(memory, scenario)).toMatchObject({ found: 0, removed: 0, runs: [] });
  });

  test('is left alone until it is surely over', async () => {
    const { scenario, keys } = tidying();
    const memory = await remembering({
      id: 'a',
      keys: ['1'],
      debt: due('cleanup', FAKE_START + 1),
    });
    const clock = fakeClock();

    await on(memory, scenario, { clock });
    expect(keys).toEqual([]);

    clock.pass(1);
    await on(memory, scenario, { clock });
    expect(keys).toEqual(['1']);
  });

  test('and cannot be cleaned up says why, and waits behind the others', async () => {
    const { scenario } = tidying('tidying', (key) => {
      if (key === 'stuck')
        failing(targetDown)({ scope: { request: () => ({ sent() {} }) } } as never);
    });
    const clock = fakeClock();
    const memory = await remembering(
      { id: 'a', keys: ['stuck'], debt: due('cleanup', FAKE_START - 2) },
      { id: 'b', keys: ['1'], debt: due('cleanup', FAKE_START - 1) },
    );

    const first = await on(memory, scenario, { clock, most: 1 });
    expect(first).toMatchObject({ found: 1, removed: 0, more: true });
    expect(first.runs[0]?.failures).toMatchObject([
      { scenario: 'tidying', step: 'tidy', failure: { message: 'the target is down' } },
    ]);
    expect(await on(memory, scenario, { clock, most: 1 })).toMatchObject({ found: 1, removed: 1 });
    expect(memory.run('a')?.debt).toEqual(due('cleanup'));
  });

  test('of a scenario that is gone is found and not removed', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'], scenario: 'gone' });
    const report = await on(memory, tidying().scenario);
    expect(report).toMatchObject({ found: 1, removed: 0 });
    expect(report.runs[0]?.failures[0]?.failure.message).toContain('no scenario gone any more');
  });

  test('of a scenario that is gone is removed by one that knows how', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'], scenario: 'gone' });
    const { scenario, keys } = tidying();
    const knowing = { inItsPlace: (given: object) => ('key' in given ? scenario : undefined) };

    expect(await on(memory, tidying('other').scenario, knowing)).toMatchObject({
      found: 1,
      removed: 1,
    });
    expect(keys).toEqual(['1']);
    expect(memory.run('a')?.debt).toBeUndefined();
  });

  test('of a scenario that is gone is told under its name, where another one fails in its place', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'], scenario: 'gone' });
    const { scenario } = tidying('other', () => {
      throw new Error('not today');
    });
    const report = await on(memory, scenario, { inItsPlace: () => scenario });
    expect(report.runs[0]?.failures).toMatchObject([{ scenario: 'gone', step: 'tidy' }]);
  });

  test('of a scenario that needs no cleanup any more is removed by one that knows how', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'] });
    const { scenario, keys } = tidying('other');
    const reading = toy('tidying', 'Reads')
      .given(() => ({}))
      .invoke('answer', 'ask', () => 1)
      .leavesNothing('it only reads');

    await on(memory, reading, { inItsPlace: () => scenario });
    expect(keys).toEqual(['1']);
  });

  test('of a scenario that needs no cleanup left nothing', async () => {
    const reading = toy('tidying', 'Reads')
      .given(() => ({}))
      .invoke('answer', 'ask', () => 1)
      .leavesNothing('it only reads');
    const memory = await remembering({ id: 'a', keys: ['1'] });
    expect(await on(memory, reading)).toMatchObject({ found: 0, removed: 0 });
    expect(memory.run('a')?.debt).toBeUndefined();
  });
});

describe('what is kept on purpose', () => {
  test.each([
    [false, false],
    [true, true],
  ])('goes before its time only to a sweep by hand: %s', async (keptToo, gone) => {
    const { scenario, keys } = tidying();
    const debt = due('kept', FAKE_START + 60_000);
    const memory = await remembering({ id: 'a', keys: ['1'], debt });
    await on(memory, scenario, { keptToo });
    expect(keys.length > 0).toBe(gone);
  });
});

describe('bounded', () => {
  test.each(['cleanup', 'kept'] as const)(
    'in number, of %s: the others come next',
    async (what) => {
      const { scenario, keys } = tidying();
      const memory = await remembering(
        ...Array.from({ length: 5 }, (_, n) => ({ id: `r${n}`, keys: [`${n}`], debt: due(what) })),
      );
      expect(await on(memory, scenario, { most: 3 })).toMatchObject({ found: 3, more: true });
      expect(await on(memory, scenario, { most: 3 })).toMatchObject({ found: 2, more: false });
      expect(keys).toHaveLength(5);
    },
  );

  test('in number, of all kinds together: the store is asked for no more than that', async () => {
    const { scenario } = tidying();
    const memory = await remembering(
      { id: 'a', keys: ['1'] },
      { id: 'b', keys: ['2'], debt: due('kept') },
    );
    const asked: string[] = [];
    const unfinished: typeof memory.store.unfinished = async (what, how) => {
      asked.push(`${how.howMany} ${what}`);
      return await memory.store.unfinished(what, how);
    };
    const spied = { ...memory, store: { ...memory.store, unfinished } };

    await on(spied, scenario, { most: 3 });
    expect(asked).toEqual(['3 cleanup', '3 kept']);
  });

  test('in number, of each kind: what can never be removed keeps no other kind from its turn', async () => {
    const { scenario, keys } = tidying('tidying', (key) => {
      if (key === 'stuck') throw new Error('not today');
    });
    const memory = await remembering(
      { id: 'a', keys: ['stuck'] },
      { id: 'b', keys: ['stuck'] },
      { id: 'c', keys: ['1'], debt: due('kept') },
    );

    for (const _ of [1, 2, 3]) await on(memory, scenario, { most: 1 });
    expect(keys).toEqual(['1']);
  });

  test('in number: that there is more of one kind is told, whatever there is of the next', async () => {
    const { store, ...memory } = await remembering();
    const unfinished: typeof store.unfinished = async (what) => ({
      runs: [], // those of the index were settled meanwhile
      more: what === 'cleanup',
    });
    const report = await on({ ...memory, store: { ...store, unfinished } }, tidying().scenario);
    expect(report).toMatchObject({ found: 0, more: true });
  });

  test.each([
    [0, 'cleanup'],
    [5, 'cleanup'],
    [50, 'cleanup'],
    [0, 'kept'],
  ] as const)(
    'in time, where cleanups hang and the store takes %i ms, of %s',
    async (lateMs, what) => {
      const clock = fakeClock();
      const { scenario } = tidying('tidying', hang);
      const ids = ['a', 'b', 'c', 'd', 'e'];
      const memory = await remembering(...ids.map((id) => ({ id, keys: [id], debt: due(what) })));

      const report = await on(late(memory, clock, lateMs), scenario, { clock, limitMs: 3_000 });

      expect(clock.elapsed()).toBeLessThanOrEqual(3_000);
      expect(report).toMatchObject({ found: 3, removed: 0, more: true });
      // They wait behind those that were not met.
      const left = await memory.store.unfinished(what, { dueBy: FAKE_START, howMany: 9 });
      expect(left.runs.map(({ id }) => id)).toEqual(['d', 'e']);
    },
  );

  test('in time: a run whose cleanups hang has a quarter of a minute, however much there is', async () => {
    const clock = fakeClock();
    const { scenario } = tidying('tidying', hang);
    const memory = await remembering({ id: 'a', keys: ['1'] });
    const thrice = scenario.cleanup('twice', hang).cleanup('thrice', hang);
    await on(memory, thrice, { clock, limitMs: 300_000 });
    expect(clock.elapsed()).toBe(15_000);
  });

  test('in time: one that hangs keeps no other from being met', async () => {
    const { scenario, keys } = tidying('tidying', (key) => (key === '1' ? hang() : undefined));
    const memory = await remembering({ id: 'a', keys: ['1'] }, { id: 'b', keys: ['2'] });
    const report = await on(memory, scenario, { limitMs: 2_000 });
    expect(keys).toEqual(['2']);
    expect(report).toMatchObject({ found: 2, removed: 1 });
  });

  test('by a store that answers no more: what was done before is told', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'] });
    let asked = 0;
    const unfinished: typeof memory.store.unfinished = async (...args) => {
      asked += 1;
      if (asked > 1) throw new Error('gone');
      return await memory.store.unfinished(...args);
    };
    const store = { ...memory.store, unfinished };
    expect(await on(memory, tidying().scenario, { store })).toMatchObject({
      found: 1,
      removed: 1,
      more: true,
    });
  });

  test('in time: what had too little of it was not removed', async () => {
    const { scenario } = tidying('tidying', hang);
    const memory = await remembering({ id: 'a', keys: ['1'] });
    const report = await on(memory, scenario, { limitMs: 1_000 });
    expect(report).toMatchObject({ found: 1, removed: 0 });
    expect(memory.run('a')?.debt?.what).toBe('cleanup');
  });

  test.each([
    [624, 0],
    [626, 1],
  ])('in time: in %i ms, %i runs can be begun and told of', async (limitMs, found) => {
    const memory = await remembering({ id: 'a', keys: ['1'] });
    const report = await on(memory, tidying().scenario, { limitMs });
    expect(report).toMatchObject({ found, more: found === 0 });
  });

  test('by an interrupt, where the store hangs', async () => {
    const stop = new AbortController();
    const memory = await remembering();
    const store = { ...memory.store, unfinished: hang };
    const swept = on(memory, tidying().scenario, { store, interrupted: stop.signal });
    stop.abort(new Error('SIGINT'));
    await expect(swept).rejects.toThrow('SIGINT');
  });

  test('in time, where the store hangs', async () => {
    const clock = fakeClock();
    const memory = await remembering();
    const store = { ...memory.store, unfinished: hang };
    await expect(on(memory, tidying().scenario, { clock, store, limitMs: 2_000 })).rejects.toThrow(
      'not done within 2000 ms',
    );
  });

  test.each([
    ['does not take', () => Promise.reject(new Error('denied'))],
    ['hangs over', hang],
  ])('by a store that %s what came of a run: it is told all the same', async (_what, settle) => {
    const { scenario, keys } = tidying();
    const memory = await remembering({ id: 'a', keys: ['1'] });
    const store = { ...memory.store, settle: settle as typeof memory.store.settle };

    expect(await on(memory, scenario, { store })).toMatchObject({ found: 1, removed: 1 });
    expect(keys).toEqual(['1']);
  });

  test('in time: of two cleanups, one that hangs leaves some to the other', async () => {
    const keys: string[] = [];
    const { scenario } = tidying('tidying', hang);
    const clock = fakeClock();
    const twice = scenario.cleanup('last', async ({ key }) => {
      await clock.sleep(1);
      keys.push(key);
    });
    const memory = await remembering({ id: 'a', keys: ['1'] });

    const report = await on(memory, twice, { clock });

    expect(keys).toEqual(['1']);
    expect(report).toMatchObject({ found: 1, removed: 0 });
  });

  test('by an interrupt: what was begun is ended, nothing else is begun', async () => {
    const stop = new AbortController();
    const { scenario, keys } = tidying('tidying', () => stop.abort());
    const memory = await remembering({ id: 'a', keys: ['1'] }, { id: 'b', keys: ['2'] });
    const report = await on(memory, scenario, { interrupted: stop.signal });
    expect(keys).toEqual(['1']);
    expect(report).toMatchObject({ found: 1, removed: 1, more: true });
    expect(memory.run('a')?.debt).toBeUndefined();
  });
});

describe('the ledger', () => {
  const ledger = (taken: string[]) => ({
    keptMs: 60_000,
    remove: async (given: object) => {
      taken.push((given as { key: string }).key);
      return 6;
    },
  });

  test('is left alone unless it is swept too', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'], debt: due('ledger') });
    expect(await on(memory, tidying().scenario)).toMatchObject({ runs: [], ledgerEntries: 0 });
    expect(memory.run('a')?.debt).toEqual(due('ledger'));
  });

  test('of a run that died is due a while after its cleanup', async () => {
    const taken: string[] = [];
    const memory = await remembering({ id: 'a', keys: ['1'] });
    const clock = fakeClock();

    clock.pass(1_000);
    await on(memory, tidying().scenario, { clock, ledger: ledger(taken) });
    expect(taken).toEqual([]);
    expect(memory.run('a')?.debt).toEqual(due('ledger', FAKE_START + 60_000)); // since it began
    clock.pass(60_000);
    const report = await on(memory, tidying().scenario, { clock, ledger: ledger(taken) });

    expect(taken).toEqual(['1']);
    expect(report).toMatchObject({ found: 0, removed: 0, ledgerEntries: 6 });
    expect(memory.run('a')?.debt).toBeUndefined();
  });

  test('that may not be touched says so, and is no leftover', async () => {
    const memory = await remembering({ id: 'a', keys: ['1'], debt: due('ledger') });
    const remove = () => Promise.reject(new Error('denied'));
    const report = await on(memory, tidying().scenario, { ledger: { keptMs: 1, remove } });
    expect(report).toMatchObject({ found: 0, removed: 0, ledgerEntries: 0 });
    expect(report.runs[0]?.failures[0]).toMatchObject({ step: 'delete-ledger-entries' });
    expect(memory.run('a')?.debt).toEqual(due('ledger'));
  });
});
