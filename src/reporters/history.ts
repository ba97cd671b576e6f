import type { PastRun, Stop } from '../engine/history.ts';
import type { Trigger } from '../engine/report.ts';
import {
  type DeploymentTrend,
  type ScenarioTrend,
  stateOf,
  type Trends,
  trendsOf,
} from '../engine/trends.ts';
import { wrap } from './layout.ts';
import { colors, type Look, type Paint, pageOf, painter } from './look.ts';
import { duration, moment, plainLine, plural, span } from './plain.ts';

/**
 * Past runs, the newest last, where a person's eye is; then what they say together: availability and
 * flakiness of each scenario and step, and what followed on each deployment.
 */
export function historyReport(runs: readonly PastRun[], now: number, look: Look): string {
  if (runs.length === 0) return 'no runs are recorded yet\n';
  const paint = painter(look);
  const trends = trendsOf(runs, now);
  const blocks = [
    runs.toReversed().map((run) => runLine(run, now, look, paint)),
    scenarioTable(trends, look, paint),
    deploymentLines(trends, look, paint),
    wrap(told(trends), pageOf(look).columns).map((line) => paint('dim', line)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const STATE = 10;
const KIND = 9;
const TIME = 8;

export function runLine(run: PastRun, now: number, look: Look, paint: Paint): string {
  const state = stateOf(run, now);
  const { summary, trigger, begunAt } = run;
  const { columns, narrow, clip } = pageOf(look);
  const time = summary ? duration(summary.durationMs) : '';
  const head = narrow
    ? `${moment(begunAt).slice('2026-'.length)} `
    : `${moment(begunAt)}  ${trigger.kind.padEnd(KIND)}`;
  const tail = narrow ? '' : `${time.padStart(TIME)}  `;
  const what = clip(plainLine(whatOf(run)), columns - head.length - STATE - tail.length);
  const color = state in colors ? colors[state as keyof typeof colors] : 'yellow';
  return `${head}${paint(color, state.padEnd(STATE))}${tail}${what}`.trimEnd();
}

/** What is worth a word about a run: where it stopped, what was flaky, which deployment it followed. */
function whatOf({ summary, trigger }: PastRun): string {
  const scenarios = summary?.scenarios ?? [];
  const bad = scenarios.filter(({ verdict }) => verdict !== 'passed');
  const flaky = scenarios.filter((one) => one.flaky).map(({ name }) => name);
  const leaked = scenarios.filter((one) => one.leaked).map(({ name }) => name);
  const said = [
    ...bad.map(({ name, stops }) => `${name} at ${stopped(stops.at(-1))}`),
    ...(flaky.length > 0 ? [`flaky: ${flaky.join(', ')}`] : []),
    ...(leaked.length > 0 ? [`leaked: ${leaked.join(', ')}`] : []),
  ];
  return said.length > 0 ? said.join('; ') : triggeredBy(trigger);
}

export function stopped(stop: Stop | undefined): string {
  return stop?.step ?? 'its start';
}

export function triggeredBy(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'schedule':
      return '';
    case 'manual':
      return trigger.by;
    case 'stack':
      return `${trigger.stack} ${trigger.status}`;
    case 'deploy':
      return trigger.version ?? trigger.commit ?? trigger.deployId;
  }
}

const NAME = { wide: 26, narrow: 16 };
const NUMBER = 8;

function scenarioTable({ scenarios }: Trends, look: Look, paint: Paint): string[] {
  const { columns, clip, fit } = pageOf(look);
  const heads = ['runs', 'failed', 'broken', 'avail', 'flaky'];
  const narrow = columns < NAME.wide + heads.length * NUMBER;
  const row = (name: string, cells: readonly string[]) => {
    const shown = narrow ? cells.slice(-2) : cells;
    const numbers = shown.map((cell) => cell.padStart(NUMBER)).join('');
    return clip(`${fit(plainLine(name), NAME[narrow ? 'narrow' : 'wide'])}${numbers}`, columns);
  };
  return [
    paint('dim', row('', heads)),
    ...scenarios.flatMap((one) => [
      row(one.name, cellsOf(one)),
      ...one.steps.map(({ step = 'its start', failed, broken, flakeRate }) =>
        row(`· ${step}`, ['', String(failed), String(broken), '', percent(flakeRate)]),
      ),
    ]),
  ];
}

function cellsOf({ runs, failed, broken, availability, flakeRate }: ScenarioTrend): string[] {
  const known = availability === undefined ? '?' : percent(availability);
  return [String(runs), String(failed), String(broken), known, percent(flakeRate)];
}

/** Rounded down: 100 % is said of nothing that failed once. */
export function percent(rate: number): string {
  return `${(Math.floor(rate * 1000) / 10).toFixed(1)} %`;
}

function deploymentLines({ deployments }: Trends, look: Look, paint: Paint): string[] {
  if (deployments.length === 0) return ['no deployment among them'];
  const { columns } = pageOf(look);
  // As the runs are: the newest last.
  return deployments.toReversed().flatMap((one) => {
    const color = one.firstFailure ? 'red' : one.judged ? 'green' : 'yellow';
    const [first = '', ...rest] = wrap(plainLine(deploymentLine(one)), columns - 2);
    return [paint(color, first), ...rest.map((line) => `  ${line}`)];
  });
}

function deploymentLine(deployment: DeploymentTrend): string {
  const { trigger, at, afterFailure, judged, firstFailure } = deployment;
  const head = `${moment(at)}  ${triggeredBy(trigger)}:`;
  if (!firstFailure) return `${head} ${judged ? 'no failure after it' : NOT_JUDGED}`;
  const { scenario, stop } = firstFailure;
  const before = afterFailure ? ', as before it' : '';
  return `${head} first failure ${when(firstFailure.at - at)}${before}: ${scenario} at ${stopped(stop)}: ${stop?.message ?? ''}`;
}

export const NOT_JUDGED = 'not judged: no run since could tell';

/** How long after a deployment. */
export function when(ms: number): string {
  return ms < 30_000 ? 'at once' : `after ${span(ms)}`;
}

function told({ finished, died }: Trends): string {
  const gone = died > 0 ? `, ${died} died` : '';
  return `${plural(finished, 'run')}${gone}; times in UTC; avail: passed / (passed + failed)`;
}
