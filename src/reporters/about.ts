import type { RunReport } from '../engine/report.ts';
import { plainLine } from './plain.ts';

/** Which run it was, and which deployment it judged where it judged one. */
export function aboutRun({ id, trigger }: Pick<RunReport, 'id' | 'trigger'>): string {
  const run = `run ${plainLine(id)}`;
  if (trigger.kind !== 'deploy') return run;
  const { deployId, version, commit } = trigger;
  const facts = [version && `version ${version}`, commit && `commit ${commit}`].filter(Boolean);
  const what = facts.length > 0 ? `${deployId} (${facts.join(', ')})` : deployId;
  return `${run} of deployment ${plainLine(what)}`;
}

/** How many scenarios came to which verdict, the worst first: `1 failed`, `3 passed`. */
export function verdictsIn({ scenarios }: Pick<RunReport, 'scenarios'>): readonly string[] {
  return (['failed', 'broken', 'passed'] as const)
    .map((one) => ({ one, count: scenarios.filter(({ verdict }) => verdict === one).length }))
    .filter(({ count }) => count > 0)
    .map(({ one, count }) => `${count} ${one}`);
}
