import { oneOf } from '../engine/checks.ts';
import { scenario } from '../target/phase7.ts';

/**
 * A table being UPDATED serves reads and writes as before, for hours where an index is filled:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
const serving = ['ACTIVE', 'UPDATING'];

/**
 * Outcomes capture (7.4).
 *
 * The Outcomes table must exist and be accessible. A missing OUTCOMES_TABLE_NAME is a failure, never
 * a skip.
 */
export const outcomesCapture = scenario('outcomes-capture', 'Outcomes capture (7.4)')
  .requires('AWS_REGION', 'OUTCOMES_TABLE_NAME')
  .given(() => ({}))
  .invoke('table', 'describe-table on OUTCOMES_TABLE_NAME', ({ outcomes }) => outcomes.describe(), {
    id: 'describe-table',
  })
  .verify(
    'the table is ACTIVE',
    ({ table }) => oneOf('TableStatus', { ok: true, value: table.status }, serving),
    { id: 'table-is-active' },
  )
  .leavesNothing('describe-table only reads');
