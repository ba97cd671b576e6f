/** The calls by hand, as a handler. */
import { byHand } from './by-hand.ts';

export async function handler() {
  await byHand();
  return { outcome: 'ran' };
}
