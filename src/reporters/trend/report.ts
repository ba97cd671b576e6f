import {
  type Course,
  type Courses,
  coursesOf,
  WINDOWS,
  type WindowName,
} from '../../engine/courses.ts';
import type { PastRun } from '../../engine/history.ts';
import { outagesIn } from '../../engine/outages.ts';
import type { DeploymentTrend } from '../../engine/trends.ts';
import { moment, percent, stopped, triggeredBy } from '../history.ts';
import { asManyAsFit, html, line, type Markup } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { marks } from '../look.ts';
import { duration, plural } from '../plain.ts';
import { chart, timeAxisOf } from './chart.ts';
import { TREND_STYLE } from './style.ts';

const tones = { passed: 'good', failed: 'bad', broken: 'unsure' } as const;

/**
 * A history as a page for a person: where every scenario stands, how it got there, and what followed
 * on each deployment.
 *
 * @param runs in any order
 * @param where the account, for a person
 */
export function trendReport(runs: readonly PastRun[], now: number, where: string): string {
  const courses = coursesOf(runs, now);
  const tone = toneOf(courses);
  return page({
    title: `history: governance-canary, ${moment(now)} UTC`,
    tone,
    style: TREND_STYLE,
    body: html`${hero(courses, tone, where)}
<main>
${courses.scenarios.length > 0 && table(courses)}
${courses.scenarios.length > 0 && charts(courses)}
${deployments(courses)}
${outages(runs)}
</main>
<footer><p>Drawn at ${moment(now)} UTC. Availability: passed of passed and failed; of a broken run nothing is known about the target. Durations are those of runs that passed.</p></footer>`,
  });
}

function toneOf({ scenarios }: Courses): 'good' | 'bad' | 'unsure' {
  const verdicts = scenarios.map(({ streak }) => streak.verdict);
  if (verdicts.includes('failed')) return 'bad';
  return verdicts.includes('broken') || verdicts.length === 0 ? 'unsure' : 'good';
}

const HEADLINES = {
  good: 'Every scenario passes',
  bad: 'The target is unwell',
  unsure: 'The canary cannot tell',
} as const;

function hero(courses: Courses, tone: keyof typeof HEADLINES, where: string): Markup {
  const { from, lastAt, runs, scenarios, trends } = courses;
  const bad = scenarios.filter(({ streak }) => streak.verdict !== 'passed').map(({ name }) => name);
  const said =
    runs === 0
      ? 'No run is remembered yet.'
      : bad.length > 0
        ? `Not passing at their last run: ${bad.join(', ')}.`
        : `All ${plural(scenarios.length, 'scenario')} passed at their last run.`;
  return html`<header><div class="card hero ${tone}">
<h1><span class="${tone}">${runs === 0 ? 'No history' : HEADLINES[tone]}</span></h1>
<p class="text">${line(said, 600)}</p>
<dl class="facts">
<div><dt>Where</dt><dd class="text">${line(where)}</dd></div>
<div><dt>Runs</dt><dd>${runs}${trends.died > 0 && `, ${trends.died} of them died`}</dd></div>
${runs > 0 && html`<div><dt>From</dt><dd>${moment(from)} UTC</dd></div><div><dt>To</dt><dd>${moment(lastAt)} UTC</dd></div>`}
<div><dt>Deployments</dt><dd>${courses.deployments.length}</dd></div>
</dl>
</div></header>`;
}

function table({ scenarios }: Courses): Markup {
  const windows = Object.keys(WINDOWS) as WindowName[];
  return html`<section aria-labelledby="now"><h2 id="now">Where they stand</h2>
<div class="card scroll" tabindex="0" role="group" aria-labelledby="now"><table class="numbers">
<thead><tr><th scope="col">scenario<th scope="col">now${windows.map((window) => html`<th scope="col">available, ${window}`)}<th scope="col">p50<th scope="col">p95<th scope="col">flaky<th scope="col">runs
<tbody>${scenarios.map((course) => numbers(course, windows))}</table></div></section>`;
}

function numbers(course: Course, windows: readonly WindowName[]): Markup {
  const { name, streak, availability, p50Ms, p95Ms, flakeRate, runs } = course;
  const tone = tones[streak.verdict];
  return html`<tr><th scope="row" class="text">${line(name, 80)}<td class="${tone}">${marks[streak.verdict]} ${streak.verdict}${windows.map((window) => html`<td>${rate(availability[window])}`)}<td>${time(p50Ms)}<td>${time(p95Ms)}<td>${percent(flakeRate)}<td>${runs}
`;
}

function rate(known: number | undefined): string {
  return known === undefined ? '?' : percent(known);
}

function time(ms: number | undefined): string {
  return ms === undefined ? '?' : duration(ms);
}

/** Past it the table above has to do: a page is to be mailed. */
const ALL_CHARTS = 330_000;

function charts(courses: Courses): Markup {
  const axis = timeAxisOf(courses);
  const drawn = asManyAsFit(courses.scenarios, ALL_CHARTS, (course) =>
    card(course, chart(course, axis)),
  );
  const rest = courses.scenarios.length - drawn.size;
  const keys = ['passed', 'flaky', 'failed', 'broken', 'p50', 'p95', 'deployed'];
  return html`<section aria-labelledby="courses"><h2 id="courses">How they got there</h2>
<ul class="legend dim">${keys.map((key) => html`<li><i class="key ${key}"></i>${key === 'p50' || key === 'p95' ? `duration, ${key}` : key}</li>`)}</ul>
${[...drawn.values()]}
${rest > 0 && html`<p class="dim">${plural(rest, 'further scenario')}, without a chart.</p>`}
</section>`;
}

function card({ name, streak }: Course, drawing: Markup): Markup {
  const { verdict, runs, since } = streak;
  return html`<article class="card course">
<h3><span class="${tones[verdict]}" aria-hidden="true">${marks[verdict]}</span> <span class="text">${line(name, 80)}</span> <small class="dim">${verdict} ${runs === 1 ? 'once' : `${runs} times in a row`}, since ${moment(since)}</small></h3>
${drawing}
</article>
`;
}

/** The newest of each; what is older is in the charts. */
const MOST_ROWS = 30;

function deployments({ trends }: Courses): Markup | undefined {
  const all = trends.deployments;
  if (all.length === 0) return undefined;
  return html`<section aria-labelledby="deployments"><h2 id="deployments">Deployments</h2>
<div class="card scroll" tabindex="0" role="group" aria-labelledby="deployments"><table class="list"><thead><tr><th scope="col">when<th scope="col">what<th scope="col">and then
<tbody>${all.slice(0, MOST_ROWS).map(deployment)}</table></div>
${all.length > MOST_ROWS && html`<p class="dim">and ${all.length - MOST_ROWS} before.</p>`}</section>`;
}

function deployment({ trigger, at, afterFailure, firstFailure }: DeploymentTrend): Markup {
  const then = firstFailure
    ? html`<span class="bad">✗ ${line(firstFailure.scenario, 80)} failed at ${line(stopped(firstFailure.stop))}</span> ${when(firstFailure.at - at)}${afterFailure && ', as before it'}`
    : html`<span class="good">✓ no failure</span>`;
  return html`<tr><th scope="row">${moment(at)}<td class="text">${line(triggeredBy(trigger))}<td class="text">${then}
`;
}

function when(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes === 0) return 'at once';
  if (minutes < 120) return `after ${plural(minutes, 'minute')}`;
  const hours = Math.round(minutes / 60);
  return `after ${hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day')}`;
}

function outages(runs: readonly PastRun[]): Markup | undefined {
  const all = outagesIn(runs);
  if (all.length === 0) return undefined;
  const rows = all.slice(0, MOST_ROWS).map(({ scenario, verdict, stop, from, to, runs, open }) => {
    const until = open ? html`<b class="${tones[verdict]}">until now</b>` : moment(to);
    return html`<tr><th scope="row">${moment(from)}<td>${runs === 1 && !open ? 'one run' : html`${until}, ${plural(runs, 'run')}`}<td class="text"><span class="${tones[verdict]}">${marks[verdict]} ${line(scenario, 80)}</span><td class="text"><b>${line(stopped(stop))}</b> ${line(stop?.message ?? verdict)}
`;
  });
  return html`<section aria-labelledby="outages"><h2 id="outages">Outages</h2>
<div class="card scroll" tabindex="0" role="group" aria-labelledby="outages"><table class="list"><thead><tr><th scope="col">from<th scope="col">until<th scope="col">scenario<th scope="col">where and why
<tbody>${rows}</table></div>
${all.length > MOST_ROWS && html`<p class="dim">and ${all.length - MOST_ROWS} before.</p>`}</section>`;
}
