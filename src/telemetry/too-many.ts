import type { AlarmContext } from './alarm.ts';
import { canPageFor } from './composites.ts';
import { serviceOf } from './metrics.ts';
import { broken, silent, started } from './run-alarms.ts';
import { failing, failingAfterDeploy } from './scenario-alarms.ts';
import type { WatchedScenario } from './series.ts';

/**
 * One alarm pages for all scenarios of a stack, so that an outage is one page; CloudWatch bounds what
 * its rule holds. A stack whose schedule is off holds no more, so that it can be switched on.
 *
 * @returns why these scenarios cannot be one stack's, and what to do; nothing, where they can
 */
export function tooManyScenarios(
  stage: string,
  scenarios: readonly WatchedScenario[],
): readonly string[] {
  // Of all intervals the one with the longest names.
  const context: AlarmContext = {
    service: serviceOf(stage),
    intervalMinutes: 15,
    scheduleEnabled: true,
    runbookBase: '',
  };
  const pages = scenarios.map((one) => [failing(context, one), failingAfterDeploy(context, one)]);
  const silence = { silent: silent(context), started: started(context) };
  const fit = (howMany: number) =>
    canPageFor([...pages.slice(0, howMany).flat(), broken(context)], silence);

  const all = scenarios.length;
  if (fit(all)) return [];
  let most = all - 1;
  while (most > 0 && !fit(most)) most -= 1;
  return [
    `${all} scenarios are too many for one stack: CloudWatch takes 100 alarms and 10240 characters in the rule of the one that pages, which is ${most} of these. Leave those in src/scenarios/index.ts, and deploy the other ${all - most} from a copy of this project, with a stage of its own`,
  ];
}
