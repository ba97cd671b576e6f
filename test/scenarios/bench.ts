import { randomUUID } from 'node:crypto';
import { type CanaryOptions, runCanary } from '../../src/canary.ts';
import type { RunReport } from '../../src/engine/report.ts';
import { runId, scenarioName } from '../../src/engine/run.ts';
import { type Clock, systemClock } from '../../src/engine/time.ts';
import type { LocalAccount } from '../../src/local/account.ts';
import { PHASE_7 } from './phase7.ts';

/** What a run may work in real time, however busy the machine is; what takes longer only waits. */
const WORK_MS = 3_000;

/**
 * A clock for one run: real while there is work to do, and from then on `times` as fast, so that
 * waits and limits shrink while no honest answer is ever too late. The endpoints stay real.
 */
export function fasterClock(times: number): Clock {
  const begun = systemClock.elapsed();
  const real = () => systemClock.elapsed() - begun;
  const told = (ms: number) => ms + Math.max(0, ms - WORK_MS) * (times - 1);
  const untold = (ms: number) => ms - Math.max(0, ms - WORK_MS) * (1 - 1 / times);
  return {
    now: systemClock.now,
    elapsed: () => told(real()),
    sleep: (ms, ...signals) => {
      const at = real();
      return systemClock.sleep(untold(told(at) + ms) - at, ...signals);
    },
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
