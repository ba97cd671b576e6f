import type { PastRun, ScenarioSummary } from '../../../src/engine/history.ts';
import type { Trigger } from '../../../src/engine/report.ts';
import { runId, scenarioName } from '../../../src/engine/run.ts';

export const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;

/** As many runs as were asked for, every five minutes until now: mostly well, with an outage or two. */
export function manyRuns(
  count: number,
  names = ['plan-ledger', 'validator-run', 'budget-reserve', 'outcomes-capture'],
): PastRun[] {
  return Array.from({ length: count }, (_, i): PastRun => {
    const age = count - 1 - i;
    const scenarios = names.map((name, which) => one(name, i, which, outcome(age, which, count)));
    const bad = (['failed', 'broken'] as const).find((verdict) =>
      scenarios.some((scenario) => scenario.verdict === verdict),
    );
    return {
      id: runId(`schedule-${i}`),
      trigger: triggerOf(i),
      begunAt: NOW - age * 5 * MINUTE,
      ...(i % 1_999 !== 1_500 && {
        summary: {
          verdict: bad ?? 'passed',
          durationMs: 400 + noise(i) * 300,
          version: '0.1.0',
          scenarios,
        },
      }),
    };
  });
}

function triggerOf(i: number): Trigger {
  return i % 700 === 350
    ? { kind: 'deploy', deployId: `release-${i}`, commit: 'a1b2c3d' }
    : { kind: 'schedule', rule: 'governance-canary-dev-schedule' };
}

type Outcome = 'passed' | 'flaky' | 'failed' | 'broken';

function outcome(age: number, which: number, count: number): Outcome {
  if (which === 2 && age > count * 0.3 && age < count * 0.325) return 'failed';
  if (which < 2 && age > count * 0.7 && age < count * 0.704) return 'failed';
  if (age > count * 0.5 && age < count * 0.51) return 'broken';
  if (noise(age * 7 + which) > 0.995) return 'flaky';
  return 'passed';
}

function one(name: string, i: number, which: number, outcome: Outcome): ScenarioSummary {
  const slow = i % 3_000 > 2_400 ? 2 : 1;
  const stop = {
    phase: 'verify',
    step: 'ledger-has-entries',
    kind: outcome === 'broken' ? 'access' : 'check',
    message: 'entries: expected at least 1, got 0',
  } as const;
  return {
    name: scenarioName(name),
    verdict: outcome === 'flaky' ? 'passed' : outcome,
    flaky: outcome === 'flaky',
    leaked: false,
    durationMs: (which + 1) * 90 * slow + noise(i * 4 + which) ** 6 * 800,
    stops: outcome === 'passed' ? [] : [stop],
  };
}

/** Looks like chance, and is the same each time. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}
