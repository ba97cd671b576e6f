import { type StateChange, stateAt } from './states.ts';

export interface Suppression {
  readonly suppressor: readonly StateChange[];
  readonly waitMs: number;
  readonly extensionMs: number;
}

/**
 * When a composite with a suppressor acts, and on which state. A change of the composite starts the
 * wait period, the suppressor's leaving ALARM the extension period; whichever starts later replaces
 * the other, and the suppressor's going into ALARM ends both. The composite acts when a period runs
 * out, on the state it is in by then.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 *
 * Two readings the page leaves open: changes at the moment a period runs out come before its end,
 * the suppressor's first; and a composite whose state did not change since it last acted does not
 * act again because a suppression ended.
 */
export function actsAt(
  changes: readonly StateChange[],
  { suppressor, waitMs, extensionMs }: Suppression,
  toMs: number,
): StateChange[] {
  const acts: StateChange[] = [];
  let dueMs: number | undefined;
  let unsaid = false;

  function actBefore(atMs: number) {
    if (dueMs === undefined || dueMs >= atMs) return;
    const state = stateAt(changes, dueMs);
    if (unsaid && state) acts.push({ atMs: dueMs, state });
    dueMs = undefined;
    unsaid = false;
  }

  for (const { atMs, by, change, left } of eventsOf(changes, suppressor)) {
    actBefore(atMs);
    const suppressed = stateAt(suppressor, atMs) === 'ALARM';
    if (by === 'composite') unsaid = true;
    if (suppressed) dueMs = undefined;
    else if (by === 'composite') dueMs = change.atMs + waitMs;
    else if (left) dueMs = change.atMs + extensionMs;
  }
  actBefore(toMs + 1);
  return acts;
}

interface Event {
  readonly atMs: number;
  readonly by: 'suppressor' | 'composite';
  readonly change: StateChange;
  /** The suppressor came out of ALARM. */
  readonly left: boolean;
}

function eventsOf(changes: readonly StateChange[], suppressor: readonly StateChange[]): Event[] {
  const ofSuppressor = suppressor.map((change, index): Event => {
    const left = suppressor[index - 1]?.state === 'ALARM';
    return { atMs: change.atMs, by: 'suppressor', change, left };
  });
  const ofComposite = changes.map(
    (change): Event => ({ atMs: change.atMs, by: 'composite', change, left: false }),
  );
  // Sorting is stable: at one moment the suppressor stays first.
  return [...ofSuppressor, ...ofComposite].sort((a, b) => a.atMs - b.atMs);
}
