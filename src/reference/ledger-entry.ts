import { randomUUID } from 'node:crypto';
import type { LedgerTable } from './ledger-table.ts';
import type { PlanRef } from './plan-table.ts';

export type Recorder = (
  plan: PlanRef,
  eventType: string,
  data: Readonly<Record<string, unknown>>,
) => Promise<void>;

/** Appends entries that sort in the order they were appended, also within a millisecond. */
export function recorder(ledger: Pick<LedgerTable, 'append'>, now: () => number): Recorder {
  const idAt = orderedIds();
  return async ({ plan_id, tenant_id, account_id }, event_type, data) => {
    const at = now();
    const timestamp = new Date(at).toISOString();
    const entry_id = idAt(at);
    await ledger.append({ entry_id, plan_id, tenant_id, account_id, event_type, timestamp, data });
  };
}

/**
 * UUIDs of version 7 (RFC 9562): the millisecond, a counter within it, then chance. A resume writes
 * several entries in one millisecond, and the ledger sorts those by id. Random ids would shuffle
 * them; moving their times apart would write down times that never were.
 */
function orderedIds(): (atMs: number) => string {
  let lastMs = 0;
  let count = 0;
  return (atMs) => {
    count = atMs === lastMs ? count + 1 : 0;
    lastMs = atMs;
    const time = hex(atMs, 12);
    const chance = randomUUID().slice('xxxxxxxx-xxxx-4xxx-'.length);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(count, 3)}-${chance}`;
  };
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
