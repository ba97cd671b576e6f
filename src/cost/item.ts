import { type PriceName, prices } from './prices.ts';

/** A line of a month's bill. */
export interface Item {
  readonly what: string;
  readonly price: PriceName;
  readonly quantity: number;
  readonly usd: number;
  /** What an account that has nothing else gets for free of it. */
  readonly freeUsd: number;
  /** How to do without it, or with less. */
  readonly without: string;
}

export interface Bill {
  readonly items: readonly Item[];
  readonly usd: number;
  /** With what is free taken off. */
  readonly usdWithFreeTier: number;
}

export function item(
  what: string,
  price: PriceName,
  quantity: number,
  without: string,
  mayBeFree = true,
): Item {
  const { usd, free } = prices[price];
  const freeUsd = mayBeFree ? Math.min(quantity, free) * usd : 0;
  return { what, price, quantity, usd: quantity * usd, freeUsd, without };
}

/** Of those that cost anything, the dearest first. */
export function billOf(items: readonly Item[]): Bill {
  const all = items.filter(({ quantity }) => quantity > 0).sort((a, b) => b.usd - a.usd);
  const usd = sum(all.map((one) => one.usd));
  return { items: all, usd, usdWithFreeTier: usd - sum(freeOf(all)) };
}

/** Two items of one price share what is free of it. */
function freeOf(items: readonly Item[]): readonly number[] {
  const names = [...new Set(items.map(({ price }) => price))];
  return names.map((name) => {
    const most = prices[name].free * prices[name].usd;
    const same = items.filter(({ price }) => price === name);
    return Math.min(most, sum(same.map(({ freeUsd }) => freeUsd)));
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
