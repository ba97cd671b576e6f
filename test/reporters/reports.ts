import type {
  AttemptReport,
  Failure,
  RunReport,
  ScenarioReport,
  StepResult,
} from '../../src/engine/report.ts';
import { runId, scenarioName } from '../../src/engine/run.ts';
import type { Look } from '../../src/reporters/look.ts';

/** Reports as the engine makes them, for a target of which only what a test is about is said. */

const STARTED = '2026-01-31T03:00:00.000Z';

type Made = Partial<Pick<StepResult, 'id' | 'startedAt' | 'durationMs' | 'calls' | 'notes'>>;
type Heading = readonly [phase: StepResult['phase'], title: string];

function fields([phase, title]: Heading, made: Made) {
  const calls = phase === 'verify' ? 0 : 1;
  const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const durationMs = phase === 'verify' ? 0.02 : 12;
  return { phase, title, id, startedAt: STARTED, durationMs, calls, notes: {}, ...made };
}

export function passed(...[phase, title, made = {}]: [...Heading, Made?]): StepResult {
  return { ...fields([phase, title], made), status: 'passed' };
}

export function failed(
  ...[phase, title, failure, made = {}]: [...Heading, Failure, Made?]
): StepResult {
  return { ...fields([phase, title], made), status: 'failed', failure };
}

export function skipped(
  ...[phase, title, because, made = {}]: [...Heading, string, Made?]
): StepResult {
  return {
    ...fields([phase, title], { calls: 0, durationMs: 0, ...made }),
    status: 'skipped',
    because,
  };
}

export function scenario(
  name: string,
  verdict: ScenarioReport['verdict'],
  steps: readonly StepResult[],
  rest: Partial<ScenarioReport> = {},
): ScenarioReport {
  return {
    name: scenarioName(name),
    title: `Title of ${name}`,
    verdict,
    startedAt: STARTED,
    durationMs: 220,
    steps,
    flaky: false,
    leaked: false,
    attempts: [],
    ...rest,
  };
}

/** An earlier or later attempt: when it began tells which. */
export function attempt(one: ScenarioReport, startedAt = one.startedAt): AttemptReport {
  return { ...one, startedAt, attempts: [] };
}

export function report(...scenarios: readonly ScenarioReport[]): RunReport {
  const verdicts = scenarios.map(({ verdict }) => verdict);
  const verdict = (['failed', 'broken'] as const).find((one) => verdicts.includes(one));
  return {
    id: runId('manual-1769828400000-0a1b2c3d'),
    trigger: { kind: 'manual', by: 'test' },
    verdict: verdict ?? 'passed',
    startedAt: STARTED,
    durationMs: 1234,
    version: '1.2.3',
    scenarios,
  };
}

export const PLACE = { name: 'us-east-1', aws: () => '--region us-east-1' };

export function look(columns: number, rest: Partial<Look> = {}): Look {
  return { color: false, columns, place: PLACE, ...rest };
}

export const REQUEST = '0f0e0d0c-0b0a-0908-0706-050403020100';
export const LIFECYCLE = 'cc-native-plan-lifecycle-api';
export const asked = { function: LIFECYCLE, requestId: REQUEST };

export const failures = {
  check: {
    kind: 'check',
    message: 'expected statusCode 200, got 500',
    expected: { statusCode: 200 },
    actual: { statusCode: 500, body: { error: 'Internal server error' } },
  },
  crash: {
    kind: 'target',
    message: `${LIFECYCLE}: expected an answer, got FunctionError Unhandled: TypeError: boom`,
    error: {
      name: 'TypeError',
      message: 'boom',
      stack: 'TypeError: boom\n    at handler (index.js:1:7)',
    },
  },
  timeout: {
    kind: 'timeout',
    message: 'expected an answer within 10.0 s, got none',
    allowedMs: 10_000,
  },
  denied: {
    kind: 'access',
    message:
      'PutItem on cc-native-revenue-plans: expected an answer, got AccessDeniedException (HTTP 400): not authorized to perform dynamodb:PutItem',
    error: { name: 'AccessDeniedException', message: 'not authorized to perform dynamodb:PutItem' },
  },
  settings: {
    kind: 'settings',
    message: 'OUTCOMES_TABLE_NAME is not set: the ExecutionOutcomes table',
    missing: ['OUTCOMES_TABLE_NAME'],
  },
  defect: {
    kind: 'defect',
    message: 'the canary itself threw RangeError: out of bounds',
    error: {
      name: 'RangeError',
      message: 'out of bounds',
      stack: 'RangeError: out of bounds\n    at own.ts:1',
    },
  },
} as const satisfies Record<string, Failure>;

export const SEED = ['seed', 'one PAUSED plan in RevenuePlans'] as const;
export const RESUME = ['invoke', 'POST /plans/:planId/resume'] as const;
export const ANSWERS = ['verify', 'resume answers 200'] as const;
export const CLEANUP = ['cleanup', 'delete the plan from RevenuePlans'] as const;
