import { actionsOf, type ExecutedAction } from './actions.ts';
import { type AlarmSpan, timeline } from './alarm.ts';
import { alarmName, alarmsNamedIn } from './alarm-rule.ts';
import { compositeHistory } from './composite.ts';
import type { Datapoint } from './emf.ts';
import type { CompositeProperties } from './properties.ts';
import type { StateChange } from './states.ts';
import type { DeclaredAlarms } from './template.ts';

export interface AccountHistory {
  /** By alarm name. */
  readonly changes: Readonly<Record<string, readonly StateChange[]>>;
  /** In the order in which they are executed. */
  readonly actions: readonly ExecutedAction[];
}

/** All alarms of a template together: metric alarms first, then composites as they are needed. */
export function simulate(
  { alarms, composites }: DeclaredAlarms,
  datapoints: readonly Datapoint[],
  span: AlarmSpan,
): AccountHistory {
  const changes: Record<string, readonly StateChange[]> = {};
  const actions: ExecutedAction[] = [];
  for (const alarm of alarms) {
    const ofAlarm = timeline(alarm, datapoints, span);
    changes[alarm.AlarmName] = ofAlarm;
    actions.push(...actionsOf(alarm, ofAlarm));
  }
  let waiting = [...composites];
  while (waiting.length > 0) {
    const ready = waiting.filter((each) => needs(each).every((name) => name in changes));
    if (ready.length === 0) {
      const names = waiting.map(({ AlarmName }) => AlarmName).join(', ');
      throw new Error(`${names}: name an alarm that does not exist, or one another`);
    }
    for (const composite of ready) {
      const history = compositeHistory(composite, changes, span);
      changes[composite.AlarmName] = history.changes;
      actions.push(...history.actions);
    }
    waiting = waiting.filter((each) => !ready.includes(each));
  }
  return { changes, actions: actions.sort((a, b) => a.atMs - b.atMs) };
}

function needs({ AlarmRule, ActionsSuppressor }: CompositeProperties): string[] {
  const suppressor = ActionsSuppressor === undefined ? [] : [alarmName(ActionsSuppressor)];
  return [...alarmsNamedIn(AlarmRule), ...suppressor];
}
