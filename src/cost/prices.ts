import list from './prices.json' with { type: 'json' };

/** Where the prices hold, and when they were looked up. */
export const { region, checked } = list;
export const prices: Readonly<Record<PriceName, Price>> = list.prices;
export type PriceName = keyof typeof list.prices;
export interface Price {
  readonly usd: number;
  readonly per: string;
  /** So many of them in every month. */
  readonly free: number;
  readonly source: string;
  /** The day on which it was compared, where it was another one. */
  readonly checked?: string;
  /** The month of the newest text that states it. */
  readonly seen?: string;
}
