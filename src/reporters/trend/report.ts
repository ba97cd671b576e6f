import type { PastRun } from '../../engine/history.ts';
import { type ScenarioTimeline, type Timelines, timelinesOf } from '../../engine/timelines.ts';
import { asManyAsFit, html, line, type Markup, said } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { marks, type Tone, tones } from '../look.ts';
import { moment, plural } from '../plain.ts';
import { chart, timeAxisOf } from './chart.ts';
import { TREND_STYLE } from './style.ts';
import { deployments, outages, standing } from './tables.ts';

/**
 * A history as a page for a person: where every scenario stands, how it got there, and what followed
 * on each deployment.
 *
 * @param runs in any order
 * @param where the account, for a person
 * @param isCut there are older ones, which were not read
 */
export function trendReport(
  runs: readonly PastRun[],
  now: number,
  where: string,
  isCut = false,
): string {
  const timelines = timelinesOf(runs, now, isCut);
  const tone = toneOf(timelines);
  return page({
    title: `history: governance-canary, ${moment(now)} UTC`,
    tone,
    style: TREND_STYLE,
    body: html`${hero(timelines, tone, where)}
<main>
${timelines.scenarios.length > 0 && standing(timelines)}
${timelines.scenarios.length > 0 && charts(timelines)}
${deployments(timelines.trends)}
${outages(runs)}
</main>
<footer><p>Drawn at ${moment(now)} UTC. Availability: passed / (passed + failed); of a broken run
nothing is known about the target, and ? stands where not all of that time was read. Durations are
those of runs that passed.</p></footer>`,
  });
}

function toneOf({ scenarios }: Timelines): Tone {
  const verdicts = scenarios.map(({ streak }) => streak.verdict);
  if (verdicts.includes('failed')) return 'bad';
  return verdicts.includes('broken') || verdicts.length === 0 ? 'unsure' : 'good';
}

const HEADLINES = {
  good: 'Every scenario passes',
  bad: 'The target is unwell',
  unsure: 'The canary cannot tell',
} as const;

function hero(timelines: Timelines, tone: Tone, where: string): Markup {
  const { firstAt, to, runs, scenarios, trends } = timelines;
  const bad = scenarios.filter(({ streak }) => streak.verdict !== 'passed').map(({ name }) => name);
  const told =
    runs === 0
      ? 'No run is remembered yet.'
      : bad.length > 0
        ? `Not passing at their last run: ${bad.join(', ')}.`
        : `All ${plural(scenarios.length, 'scenario')} passed at their last run.`;
  return html`<header><div class="card hero ${tone}">
<h1><span class="${tone}">${runs === 0 ? 'No history' : HEADLINES[tone]}</span></h1>
<p class="text">${line(told, 600)}</p>
<dl class="facts">
<div><dt>Where</dt><dd class="text">${line(where)}</dd></div>
<div><dt>Runs</dt><dd>${runs}${trends.died > 0 && `, ${trends.died} of them died`}</dd></div>
${runs > 0 && html`<div><dt>From</dt><dd>${moment(firstAt)} UTC</dd></div>`}
${runs > 0 && html`<div><dt>To</dt><dd>${moment(to)} UTC</dd></div>`}
<div><dt>Deployments</dt><dd>${timelines.deployments.length}</dd></div>
</dl>
</div></header>`;
}

const KEYS = [
  ...['passed', 'flaky', 'failed', 'broken'].map((verdict) => [verdict, verdict] as const),
  ['p50', 'duration, p50'],
  ['p95', 'duration, p95'],
  ['deployed', 'deployed'],
] as const;

/** Past it the table above has to do: a page is to be mailed. */
const ALL_CHARTS = 330_000;

function charts(timelines: Timelines): Markup {
  const axis = timeAxisOf(timelines);
  const drawn = asManyAsFit(timelines.scenarios, ALL_CHARTS, (timeline) =>
    card(timeline, chart(timeline, axis)),
  );
  const rest = timelines.scenarios.length - drawn.size;
  return html`<section aria-labelledby="timelines"><h2 id="timelines">How they got there</h2>
<ul class="legend dim">${KEYS.map(([key, what]) => html`<li><i class="key ${key}"></i>${what}</li>`)}</ul>
${[...drawn.values()]}
${rest > 0 && html`<p class="dim">${plural(rest, 'further scenario')}, without a chart.</p>`}
</section>`;
}

function card({ name, streak }: ScenarioTimeline, drawing: Markup): Markup {
  const { verdict, runs, since } = streak;
  const often = runs === 1 ? 'once' : `${runs} times in a row`;
  return html`<article class="card history">
<h3><span class="${tones[verdict]}" aria-hidden="true">${marks[verdict]}</span> ${said(name, 80)}
<small class="dim">${verdict} ${often}, since ${moment(since)}</small></h3>
${drawing}
</article>
`;
}
