import type { PastRun } from '../../engine/history.ts';
import { type Outage, outagesIn } from '../../engine/outages.ts';
import {
  type ScenarioTimeline,
  type Timelines,
  WINDOWS,
  type WindowName,
} from '../../engine/timelines.ts';
import type { DeploymentTrend, Trends } from '../../engine/trends.ts';
import { NOT_JUDGED, percent, stopped, triggeredBy, when } from '../history.ts';
import { html, line, type Markup, said } from '../html/markup.ts';
import { marks, tones } from '../look.ts';
import { duration, moment, plural } from '../plain.ts';

/** A section with a table, which scrolls where a page is narrow. */
function section(
  id: string,
  title: string,
  table: {
    readonly kind: string;
    readonly heads: readonly string[];
    readonly rows: readonly Markup[];
  },
  after: string | false = false,
): Markup {
  const { kind, heads, rows } = table;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<div class="card scroll" tabindex="0" role="group" aria-labelledby="${id}"><table class="${kind}">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}`)}
<tbody>${rows}</table></div>
${after !== false && html`<p class="dim">${after}</p>`}</section>`;
}

/** What every scenario came to, in a line each. */
export function standing({ scenarios }: Timelines): Markup {
  const windows = Object.keys(WINDOWS) as WindowName[];
  const available = windows.map((window) => `available, ${window}`);
  const heads = ['scenario', 'now', ...available, 'p50', 'p95', 'flaky', 'runs'];
  const rows = scenarios.map((timeline) => numbers(timeline, windows));
  return section('now', 'Where they stand', { kind: 'numbers', heads, rows });
}

function numbers(timeline: ScenarioTimeline, windows: readonly WindowName[]): Markup {
  const { name, streak, availability, p50Ms, p95Ms, flakeRate, runs } = timeline;
  const cells = [
    ...windows.map((window) => rate(availability[window])),
    ...[time(p50Ms), time(p95Ms), percent(flakeRate), String(runs)],
  ];
  const { verdict } = streak;
  return html`<tr><th scope="row" class="text">${line(name, 80)}
<td class="${tones[verdict]}">${marks[verdict]} ${verdict}${cells.map((cell) => html`<td>${cell}`)}
`;
}

function rate(known: number | undefined): string {
  return known === undefined ? '?' : percent(known);
}

function time(ms: number | undefined): string {
  return ms === undefined ? '?' : duration(ms);
}

/** The newest of each; below them it says how many came before. */
const MOST_ROWS = 30;

function more(all: readonly unknown[]): string | false {
  return all.length > MOST_ROWS && `and ${all.length - MOST_ROWS} before.`;
}

export function deployments({ deployments: all }: Trends): Markup | undefined {
  if (all.length === 0) return undefined;
  const rows = all.slice(0, MOST_ROWS).map(deployment);
  const heads = ['when', 'what', 'and then'];
  return section('deployments', 'Deployments', { kind: 'list', heads, rows }, more(all));
}

function deployment(one: DeploymentTrend): Markup {
  const { trigger, at } = one;
  return html`<tr><th scope="row">${moment(at)}<td class="text">${line(triggeredBy(trigger))}
<td class="text">${whatFollowed(one)}
`;
}

function whatFollowed({ at, afterFailure, judged, firstFailure }: DeploymentTrend): Markup {
  if (!judged) return html`<span class="unsure">? ${NOT_JUDGED}</span>`;
  if (!firstFailure) return html`<span class="good">✓ no failure</span>`;
  const { scenario, stop, at: failedAt } = firstFailure;
  const how = `✗ ${line(scenario, 80)} failed at ${line(stopped(stop))}`;
  const before = afterFailure && ', as before it';
  return html`<span class="bad">${how}</span> ${when(failedAt - at)}${before}`;
}

export function outages(runs: readonly PastRun[]): Markup | undefined {
  const all = outagesIn(runs);
  if (all.length === 0) return undefined;
  const rows = all.slice(0, MOST_ROWS).map(outage);
  const heads = ['since', 'until', 'scenario', 'where and why'];
  return section('outages', 'Outages', { kind: 'list', heads, rows }, more(all));
}

function outage({ scenario, verdict, stop, from, to, runs, open }: Outage): Markup {
  const tone = tones[verdict];
  const until = open ? html`<b class="${tone}">until now</b>` : moment(to);
  const long = runs === 1 && !open ? 'one run' : html`${until}, ${plural(runs, 'run')}`;
  return html`<tr><th scope="row">${moment(from)}<td>${long}
<td><span class="${tone}">${marks[verdict]} ${said(scenario, 80)}</span>
<td class="text"><b>${line(stopped(stop))}</b> ${line(stop?.message ?? verdict)}
`;
}
