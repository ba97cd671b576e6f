import { runOnce } from '../../src/canary.ts';
import type { Trigger } from '../../src/engine/report.ts';
import { type RunRequest, runId } from '../../src/engine/run.ts';
import { type Clock, systemClock } from '../../src/engine/time.ts';
import type { LocalAccount } from '../../src/local/account.ts';
import type { LocalFunction } from '../../src/local/lambda-endpoint.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';

const LIFECYCLE = LOCAL_SETTINGS.PLAN_LIFECYCLE_API_FUNCTION_NAME;

/** A validator blocks every resume, as it does where the evidence it is fed grows old. */
export function blockResumes(account: LocalAccount): void {
  const honest = honestLifecycle(account);
  account.functions.set(LIFECYCLE, {
    ...honest,
    handler: async (event, context) => {
      if (!isResume(event)) return honest.handler(event, context);
      const validators = [{ validator: 'freshness', reason: 'evidence is 49 h old, at most 24 h' }];
      context.log(
        JSON.stringify({ level: 'WARN', message: 'validator gateway: BLOCK', validators }),
      );
      const body = { error: 'ValidatorBlock', message: 'Blocked by validators', validators };
      return { statusCode: 403, body: JSON.stringify(body) };
    },
  });
}

function honestLifecycle({ functions }: LocalAccount): LocalFunction {
  const honest = functions.get(LIFECYCLE);
  if (!honest) throw new Error(`no function ${LIFECYCLE}`);
  return honest;
}

function isResume(event: unknown): boolean {
  return JSON.stringify(event).includes('/resume');
}

const RUNS = 144;
const EVERY_MS = 10 * 60_000;

/**
 * A day of runs, every ten minutes, with a deployment that breaks something, another that mends it,
 * and a slow evening: each of them really run, only the clock is put back.
 */
export async function remember(account: LocalAccount): Promise<void> {
  const honest = honestLifecycle(account);
  const now = Date.now();
  for (let i = 0; i < RUNS; i++) {
    const wrong = i >= 70 && i < 79;
    const late = i >= 110 && i < 122 ? 150 : 0;
    const flaky = i % 29 === 7;
    let calls = 0;
    account.functions.set(LIFECYCLE, {
      ...honest,
      handler: async (event, context) => {
        await systemClock.sleep(late);
        if (isResume(event) && (wrong || (flaky && calls++ === 0))) {
          return { statusCode: 500, body: '{"error":"Internal server error"}' };
        }
        return honest.handler(event, context);
      },
    });
    const at = now - (RUNS - 1 - i) * EVERY_MS;
    await runOnce(requestOf(i, at), {
      account,
      env: account.env,
      fromEvent: true,
      bodyMs: 60_000,
      concurrency: 4,
      version: '0.1.0',
      clock: clockFrom(at),
      observerFailed: (error) => {
        throw error;
      },
    });
  }
}

function requestOf(i: number, requestedAt: number): RunRequest {
  return {
    id: runId(`screenshot-${i}`),
    trigger: triggerOf(i),
    select: 'all',
    retries: 1,
    requestedAt,
  };
}

function triggerOf(i: number): Trigger {
  switch (i) {
    case 70:
      return { kind: 'deploy', deployId: 'release-41', version: '4.1.0' };
    case 79:
      return { kind: 'deploy', deployId: 'release-42', version: '4.1.1' };
    default:
      return { kind: 'schedule', rule: 'governance-canary-prod-schedule' };
  }
}

function clockFrom(at: number): Clock {
  const began = systemClock.elapsed();
  return { ...systemClock, now: () => Math.round(at + systemClock.elapsed() - began) };
}
