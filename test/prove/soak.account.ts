/**
 * The account of the soak, in a process of its own, so that what it keeps is not counted as the
 * canary's. Every call of the canary's meets the trouble that AWS has on any day.
 */
import { startLocalAccount } from '../../src/local/account.ts';
import { throttled } from '../../src/local/faults.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import { chances } from '../telemetry/chances.ts';
import { isTheCanarys } from './own-calls.ts';

const [seed = '1'] = process.argv.slice(2);
const { next } = chances(Number(seed));

const SPIKE_MS = 2_000;
const LATE_MS = 2_000;

function trouble(call: Call): Fault | undefined {
  if (!isTheCanarys(call)) return undefined; // the target is healthy
  const chance = next();
  if (chance < 0.05) return throttled(call);
  if (chance < 0.06) return { kind: 'lose-answer' };
  // The most of it is short, as it is with real ones; now and then it is all of the two seconds.
  if (chance < 0.16) return { kind: 'delay', ms: SPIKE_MS * next() ** 3 };
  return undefined;
}

const lateBy = new Map<string, number>();
let calm = false;
const account = await startLocalAccount({
  intercept: (call) => (calm ? undefined : trouble(call)),
  store: (real) => ({
    ...real,
    async ledger(ref, limit) {
      // An entry is read late, by as long as its plan's reads are: the index is behind.
      const late = calm ? 0 : (lateBy.get(ref.plan_id) ?? LATE_MS * next());
      lateBy.set(ref.plan_id, late);
      const entries = await real.ledger(ref, limit);
      return entries.filter(({ timestamp }) => Date.now() - Date.parse(timestamp) >= late);
    },
  }),
});
process.on('message', (what) => {
  if (what === 'calm') calm = true;
});
process.on('disconnect', () => process.exit());
process.send?.({
  env: account.env,
  credentials: account.credentials,
  endpoints: account.endpoints,
});
