import { scaleQuantize } from 'd3-scale';
import { scenarioName } from '../engine/run.ts';
import type { ShownAlarm } from '../status/health.ts';
import type { MeasuredScenario } from '../status/measured.ts';
import type { Status } from '../status/status.ts';
import { runLine } from './history.ts';
import { clip, fit, hanging, width, wrap } from './layout.ts';
import { colors, type Look, marks, nameRoom, type Paint, pageOf, painter } from './look.ts';
import { duration, exactMoment, plainLine, plural } from './plain.ts';

/** As verdicts are: what is unknown is the canary's own trouble. */
const VERDICTS = { well: 'passed', unwell: 'failed', unknown: 'broken' } as const;
const SAID = {
  well: 'the target is well',
  unwell: 'the target is unwell',
  unknown: 'the canary cannot tell',
} as const;

/** How a stage stands, for a person in a terminal: the verdict first. */
export function statusReport(status: Status, look: Look): string {
  const paint = painter(look);
  const blocks = [
    headLines(status, look, paint),
    scenarioLines(status, look, paint),
    alarmLines(status, look, paint),
    runLines(status, look, paint),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines(status: Status, look: Look, paint: Paint): string[] {
  const { stage, at, health, maintenance } = status;
  const { columns } = pageOf(look);
  const verdict = VERDICTS[health.verdict];
  const head = `${marks[verdict]} ${SAID[health.verdict]}`;
  const where = `governance-canary-${stage} in ${look.place.name}, ${exactMoment(at)} UTC`;
  const because = health.because.flatMap((one) => hanging('  ', plainLine(one), columns));
  const beat = wrap(heartbeatLine(status), columns);
  return [
    paint(['bold', colors[verdict]], clip(head, columns)),
    ...wrap(plainLine(where), columns).map((line) => paint('dim', line)),
    ...because.map((line) => paint(colors[verdict], line)),
    ...beat,
    ...(maintenance ? wrap('maintenance: nobody is paged', columns) : []),
  ];
}

function heartbeatLine({ heartbeat, at, measured }: Status): string {
  const { counts, scenarios } = measured;
  const slots = scenarios[0]?.durations.length ?? 0;
  const often = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${what} in ${count} of the last ${slots} half hours`);
  const beat =
    heartbeat.at === undefined
      ? 'no heartbeat in the last 24 hours'
      : `heartbeat ${age(at - heartbeat.at)} ago`;
  const off = heartbeat.expected ? [] : ['the schedule is off, or not deployed'];
  return [beat, ...off, ...often].join('; ');
}

/** The longest that is shown: `12.34 s` and a space. */
const TIME = 9;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The newest at the right; as many slots as there is room for. */
function scenarioLines({ measured }: Status, look: Look, paint: Paint): string[] {
  const { columns, narrow } = pageOf(look);
  const name = narrow ? 17 : nameRoom(measured.scenarios.map((one) => scenarioName(one.name)));
  const room = Math.max(8, columns - name - TIME);
  const [first] = measured.scenarios;
  const shown = Math.min(room, first?.durations.length ?? 0);
  const hours = (shown * measured.slotMs) / (60 * 60_000);
  const lines = measured.scenarios.map((one) => {
    const last = one.durations.findLast((value) => value !== undefined);
    const time = last === undefined ? '?' : duration(last);
    return `${fit(one.name, name)}${sparkline(one, shown, paint)}${time.padStart(TIME)}`;
  });
  const legend = `duration in the last ${hours} hours, the newest at the right; red: failed; ·: no run`;
  return [...lines, ...wrap(legend, columns).map((line) => paint('dim', line))];
}

function sparkline({ durations, failed }: MeasuredScenario, shown: number, paint: Paint): string {
  const highest = Math.max(1, ...durations.map((value) => value ?? 0));
  const bar = scaleQuantize([0, highest], BARS);
  return durations
    .map((value, slot) => {
      const drawn = value === undefined ? '·' : bar(value);
      return failed[slot] ? paint('red', value === undefined ? '×' : drawn) : paint('dim', drawn);
    })
    .slice(-shown)
    .join('');
}

const STATES = { ALARM: 'ALARM', OK: 'OK', INSUFFICIENT_DATA: 'no data' } as const;
const STATE = 9;
/** `  for 119 min` */
const SINCE = 13;
const RANKS = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;

/** Those that pages come from each on its line; of the others only what is not OK. */
function alarmLines({ alarms, at }: Status, look: Look, paint: Paint): string[] {
  if (alarms.length === 0) return [paint('dim', 'no alarms')];
  const { columns } = pageOf(look);
  const told = alarms
    .filter(({ pages, state }) => pages === 'page' || state === 'ALARM')
    .toSorted((a, b) => RANKS[a.state] - RANKS[b.state] || a.id.localeCompare(b.id));
  const ids = Math.min(columns - STATE - SINCE, Math.max(...told.map((one) => width(idOf(one)))));
  const rest = alarms.length - told.length;
  const quiet = alarms.filter((one) => !told.includes(one) && one.state === 'OK').length;
  const others = rest > 0 ? [`${plural(rest, 'other alarm')}, ${quiet} of them OK`] : [];
  return [
    ...told.flatMap((alarm) => alarmLine(alarm, ids, at, paint)),
    ...others.map((line) => paint('dim', line)),
  ];
}

/** One whose name has no room goes under its state: two that begin and end alike must not look alike. */
function alarmLine(alarm: ShownAlarm, ids: number, now: number, paint: Paint): string[] {
  const { state, since, pages } = alarm;
  const color = state === 'OK' ? 'green' : state === 'ALARM' && pages === 'page' ? 'red' : 'yellow';
  const when = since > 0 ? `  for ${age(now - since)}` : '';
  const id = idOf(alarm);
  const shown = paint(color, STATES[state].padEnd(STATE));
  return id.length <= ids
    ? [`${shown}${fit(id, ids)}${paint('dim', when)}`]
    : [`${shown}${paint('dim', when.trimStart())}`, `  ${id}`];
}

function idOf({ id, pages }: ShownAlarm): string {
  return pages === 'notice' ? `${id} (notice)` : id;
}

function runLines({ runs, runsUnknown, at }: Status, look: Look, paint: Paint): string[] {
  const { columns } = pageOf(look);
  if (runsUnknown !== undefined) {
    return wrap(plainLine(`the last runs are not known: ${runsUnknown}`), columns);
  }
  if (runs.length === 0) return [paint('dim', 'no runs are recorded yet')];
  return runs.map((run) => runLine(run, at, look, paint));
}

/** How long ago, as one would say it. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
