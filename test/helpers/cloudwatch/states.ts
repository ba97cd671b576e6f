export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface StateChange {
  readonly atMs: number;
  readonly state: AlarmState;
}

/** The alarm exists from `fromMs` on; what happens at `toMs` still happens. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `undefined` before the alarm existed. */
export function stateAt(changes: readonly StateChange[], atMs: number): AlarmState | undefined {
  return changes.findLast((change) => change.atMs <= atMs)?.state;
}
