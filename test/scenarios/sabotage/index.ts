import { governanceSabotage } from './governance.ts';
import { ledgerSabotage } from './ledger.ts';
import { resumeSabotage } from './resume.ts';
import type { Sabotage } from './sabotage.ts';
import { tableSabotage } from './table.ts';
import { wireSabotage } from './wire.ts';

/** Every known way of being wrong. */
export const everySabotage: readonly Sabotage[] = [
  ...resumeSabotage,
  ...ledgerSabotage,
  ...governanceSabotage,
  ...tableSabotage,
  ...wireSabotage,
];
