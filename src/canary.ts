import { randomBytes } from 'node:crypto';
import { type Account, type AccountOptions, openAccount } from './aws/account.ts';
import { dynamoRunStore } from './aws/run-store.ts';
import { FailureError } from './engine/failure.ts';
import {
  type RunId,
  type RunObserver,
  type RunReport,
  type RunRequest,
  runId,
} from './engine/run.ts';
import { runStep } from './engine/step.ts';
import { runSuite } from './engine/suite.ts';
import { type Clock, share, systemClock, within } from './engine/time.ts';
import { scenarios } from './scenarios/index.ts';
import { type Env, needed, readSettings, type Settings } from './settings.ts';
import { type Phase7Ports, pausedPlan, phase7 } from './target/phase7.ts';

export interface CanaryOptions {
  readonly env: Env;
  /** Where an account is not to be found the SDK's own way. */
  readonly account?: Omit<AccountOptions, 'region'>;
  /** For the whole run but the cleanups. */
  readonly bodyMs: number;
  readonly cleanupMs?: number;
  readonly concurrency: number;
  readonly interrupted?: AbortSignal;
  readonly observers?: readonly RunObserver[];
  readonly observerFailed: (error: unknown) => void;
  readonly version: string;
  readonly clock?: Clock;
}

/** What may be asked for, in the order of the suite. */
export const scenarioNames = scenarios.map(({ name }) => name);

/** For the cleanup of each scenario: four attempts at a delete, on a slow day. */
export const CLEANUP_MS = 15_000;

/**
 * Runs the canary: the same for a laptop, a pipeline and the deployed Lambda, which differ by the
 * account they are given.
 */
export async function runCanary(request: RunRequest, options: CanaryOptions): Promise<RunReport> {
  return await inAccount(options, (account, settings) =>
    runIn(account, settings, request, options),
  );
}

export type RunOnce =
  | { readonly outcome: 'ran'; readonly report: RunReport }
  | { readonly outcome: 'duplicate'; readonly id: RunId };

/** For the claim of a run: a store that is slower is treated as one that is not there. */
const CLAIM_MS = 5_000;

/**
 * As {@link runCanary}, but what was begun before is not run again, where there is a runs table to
 * know it by. A table that cannot be asked keeps no run from happening: `unclaimed` hears why.
 */
export async function runOnce(
  request: RunRequest,
  options: CanaryOptions & { readonly fromEvent: boolean; unclaimed(why: unknown): void },
): Promise<RunOnce> {
  const { clock = systemClock, fromEvent, unclaimed } = options;
  return await inAccount(options, async (account, settings) => {
    const table = settings.values.RUNS_TABLE_NAME;
    if (table) {
      const store = dynamoRunStore(table, account, clock.now);
      try {
        const claimed = await within(clock, CLAIM_MS, never, () =>
          store.begin(request, { fromEvent }),
        );
        if (claimed.outcome === 'duplicate') return claimed;
      } catch (error) {
        unclaimed(error);
      }
    }
    return { outcome: 'ran', report: await runIn(account, settings, request, options) };
  });
}

const never = new AbortController().signal;

type ReadSettings = ReturnType<typeof readSettings>;

async function inAccount<T>(
  { env, account: how }: Pick<CanaryOptions, 'env' | 'account'>,
  work: (account: Account, settings: ReadSettings) => Promise<T>,
): Promise<T> {
  const settings = readSettings(env);
  // Without a region every scenario stops at its settings, so no client is ever asked for anything.
  const account = openAccount({ region: settings.values.AWS_REGION ?? 'none', ...how });
  try {
    return await work(account, settings);
  } finally {
    account.close();
  }
}

async function runIn(
  account: Account,
  { values, problems }: ReadSettings,
  request: RunRequest,
  options: CanaryOptions,
): Promise<RunReport> {
  return await runSuite(scenarios, request, {
    clock: options.clock ?? systemClock,
    bind: phase7(account, values),
    settings: values,
    problems,
    random,
    bodyMs: options.bodyMs,
    cleanupMs: options.cleanupMs ?? CLEANUP_MS,
    concurrency: options.concurrency,
    interrupted: options.interrupted ?? never,
    observers: options.observers ?? [],
    observerFailed: options.observerFailed,
    version: options.version,
  });
}

/** For a seed on its own: four attempts at a put, on a slow day. */
const SEED_MS = 15_000;

/**
 * Writes one PAUSED plan, as a scenario's seed does, and leaves it there.
 *
 * @throws {FailureError} when it could not be written
 */
export async function seedPlan(settings: Settings, interrupted: AbortSignal) {
  const clock = systemClock;
  const startedAt = clock.now();
  const nonce = `${startedAt}-${random()}`;
  const plan = pausedPlan({ id: runId(`seed-${nonce}`), startedAt, nonce, settings });
  const account = openAccount({ region: needed(settings, 'AWS_REGION') });
  const bench = { clock, bind: phase7(account, settings), interrupted };
  try {
    const { result } = await runStep<Phase7Ports>(
      {
        phase: 'seed',
        id: 'seed-plan',
        title: 'one PAUSED plan in RevenuePlans',
        run: ({ plans }) => plans.put(plan),
      },
      {},
      share(clock, SEED_MS),
      { ...bench, interruptedForGood: interrupted },
    );
    if (result.status === 'failed') throw new FailureError(result.failure);
    return plan;
  } finally {
    account.close();
  }
}

/** 48 bits: with the millisecond beside them, no two attempts anywhere share an id. */
function random(): string {
  return randomBytes(6).toString('hex');
}
