import { randomUUID } from 'node:crypto';
import { type CanaryOptions, runCanary } from '../../src/canary.ts';
import { type RunReport, runId, scenarioName } from '../../src/engine/run.ts';
import { type Clock, systemClock } from '../../src/engine/time.ts';
import type { LocalAccount } from '../../src/local/account.ts';
import { PHASE_7 } from './phase7.ts';

/**
 * A clock on which time passes `times` as fast: every wait and every limit of the canary shrinks,
 * while the endpoints stay real.
 */
export function fasterClock(times: number): Clock {
  return {
    now: systemClock.now,
    elapsed: () => systemClock.elapsed() * times,
    sleep: (ms, ...signals) => systemClock.sleep(ms / times, ...signals),
  };
}

export interface RunOn extends Partial<Omit<CanaryOptions, 'account'>> {
  readonly select?: readonly string[];
  readonly retries?: number;
}

/** Runs the test plan's suite, or what is selected, in an embedded account. */
export function runOn(account: LocalAccount, options: RunOn = {}): Promise<RunReport> {
  const { select = PHASE_7, retries = 0, ...rest } = options;
  return runCanary(
    {
      id: runId(`test-${randomUUID()}`),
      trigger: { kind: 'manual', by: 'test' },
      select: select.map(scenarioName),
      retries,
      requestedAt: Date.now(),
    },
    {
      bodyMs: 60_000,
      concurrency: 4,
      version: 'test',
      observerFailed: (error) => {
        throw error;
      },
      ...rest,
      account,
      env: { ...account.env, ...rest.env },
    },
  );
}
