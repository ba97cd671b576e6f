import { actionsOn, type ExecutedAction } from './actions.ts';
import { alarmName, parseAlarmRule } from './alarm-rule.ts';
import type { CompositeProperties } from './properties.ts';
import { type AlarmState, type Span, type StateChange, stateAt } from './states.ts';
import { actsAt, type Suppression } from './suppression.ts';

/** The state changes of other alarms, by their names. */
export type OtherAlarms = Readonly<Record<string, readonly StateChange[]>>;

export interface CompositeHistory {
  readonly changes: readonly StateChange[];
  readonly actions: readonly ExecutedAction[];
}

/**
 * A composite is evaluated when an alarm it names changes. It is created in INSUFFICIENT_DATA,
 * evaluated at once, and acts on what it finds: a healthy one says OK when it is first deployed.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function compositeHistory(
  composite: CompositeProperties,
  others: OtherAlarms,
  { fromMs, toMs }: Span,
): CompositeHistory {
  const holds = parseAlarmRule(composite.AlarmRule);
  let state: AlarmState = 'INSUFFICIENT_DATA';
  const changes: StateChange[] = [{ atMs: fromMs, state }];
  for (const atMs of momentsOf(others, fromMs, toMs)) {
    const next = holds((name) => stateOf(named(others, name), atMs)) ? 'ALARM' : 'OK';
    if (next !== state) changes.push({ atMs, state: next });
    state = next;
  }
  const suppression = suppressionOf(composite, others);
  const acts = suppression ? actsAt(changes, suppression, toMs) : changes.slice(1);
  return { changes, actions: acts.flatMap((act) => actionsOn(composite, act)) };
}

function momentsOf(others: OtherAlarms, fromMs: number, toMs: number): number[] {
  const all = Object.values(others).flatMap((changes) => changes.map(({ atMs }) => atMs));
  const moments = new Set([fromMs, ...all.filter((atMs) => fromMs < atMs && atMs <= toMs)]);
  return [...moments].sort((a, b) => a - b);
}

function suppressionOf(
  composite: CompositeProperties,
  others: OtherAlarms,
): Suppression | undefined {
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } =
    composite;
  if (ActionsSuppressor === undefined) return undefined;
  if (ActionsSuppressorWaitPeriod === undefined || ActionsSuppressorExtensionPeriod === undefined) {
    throw new Error(`${composite.AlarmName}: a suppressor needs a wait and an extension period`);
  }
  return {
    suppressor: named(others, alarmName(ActionsSuppressor)),
    waitMs: ActionsSuppressorWaitPeriod * 1000,
    extensionMs: ActionsSuppressorExtensionPeriod * 1000,
  };
}

function named(others: OtherAlarms, name: string): readonly StateChange[] {
  const changes = others[name];
  if (!changes) throw new Error(`There is no alarm ${name}`);
  return changes;
}

/** An alarm that does not exist yet has no data. */
function stateOf(changes: readonly StateChange[], atMs: number): AlarmState {
  return stateAt(changes, atMs) ?? 'INSUFFICIENT_DATA';
}
