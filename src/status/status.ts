import type { Asking } from '../aws/asking.ts';
import type { AlarmState, CloudWatch } from '../aws/cloudwatch.ts';
import { errorFacts } from '../engine/failure.ts';
import type { PastRun } from '../engine/history.ts';
import type { RunStore } from '../engine/run-store.ts';
import { within } from '../engine/time.ts';
import { scenarios } from '../scenarios/index.ts';
import { serviceOf } from '../telemetry/metrics.ts';
import { type Health, type Heartbeat, healthOf, type ShownAlarm } from './health.ts';
import { type KnownAlarm, knownAlarms, neededAlarms } from './known-alarms.ts';
import { type Measured, measured } from './measured.ts';

/** How a stage stands, now. */
export interface Status {
  readonly stage: string;
  /** Epoch ms. */
  readonly at: number;
  readonly health: Health;
  readonly heartbeat: Heartbeat;
  /** Nobody is paged: somebody is at work. */
  readonly maintenance: boolean;
  readonly alarms: readonly ShownAlarm[];
  readonly measured: Measured;
  /** The newest first. */
  readonly runs: readonly PastRun[];
  /** Why they are not known. */
  readonly runsUnknown?: string;
}

export interface StatusSources {
  readonly cloudwatch: CloudWatch;
  readonly store: Pick<RunStore, 'recent'> | undefined;
}

const MOST_RUNS = 5;

/**
 * Alarms and metrics are what health is judged by; the runs table is for whoever wants to know more.
 *
 * @param how each of them is asked
 * @throws {FailureError} when CloudWatch cannot be asked; the reason of an interrupt that comes first
 */
export async function statusOf(
  stage: string,
  { cloudwatch, store }: StatusSources,
  now: number,
  how: Asking,
): Promise<Status> {
  const names = scenarios.map(({ name }) => name);
  const [states, numbers, runs] = await Promise.all([
    cloudwatch.alarms(`${serviceOf(stage)}-`, how),
    measured(cloudwatch, stage, names, now, how),
    remembered(store, how),
  ]);
  const known = knownAlarms(stage);
  const alarms = states.flatMap((state) => shown(state, known, stage));
  const silent = alarms.find(({ article }) => article === 'silent');
  const heartbeat = {
    at: numbers.heartbeatAt,
    windowMs: silent?.windowMs,
    // While the schedule is off, the alarm on its silence acts on nothing.
    expected: silent?.actionsEnabled ?? false,
  };
  return {
    stage,
    at: now,
    heartbeat,
    alarms,
    measured: numbers,
    ...runs,
    health: healthOf(alarms, missingIn(alarms, stage), heartbeat, now),
    maintenance: alarms.some(
      ({ article, state }) => article === 'maintenance' && state === 'ALARM',
    ),
  };
}

/** Another stage may begin with the name of this one: what is not in the catalogue is not ours. */
function shown(
  state: AlarmState,
  known: ReadonlyMap<string, KnownAlarm>,
  stage: string,
): ShownAlarm[] {
  const alarm = known.get(state.name);
  if (!alarm) return [];
  const id = state.name.slice(serviceOf(stage).length + 1);
  return [{ ...state, id, article: alarm.article, pages: alarm.pages }];
}

/** Without one of these nothing could be told of what it watches. */
function missingIn(alarms: readonly ShownAlarm[], stage: string): readonly string[] {
  const there = new Set(alarms.map(({ name }) => name));
  return neededAlarms(stage)
    .filter((name) => !there.has(name))
    .map((name) => name.slice(serviceOf(stage).length + 1));
}

async function remembered(
  store: StatusSources['store'],
  { clock, allowedMs, interrupted }: Asking,
): Promise<Pick<Status, 'runs' | 'runsUnknown'>> {
  const recent = async () => (await store?.recent(MOST_RUNS)) ?? [];
  try {
    return { runs: await within(clock, allowedMs, interrupted, recent) };
  } catch (error) {
    interrupted.throwIfAborted();
    return { runs: [], runsUnknown: errorFacts(error).message };
  }
}
