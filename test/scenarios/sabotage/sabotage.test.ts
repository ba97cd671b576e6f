import { describe, expect, it } from 'vitest';
import type { Failure, ScenarioReport } from '../../../src/engine/report.ts';
import { startLocalAccount } from '../../../src/local/account.ts';
import { fasterClock, runOn } from '../bench.ts';
import { PHASE_7 } from '../phase7.ts';
import { rowsOf } from '../rows.ts';
import { everySabotage } from './index.ts';
import type { Red, Sabotage } from './sabotage.ts';

describe.concurrent('a target that is wrong turns the right scenario red at the right step', () => {
  it.each(everySabotage)('$name', async (sabotage) => {
    const account = await startLocalAccount(sabotage.options);
    try {
      await sabotage.breaks?.(account);
      const report = await runOn(account, { clock: fasterClock(10), env: sabotage.env ?? {} });

      expect(Object.fromEntries(report.scenarios.map(verdicts))).toEqual(expected(sabotage));
      for (const scenario of report.scenarios) {
        const red = sabotage.red[scenario.name];
        if (red) expectSaid(scenario, red);
      }
      if (!sabotage.leaked) expect(await rowsOf(account), 'plan rows left behind').toEqual([]);
    } finally {
      await account.close();
    }
  });
});

it('there are at least forty of them, each with a name of its own', () => {
  expect(everySabotage.length).toBeGreaterThanOrEqual(40);
  expect(new Set(everySabotage.map(({ name }) => name)).size).toBe(everySabotage.length);
});

function verdicts(scenario: ScenarioReport) {
  const { name, verdict, leaked } = scenario;
  const { step, kind } = failed(scenario);
  return [name, { verdict, leaked, step, kind }] as const;
}

function expected({ red, leaked = [] }: Sabotage) {
  return Object.fromEntries(
    PHASE_7.map((name) => {
      const wanted = red[name];
      const verdict = wanted ? (wanted.verdict ?? 'failed') : 'passed';
      return [
        name,
        {
          verdict,
          leaked: leaked.includes(name),
          step: wanted?.step ?? '',
          kind: wanted?.kind ?? '',
        },
      ];
    }),
  );
}

function failed({ steps, failure }: ScenarioReport): {
  step: string;
  kind: Failure['kind'] | '';
  failure?: Failure;
} {
  const step = steps.find(({ phase, status }) => phase !== 'cleanup' && status === 'failed');
  if (step?.status === 'failed')
    return { step: step.id, kind: step.failure.kind, failure: step.failure };
  return failure ? { step: '', kind: failure.kind, failure } : { step: '', kind: '' };
}

/** A failure says what was expected and what came instead, and what the sabotage makes it say. */
function expectSaid(scenario: ScenarioReport, red: Red): void {
  const { failure } = failed(scenario);
  const said = JSON.stringify(failure).replaceAll('\\"', '"');
  for (const words of red.says) expect(said).toContain(words);
  if (failure?.kind === 'settings') return;
  expect(failure?.message).toMatch(
    /^.*expected .*(got |not among|are not|before|first|have |array)/,
  );
  if (failure?.kind === 'check') {
    expect(failure.expected).not.toBeNull();
    expect(failure).toHaveProperty('actual');
  }
}
