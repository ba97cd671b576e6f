import { randomUUID } from 'node:crypto';
import { runCanary } from '../../src/canary.ts';
import type { Trigger } from '../../src/engine/report.ts';
import { type RunObserver, runId } from '../../src/engine/run.ts';
import type { LocalAccount } from '../../src/local/account.ts';
import type { Env } from '../../src/settings.ts';

export const triggers = {
  schedule: { kind: 'schedule', rule: 'arn:aws:events:eu-central-1:123456789012:rule/every-5' },
  stack: { kind: 'stack', stack: 'CCNativeStack', status: 'UPDATE_COMPLETE' },
  deploy: { kind: 'deploy', deployId: 'd-ABCDEF123', commit: '0a1b2c3' },
  manual: { kind: 'manual', by: 'test' },
} as const satisfies Record<string, Trigger>;

/** The real suite, in an embedded account, with the observers of the deployed canary. */
export function realRun(
  account: LocalAccount,
  trigger: Trigger,
  observers: readonly RunObserver[],
  { env = {}, retries = 0 }: { env?: Env; retries?: number } = {},
) {
  return runCanary(
    {
      id: runId(`run-${trigger.kind}-${randomUUID()}`),
      trigger,
      select: 'all',
      retries,
      requestedAt: Date.now(),
    },
    {
      account,
      env: { ...account.env, ...env },
      observers,
      observerFailed: (error) => {
        throw error;
      },
      bodyMs: 60_000,
      concurrency: 4,
      version: 'test',
    },
  );
}
