import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalAccount } from '../../src/local/account.ts';
import type { Datapoint } from '../helpers/cloudwatch/emf.ts';
import { alarmsIn, type DeclaredAlarms } from '../helpers/cloudwatch/template.ts';
import { isOfPhase7 } from '../scenarios/phase7.ts';
import { everySabotage } from '../scenarios/sabotage/index.ts';
import type { Sabotage } from '../scenarios/sabotage/sabotage.ts';
import { type CanaryFunction, packageCanary } from '../serverless/packaged.ts';
import { type Deployed, type DeployOptions, deploy } from './deployed.ts';
import {
  eventNow,
  metricsOf,
  onTheClock,
  type RunMetrics,
  rang,
  ringing,
  short,
  watch,
} from './loop.ts';

/** The packaged canary meets what is wrong; its metrics meet the packaged alarms. */
let packaged: Awaited<ReturnType<typeof packageCanary>>;
let declared: DeclaredAlarms;
let healthy: RunMetrics;

const deployed = (account: DeployOptions['account'], env = {}): Deployed => {
  const [fn] = packaged.all<CanaryFunction>('AWS::Lambda::Function');
  if (!fn) throw new Error('the template has no function');
  // A sabotaged run waits its time out more than once.
  return deploy({ task: packaged.task, fn, account, faster: 6, workMs: 5_000, env });
};

beforeAll(async () => {
  packaged = await packageCanary();
  declared = alarmsIn(packaged.template);
  const account = await startLocalAccount();
  const canary = deployed(account);
  healthy = metricsOf(await canary.invoke(eventNow('schedule')));
  await canary.close();
  await account.close();
}, 120_000);
afterAll(() => packaged.remove());

const INTERVAL = 5;
/** An hour of health, four sabotaged runs, and health again until even `flaky` has forgotten. */
const BEFORE = 12;
const WRONG = 4;
const AFTER = 16;
const wrongFrom = 3 + BEFORE * INTERVAL;
const wrongTo = wrongFrom + WRONG * INTERVAL;
const end = wrongTo + AFTER * INTERVAL;

/** Alarms see who failed or was blind and what was left, not why: one of each such kind is enough. */
const ofEachKind = [
  ...new Map(
    everySabotage.map((one) => {
      const reds = Object.entries(one.red).map(([name, { kind, verdict }]) => [
        name,
        kind,
        verdict,
      ]);
      return [JSON.stringify([reds.sort(), one.leaked, one.env]), one];
    }),
  ).values(),
];

describe.concurrent('for each kind of being wrong exactly its alarms ring, and end', () => {
  it.each(ofEachKind)('$name', { timeout: 60_000 }, async (sabotage) => {
    const account = await startLocalAccount(sabotage.options);
    const canary = deployed(account, { ...sabotage.env, CANARY_RETRIES: '0' });
    try {
      await sabotage.breaks?.(account);
      const wrong = metricsOf(await canary.invoke(eventNow('schedule')));

      const points = onTheClock(INTERVAL, 3, [BEFORE, healthy], [WRONG, wrong], [AFTER, healthy]);
      const history = watch(declared, points, end);

      const heard = rang(history, { from: 30, to: end }).filter(isOfPhase7);
      expect(heard).toEqual(expected(sabotage, wrong).filter(isOfPhase7));
      expect(ringing(history, end)).toEqual([]);
    } finally {
      await canary.close();
      await account.close();
    }
  });
});

function expected({ red, leaked = [] }: Sabotage, wrong: readonly Datapoint[]): string[] {
  const reds = Object.entries(red);
  const failing = reds.filter(([, { verdict }]) => verdict !== 'broken').map(([name]) => name);
  const blind = reds.length > failing.length;
  return [
    ...failing.map((name) => `failing-${name}`),
    ...(failing.length > 0 ? ['rollback'] : []),
    ...(blind ? ['broken'] : []),
    ...(failing.length > 0 || blind ? ['paging'] : []),
    ...(leaked.length > 0 ? ['leaking'] : []),
    ...slow(wrong),
  ].sort();
}

/** Waiting for what does not come takes long: those that it took past their budget. */
function slow(wrong: readonly Datapoint[]): string[] {
  return declared.alarms
    .filter(({ AlarmName }) => short(AlarmName).startsWith('slow-'))
    .filter(({ Dimensions, Threshold }) => {
      const name = Dimensions?.find((dimension) => dimension.Name === 'Scenario')?.Value;
      const took = wrong.find(
        (point) => point.name === 'Duration' && point.dimensions.Scenario === name,
      );
      return took !== undefined && took.value > (Threshold ?? 0);
    })
    .map(({ AlarmName }) => short(AlarmName));
}
