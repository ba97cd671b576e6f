import { scenarios } from '../../src/scenarios/index.ts';

/** The test plan's suite; a scenario beyond it has tests of its own. */
export const PHASE_7 = ['plan-ledger', 'validator-run', 'budget-reserve', 'outcomes-capture'];

const others = scenarios.map(({ name }) => name).filter((name) => !PHASE_7.includes(name));

/** Whether an alarm, by its name, is of no scenario beyond the test plan's. */
export const isOfPhase7 = (alarm: string) => !others.some((name) => alarm.endsWith(`-${name}`));
