import type { AlarmState } from '../aws/cloudwatch.ts';
import type { KnownAlarm } from './known-alarms.ts';

/** Whether the target is well, as far as the deployed canary can tell. */
export interface Health {
  /** `unknown` blames the canary: it is broken, silent, or not there. */
  readonly verdict: 'well' | 'unwell' | 'unknown';
  /** What it is judged by, the worst first; nothing where all is well. */
  readonly because: readonly string[];
}

export interface Heartbeat {
  /** When the last scheduled run reached its end; none in the last day. */
  readonly at: number | undefined;
  /** Without one for so long the canary is silent; none where there is no such alarm. */
  readonly windowMs: number | undefined;
  /** The schedule is switched on. */
  readonly expected: boolean;
}

/** An alarm of the catalogue, and how it stands. */
export interface ShownAlarm extends AlarmState {
  /** The name without the service. */
  readonly id: string;
  readonly article: KnownAlarm['article'];
  readonly pages: KnownAlarm['pages'];
}

const OF_THE_TARGET = ['failing', 'failing-after-deploy'];
const OF_THE_CANARY = ['broken', 'silent', 'not-started'];

/**
 * @param missing alarms that page and that every stage has, but not this one
 */
export function healthOf(
  alarms: readonly ShownAlarm[],
  missing: readonly string[],
  heartbeat: Heartbeat,
  now: number,
): Health {
  const red = alarms.filter(({ state }) => state === 'ALARM');
  const target = red.filter(({ article }) => OF_THE_TARGET.includes(article));
  const canary = red
    .filter(({ article }) => OF_THE_CANARY.includes(article))
    .filter(({ article }) => article !== 'silent' || heartbeat.expected);
  const paging = red.some(({ article }) => article === 'paging');
  const doubts = [
    ...(alarms.length === 0 ? ['there is no alarm of this stage in this account and region'] : []),
    ...canary.map(({ id, reason }) => `${id} is in ALARM: ${reason}`),
    ...(canary.some(({ article }) => article === 'silent') ? [] : silence(heartbeat, now)),
    ...(alarms.length > 0 && missing.length > 0 ? [`not there: ${missing.join(', ')}`] : []),
    // A scenario that only the deployed canary has.
    ...(paging && target.length + canary.length === 0
      ? ['paging is in ALARM for an alarm that is not known here: another version is deployed']
      : []),
  ];
  const because = [...target.map(({ id, reason }) => `${id} is in ALARM: ${reason}`), ...doubts];
  if (target.length > 0) return { verdict: 'unwell', because };
  return { verdict: doubts.length > 0 ? 'unknown' : 'well', because };
}

function silence({ at, windowMs, expected }: Heartbeat, now: number): string[] {
  if (!expected || windowMs === undefined) return [];
  const minutes = Math.round(windowMs / 60_000);
  if (at === undefined) return ['no scheduled run has reached its end in the last 24 hours'];
  return now - at > windowMs ? [`no scheduled run has reached its end for ${minutes} minutes`] : [];
}
