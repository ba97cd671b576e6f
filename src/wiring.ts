import { randomBytes } from 'node:crypto';
import { type Account, type AccountOptions, openAccount } from './aws/account.ts';
import { dynamoRunStore } from './aws/run-store.ts';
import type { RunStore } from './engine/run-store.ts';
import { type Clock, systemClock } from './engine/time.ts';
import { type Env, readSettings, type Settings } from './settings.ts';

/** Where anything here is done: whose settings, which account, on which clock. */
export interface Where {
  readonly env: Env;
  /** Where an account is not to be found the SDK's own way. */
  readonly account?: Omit<AccountOptions, 'region'>;
  readonly clock?: Clock;
}

export interface Opened extends ReturnType<typeof readSettings> {
  readonly account: Account;
  readonly clock: Clock;
  /** None where there is no runs table, or no region to find it in. */
  readonly store: RunStore | undefined;
}

/** Opens the account for as long as the work takes. */
export async function inAccount<T>(
  { env, account: how, clock = systemClock }: Where,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const settings = readSettings(env);
  // Without a region every scenario stops at its settings, so no client is ever asked for anything.
  const account = openAccount({ region: settings.values.AWS_REGION ?? 'none', ...how });
  try {
    return await work({
      ...settings,
      account,
      clock,
      store: storeIn(account, settings.values, clock),
    });
  } finally {
    account.close();
  }
}

function storeIn(account: Account, { AWS_REGION, RUNS_TABLE_NAME }: Settings, clock: Clock) {
  return AWS_REGION && RUNS_TABLE_NAME
    ? dynamoRunStore(RUNS_TABLE_NAME, account, clock)
    : undefined;
}

/** 48 bits: with the millisecond beside them, no two attempts anywhere share an id. */
export function random(): string {
  return randomBytes(6).toString('hex');
}

/**
 * How long a run's entries in the ledger are left alone: a red run is looked into there, and mostly
 * on the same day.
 */
const LEDGER_KEPT_MS = 24 * 60 * 60_000;

/** Undefined where they stay for good, which is what an audit trail is for. */
export function ledgerKept({ CANARY_SWEEP_LEDGER, PLAN_LEDGER_TABLE_NAME }: Settings) {
  const swept = CANARY_SWEEP_LEDGER === 'true' && PLAN_LEDGER_TABLE_NAME !== undefined;
  return swept ? LEDGER_KEPT_MS : undefined;
}
