import {
  type AlarmContext,
  type CompositeAlarm,
  commonProperties,
  described,
  type Heading,
  type MetricAlarm,
} from './alarm.ts';
import { jitterMinutes } from './run-alarms.ts';

/**
 * Every alarm is evaluated once a minute, each at a second of its own, so that two alarms on the same
 * heartbeat can disagree for that long: `started` may be OK before `silent` is.
 */
const DISAGREEMENT_SECONDS = 90;

/** When maintenance is over, the alarms have had the same data all along: nothing to wait for. */
const EXTENSION_SECONDS = 60;

export interface Silence {
  readonly silent: MetricAlarm;
  readonly started: MetricAlarm;
}

/**
 * The one alarm that pages, and says when all of it is over: an outage is one page. Silence counts
 * from the first scheduled run on, which is `notStarted`'s; nothing else is held back before it.
 */
export function paging(
  context: AlarmContext,
  pages: readonly MetricAlarm[],
  silence: Silence | undefined,
  maintenance: MetricAlarm,
): CompositeAlarm {
  return composite(
    context,
    {
      id: 'paging',
      article: 'paging',
      means: 'Something is wrong that cannot wait; the alarms in ALARM beside this one say what.',
      pages: 'page',
      tells: 'paging',
    },
    pagingRule(pages, silence),
    [...pages, ...(silence ? [silence.silent, silence.started] : []), maintenance],
    suppressedBy(maintenance, DISAGREEMENT_SECONDS),
  );
}

function pagingRule(pages: readonly MetricAlarm[], silence: Silence | undefined): string {
  return [
    ...pages.map(inAlarm),
    ...(silence ? [`(${inAlarm(silence.silent)} AND ${isOk(silence.started)})`] : []),
  ].join(' OR ');
}

/**
 * What the rule of a composite holds, in alarms and in characters.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
const MOST_CHILDREN = 100;
const LONGEST_RULE = 10_240;

/** Whether one alarm can page for all of these; silence is its two children's. */
export function canPageFor(pages: readonly MetricAlarm[], silence: Silence): boolean {
  return pages.length + 2 <= MOST_CHILDREN && pagingRule(pages, silence).length <= LONGEST_RULE;
}

/**
 * `paging` ignores silence until the first scheduled run, or every first deployment would page. This
 * pages when the first interval is over: the wait period, which begins with the alarm, is the one
 * clock CloudWatch has. The two are never about the same silence.
 */
export function notStarted(
  context: AlarmContext,
  { silent, started }: Silence,
  maintenance: MetricAlarm,
): CompositeAlarm {
  const minutes = context.intervalMinutes + jitterMinutes(context);
  const alarm = composite(
    context,
    {
      id: 'not-started',
      article: 'not-started',
      means: `No scheduled run has reached its end since this was deployed, ${minutes} minutes ago or more.`,
      pages: 'page',
      tells: 'paging',
    },
    `${inAlarm(silent)} AND NOT ${isOk(started)}`,
    [silent, started, maintenance],
    suppressedBy(maintenance, minutes * 60),
  );
  // What it waits for cannot come before its rule is there.
  const rule = context.scheduleRuleId;
  return rule ? { ...alarm, dependsOn: [...alarm.dependsOn, rule] } : alarm;
}

/**
 * For a target's stack to roll back on: its scheduled failures alone, since a fault of the canary
 * must never undo a deployment. It acts on nothing itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-rollback-triggers.html
 */
export function rollback(context: AlarmContext, failing: readonly MetricAlarm[]): CompositeAlarm {
  return composite(
    context,
    {
      id: 'rollback',
      article: 'rollback',
      means:
        'A scenario fails in scheduled runs: a deployment of the target that is under way is undone.',
      pages: 'none',
    },
    failing.map(inAlarm).join(' OR '),
    failing,
  );
}

function composite(
  context: AlarmContext,
  heading: Heading,
  rule: string,
  named: readonly MetricAlarm[],
  suppression: Suppression = {},
): CompositeAlarm {
  return {
    ...described(context, heading),
    type: 'AWS::CloudWatch::CompositeAlarm',
    dependsOn: named.map(({ logicalId }) => logicalId),
    properties: { ...commonProperties(context, heading), AlarmRule: rule, ...suppression },
  };
}

type Suppression = Partial<
  Pick<
    CompositeAlarm['properties'],
    'ActionsSuppressor' | 'ActionsSuppressorWaitPeriod' | 'ActionsSuppressorExtensionPeriod'
  >
>;

/**
 * CloudWatch waits that long for the suppressor before a composite acts, and acts only on what is
 * still so.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
function suppressedBy({ name }: MetricAlarm, waitSeconds: number): Suppression {
  return {
    ActionsSuppressor: name,
    ActionsSuppressorWaitPeriod: waitSeconds,
    ActionsSuppressorExtensionPeriod: EXTENSION_SECONDS,
  };
}

const inAlarm = ({ name }: MetricAlarm) => `ALARM("${name}")`;
const isOk = ({ name }: MetricAlarm) => `OK("${name}")`;
