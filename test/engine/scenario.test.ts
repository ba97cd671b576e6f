import { describe, expect, test } from 'vitest';
import { atLeast, met } from '../../src/engine/checks.ts';
import { type Scenario, scenarioFor } from '../../src/engine/scenario.ts';

interface Shop {
  readonly shop: {
    open(name: string): Promise<void>;
    sell(name: string): Promise<{ sold: number }>;
    close(name: string): Promise<void>;
  };
}
const scenario = scenarioFor<Shop, 'REGION' | 'TABLE'>();
const begun = () => scenario('sale', 'A sale').given(() => ({ name: 'n' }));
const seeded = () => begun().seed('open', ({ shop, name }) => shop.open(name));

describe('the chain', () => {
  test('becomes a definition: its settings, its steps in their order, their limits', () => {
    const sale = scenario('sale', 'A sale')
      .requires('REGION')
      .requires('TABLE')
      .given(({ nonce }) => ({ name: `shop-${nonce}` }))
      .seed('Open the shop!', ({ shop, name }) => shop.open(name), { timeoutMs: 5 })
      .invoke('sold', 'sell', ({ shop, name }) => shop.sell(name), {
        id: 'sell-one',
        until: ({ sold }) => sold > 0,
        withinMs: 10,
        everyMs: 2,
      })
      .verify('one is sold', ({ sold }) => atLeast(1, { ok: true, value: [sold.sold] }))
      .cleanup('close', ({ shop, name }) => shop.close(name))
      .cleanup('close again', () => 7, { as: 'till' })
      .verify('the till is full', ({ till }) => atLeast(1, { ok: true, value: [till] }));

    expect(sale).toMatchObject({
      name: 'sale',
      title: 'A sale',
      requires: ['REGION', 'TABLE'],
      steps: [
        { phase: 'seed', id: 'open-the-shop', title: 'Open the shop!', timeoutMs: 5 },
        {
          phase: 'invoke',
          id: 'sell-one',
          as: 'sold',
          poll: { until: expect.any(Function), withinMs: 10, everyMs: 2 },
        },
        { phase: 'verify', id: 'one-is-sold' },
        { phase: 'cleanup', id: 'close' },
        { phase: 'cleanup', id: 'close-again', as: 'till' },
        { phase: 'verify', id: 'the-till-is-full' },
      ],
    });
  });

  test('polls only where that is asked for', () => {
    const [step] = begun()
      .invoke('sold', 'sell', ({ shop }) => shop.sell('a'))
      .leavesNothing('it only looks').steps;

    expect(step).not.toHaveProperty('poll');
  });

  test('says why it leaves nothing', () => {
    const look = begun()
      .verify('fine', () => met)
      .leavesNothing('it only looks');

    expect(look.leavesNothing).toBe('it only looks');
    expect(look.steps.map(({ phase }) => phase)).toEqual(['verify']);
  });

  test('can be continued in two ways from one beginning', () => {
    const one = seeded().cleanup('close', ({ shop, name }) => shop.close(name));
    const two = one.cleanup('close twice', ({ shop, name }) => shop.close(name));

    expect([one.steps.length, two.steps.length]).toEqual([2, 3]);
  });

  test.each(['', 'Sale', 'a sale', 'sale-', 'a--sale', 'säle'])(
    'refuses %j as a name, which could be no metric’s dimension',
    (name) => {
      expect(() => scenario(name, 'A sale')).toThrow(TypeError);
    },
  );

  test('refuses an id that is used twice', () => {
    expect(() => seeded().verify('Open', () => met)).toThrow(
      'sale has two steps with the id "open"',
    );
  });

  test.each([
    ['→', {}],
    ['open', { id: '' }],
    ['open', { id: 'Open it' }],
  ])('refuses a step %j whose id %j is no slug', (title, how) => {
    expect(() => begun().seed(title, () => {}, how)).toThrow(TypeError);
  });
});

/** Never run: what the compiler must refuse. An `@ts-expect-error` that expects in vain fails. */
function refusals() {
  // A chain that neither cleans up nor says why it need not is no Scenario.
  // @ts-expect-error
  const unclosed: Scenario<Shop> = seeded();
  // @ts-expect-error
  const bare: Scenario<Shop> = begun();

  seeded().cleanup(
    'close',
    // Cleanup cannot see an answer, which may never have come.
    // @ts-expect-error
    ({ sold }) => void sold,
  );
  begun()
    .invoke('sold', 'sell', ({ shop }) => shop.sell('a'))
    .cleanup(
      'close',
      // @ts-expect-error
      ({ sold }) => void sold,
    );

  // Verify cannot see a port.
  // @ts-expect-error
  begun().verify('fine', ({ shop }) => (shop ? met : met));

  // Verify cannot name an answer before the invoke that makes it.
  begun()
    // @ts-expect-error
    .verify('fine', ({ sold }) => (sold ? met : met))
    .invoke('sold', 'sell', ({ shop }) => shop.sell('a'))
    .verify('fine now', ({ sold }) => (sold.sold > 0 ? met : met));

  // An answer cannot hide a port, what was given, or an earlier answer.
  // @ts-expect-error
  begun().invoke('shop', 'sell', ({ shop }) => shop.sell('a'));
  // @ts-expect-error
  begun().invoke('name', 'sell', ({ shop }) => shop.sell('a'));
  begun()
    .invoke('sold', 'sell', ({ shop }) => shop.sell('a'))
    // @ts-expect-error
    .invoke('sold', 'sell again', ({ shop }) => shop.sell('a'));
  // What is given cannot hide a port.
  // @ts-expect-error
  scenario('sale', 'A sale').given(() => ({ shop: 'mine' }));

  // What wrote something cannot say that it left nothing.
  // @ts-expect-error
  seeded().leavesNothing('but it did');
  seeded()
    .invoke('sold', 'sell', ({ shop }) => shop.sell('a'))
    .verify('fine', () => met)
    // @ts-expect-error
    .leavesNothing('but it did');

  // Only settings that exist can be required.
  // @ts-expect-error
  scenario('sale', 'A sale').requires('REGOIN');

  // A window without an end, or an end without a condition, is no polling.
  // @ts-expect-error
  begun().invoke('sold', 'sell', ({ shop }) => shop.sell('a'), { until: () => true });
  // @ts-expect-error
  begun().invoke('sold', 'sell', ({ shop }) => shop.sell('a'), { withinMs: 5 });
  begun().invoke('sold', 'sell', ({ shop }) => shop.sell('a'), {
    withinMs: 5,
    // @ts-expect-error the answer is `{ sold: number }`
    until: ({ bought }) => bought,
  });

  // A seed has no answer to poll, and cannot be named.
  // @ts-expect-error
  begun().seed('open', () => {}, { until: () => true, withinMs: 5 });

  // After a cleanup nothing is asked any more, and after what is verified then nothing is removed.
  // @ts-expect-error
  seeded().cleanup('close', () => {}).invoke;
  const looked = seeded()
    .cleanup('close', () => 7, { as: 'till' })
    .verify('it adds up', ({ name, till }) => (till > 0 && name !== '' ? met : met));
  // @ts-expect-error
  looked.cleanup;

  // A cleanup's finding that was not named cannot be seen, nor by another cleanup; nor may it hide a port.
  seeded()
    .cleanup('close', () => 7)
    // @ts-expect-error
    .verify('it adds up', ({ till }) => (till ? met : met));
  seeded()
    .cleanup('close', () => 7, { as: 'till' })
    .cleanup(
      'sweep',
      // @ts-expect-error
      ({ till }) => void till,
    );
  // @ts-expect-error
  seeded().cleanup('close', () => 7, { as: 'shop' });

  return [unclosed, bare];
}

test('what the types refuse is written down above, for the compiler to check', () => {
  expect(refusals).toBeTypeOf('function');
});
