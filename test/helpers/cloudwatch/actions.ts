import type { AlarmState, StateChange } from './states.ts';

export interface ExecutedAction {
  readonly atMs: number;
  readonly alarm: string;
  readonly state: AlarmState;
  /** What was told: an SNS topic, as a rule. */
  readonly action: string;
}

interface Acting {
  readonly AlarmName: string;
  readonly ActionsEnabled?: boolean | undefined;
  readonly AlarmActions?: readonly string[] | undefined;
  readonly OKActions?: readonly string[] | undefined;
  readonly InsufficientDataActions?: readonly string[] | undefined;
}

/** What an alarm does on arriving in a state. */
export function actionsOn(alarm: Acting, { atMs, state }: StateChange): ExecutedAction[] {
  if (alarm.ActionsEnabled === false) return [];
  const { AlarmActions, OKActions, InsufficientDataActions } = alarm;
  const byState = {
    ALARM: AlarmActions,
    OK: OKActions,
    INSUFFICIENT_DATA: InsufficientDataActions,
  };
  return (byState[state] ?? []).map((action) => ({ atMs, alarm: alarm.AlarmName, state, action }));
}

/** All that a metric alarm does. Its first state is where it was created, not where it went. */
export function actionsOf(alarm: Acting, changes: readonly StateChange[]): ExecutedAction[] {
  return changes.slice(1).flatMap((change) => actionsOn(alarm, change));
}
