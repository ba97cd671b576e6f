import type { Alarm, AlarmContext } from './alarm.ts';
import { notStarted, paging, rollback, type Silence } from './composites.ts';
import { type FunctionNames, functionAlarms } from './function-alarms.ts';
import { serviceOf } from './metrics.ts';
import {
  broken,
  flaky,
  leaking,
  leftovers,
  maintenance,
  silent,
  started,
  unjudged,
} from './run-alarms.ts';
import { failing, failingAfterDeploy, slow } from './scenario-alarms.ts';
import { TRIGGERS, type WatchedScenario } from './series.ts';
import { tooManyScenarios } from './too-many.ts';

export interface AlarmOptions extends FunctionNames, Omit<AlarmContext, 'service'> {
  readonly stage: string;
  readonly scenarios: readonly WatchedScenario[];
}

/**
 * The alarm half of the catalogue: every alarm of a stage, as plain data.
 *
 * @throws {RangeError} when there are more scenarios than one alarm can page for
 * @throws {TypeError} when two alarms would have the same name or logical id
 */
export function alarmsFor(options: AlarmOptions): readonly Alarm[] {
  const { stage, scenarios, scheduleEnabled } = options;
  const [tooMany] = tooManyScenarios(stage, scenarios);
  if (tooMany) throw new RangeError(tooMany);
  const context: AlarmContext = { ...options, service: serviceOf(stage) };
  const each = (alarm: typeof failing) => scenarios.map((scenario) => alarm(context, scenario));

  const onTheClock = each(failing);
  const immediate = [...onTheClock, ...each(failingAfterDeploy), broken(context)];
  const silence: Silence = { silent: silent(context), started: started(context) };
  const atWork = maintenance(context);
  return unique([
    ...immediate,
    silence.silent,
    ...TRIGGERS.map((trigger) => leaking(context, trigger)),
    leftovers(context),
    unjudged(context),
    flaky(context),
    ...each(slow),
    ...functionAlarms(context, options),
    atWork,
    // A schedule that is off is silent on purpose, and starts anew when it is switched on.
    ...(scheduleEnabled ? [silence.started, notStarted(context, silence, atWork)] : []),
    paging(context, immediate, scheduleEnabled ? silence : undefined, atWork),
    rollback(context, onTheClock),
  ]);
}

/** Names are put together from scenarios' and rules', which are others' choice. */
function unique(alarms: readonly Alarm[]): readonly Alarm[] {
  for (const key of ['name', 'logicalId'] as const) {
    const seen = new Set<string>();
    for (const { [key]: value } of alarms) {
      if (seen.has(value)) throw new TypeError(`expected alarms to differ, two are ${value}`);
      seen.add(value);
    }
  }
  return alarms;
}

export interface AlarmTopics {
  /** References or ARNs, as the template has them. */
  readonly paging: unknown;
  readonly notices: unknown;
}

/** As CloudFormation resources. What tells of an alarm tells of its end too. */
export function alarmResources(
  alarms: readonly Alarm[],
  topics: AlarmTopics,
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    alarms.map((alarm) => {
      const { logicalId, type, properties, tells } = alarm;
      const actions = tells && { AlarmActions: [topics[tells]], OKActions: [topics[tells]] };
      return [
        logicalId,
        {
          Type: type,
          ...('dependsOn' in alarm && { DependsOn: alarm.dependsOn }),
          Properties: { ...properties, ...actions },
        },
      ];
    }),
  );
}
