import { blame } from '../../engine/failure.ts';
import type { Failure, RunReport, ScenarioReport, StepResult } from '../../engine/report.ts';
import { inTheirOrder, stoppedAt } from '../../engine/run.ts';
import { askedUntil, planOf } from '../calls.ts';
import { blames } from '../explanation.ts';
import { marks, type Place, tones } from '../look.ts';
import { nextAfter } from '../next.ts';
import { duration, plural } from '../plain.ts';
import { failureOf, leaksIn, reasonOf } from '../steps.ts';
import { troubles } from '../troubles.ts';
import { type Link, requestLinks } from './links.ts';
import { asManyAsFit, block, html, line, type Markup, pill, said } from './markup.ts';

/** One text of a target's; a log tail as Lambda gives it is as long. */
const LONGEST_QUOTE = 4_096;
const SHORTEST_QUOTE = 400;
/** All of the cards: a page is to be mailed, and past this nobody reads on. */
const ALL_CARDS = 170_000;
/** Of the requests before the one that failed, the last ones say most. */
const MOST_CALLS = 4;

/** For each thing that went wrong: what was expected, what came, what the target said, where to look. */
export function troubleCards(report: RunReport, place: Place): Markup | undefined {
  const groups = [...troubles(report)].sort(([a], [b]) => RANKS[a.verdict] - RANKS[b.verdict]);
  if (groups.length === 0) return undefined;
  const longest = Math.max(SHORTEST_QUOTE, Math.floor(LONGEST_QUOTE / groups.length ** 0.5));
  const cards = asManyAsFit(groups, ALL_CARDS, ([one, ...others]) =>
    card(one, others, place, longest),
  );
  const rest = groups.length - cards.size;
  return html`<section aria-labelledby="troubles">
<h2 id="troubles">What went wrong</h2>
${[...cards.values()]}
${rest > 0 && html`<p class="dim">${plural(rest, 'further cause')}: see the timeline, or --json.</p>`}
</section>`;
}

/** What somebody has to do something about comes first. */
const RANKS = { failed: 0, broken: 1, passed: 2 } as const;
/** One that passed is here because it was flaky or left something. */
const tonesOfTrouble = { ...tones, passed: 'unsure' } as const;

function card(
  scenario: ScenarioReport,
  alike: readonly ScenarioReport[],
  place: Place,
  longest: number,
): Markup {
  const { name, title, verdict, flaky, leaked, steps } = scenario;
  const tone = tonesOfTrouble[verdict];
  const stopped = stoppedAt(scenario);
  const failure = failureOf(scenario);
  const plan = planOf(steps);
  const also = alike.map((one) => one.name).join(', ');
  return html`<article class="card trouble ${tone}">
<h3><span class="${tone}" aria-hidden="true">${marks[verdict]}</span> ${said(name)}
${pill(tone, verdict)}${flaky && pill('unsure', 'flaky')}${leaked && pill('unsure', 'leaked')}</h3>
<p class="dim text">${line(title)}</p>
<dl>
${also !== '' && row('Also', said(also, longest))}
${stopped && !scenario.failure && row('Step', where(stopped))}
${stopped?.status === 'skipped' && !failure && row('Why', said(stopped.because))}
${failure && reason(failure)}
</dl>
${failure?.kind === 'check' && pair(failure, longest)}
<dl>
${failure && blamed(failure)}
${stopped && plan !== undefined && row('Plan', html`<code>${line(plan)}</code>`)}
${evidence(steps, stopped, place, longest)}
${attemptRows(scenario)}
${next(scenario, place)}
${failure && stack(failure, longest)}
</dl>
</article>`;
}

function row(label: string, content: Markup | readonly Markup[]): Markup {
  return html`<dt>${label}</dt><dd>${content}</dd>
`;
}

function where({ phase, title, id }: StepResult): Markup {
  return html`<span class="phase-name">${phase}</span> ${said(title)} <code>${line(id)}</code>`;
}

function reason({ message }: Failure): Markup {
  return row('Why', html`<p class="why text">${block(message, 1_500)}</p>`);
}

/** Side by side where there is room. */
function pair({ expected, actual }: Extract<Failure, { kind: 'check' }>, longest: number): Markup {
  return html`<dl class="pair">
<div><dt>Expected</dt><dd><pre tabindex="0">${block(expected, longest)}</pre></dd></div>
<div><dt>Actual</dt><dd><pre tabindex="0" class="came">${block(actual, longest)}</pre></dd></div>
</dl>`;
}

function blamed(failure: Failure): Markup {
  return row(
    'Blame',
    html`the ${blame(failure)}: ${blames[failure.kind]}
<span class="dim">(${failure.kind})</span>`,
  );
}

/** Last, since it is long, and for whoever wrote what threw. */
function stack(failure: Failure, longest: number): Markup | undefined {
  const told = 'error' in failure ? failure.error.stack : undefined;
  const quoted = told !== undefined && quote(told, longest);
  return quoted ? row('Stack', quoted) : undefined;
}

/** What was asked on the way to where it stopped, with what the target logged. */
function evidence(
  steps: readonly StepResult[],
  stopped: StepResult | undefined,
  place: Place,
  longest: number,
): Markup[] {
  if (!stopped) return [];
  const asked = askedUntil(steps, stopped).filter(({ calls }) => calls > 0);
  return asked.slice(-MOST_CALLS).map((step) => call(step, place, longest));
}

function call(step: StepResult, place: Place, longest: number): Markup {
  const { title, calls, durationMs, notes } = step;
  const { function: name, table, requestId, logTail, afterTheLostAnswer } = notes;
  const target = name ?? table;
  const times = calls > 1 ? `, ${plural(calls, 'request')}` : '';
  const request = requestId ? html`<code>${line(String(requestId))}</code>` : 'none came back';
  const tail = typeof logTail === 'string' && logTail.trimEnd();
  const found = afterTheLostAnswer;
  return row(
    'Call',
    html`<div>${said(title)} <span class="dim">${duration(durationMs)}${times}</span></div>
${target !== undefined && html`<div><span class="dim">${name ? 'function' : 'table'}</span> <code>${line(String(target))}</code></div>`}
<div><span class="dim">request id</span> ${request}${links(requestLinks(step, place.awsConsole))}</div>
${tail && folded('log tail', quote(tail, longest))}
${found !== undefined && folded('what was found after the lost answer', quote(found, longest))}`,
  );
}

/** It scrolls, so that a keyboard has to reach it. */
function quote(value: unknown, longest: number): Markup {
  return html`<pre tabindex="0">${block(value, longest)}</pre>`;
}

function folded(summary: string, content: Markup): Markup {
  return html`<details open><summary>${summary}</summary>${content}</details>`;
}

export function links(all: readonly Link[]): Markup[] {
  return all.map(({ text, href }) => html` <a href="${href}" rel="noreferrer">${text}</a>`);
}

function attemptRows(scenario: ScenarioReport): Markup {
  const attempts = inTheirOrder(scenario);
  const leaks = attempts.flatMap(leaksIn);
  const reasons = new Set(attempts.map(reasonOf));
  const each = attempts.map((one) => {
    const why = one.verdict !== 'passed' && html`: ${said(reasonOf(one))}`;
    return html`<li><b>${one.verdict}</b>${why}</li>`;
  });
  const list = html`<ol>${each}</ol>`;
  const told = reasons.size === 1 ? html`${attempts.length}, all with this failure` : list;
  const left = leaks.map(
    ({ title, failure, what }) =>
      html`<p class="text">${line(title)}: ${line(failure.message)}${what && html`<br>${line(what)}`}</p>`,
  );
  return html`${attempts.length > 1 && row('Attempts', told)}
${left.length > 0 && row('Leaked', left)}`;
}

function next(scenario: ScenarioReport, place: Place): Markup | undefined {
  const { commands, advice } = nextAfter(scenario, place);
  if (commands.length === 0 && advice === undefined) return undefined;
  const copied = commands.map((command) => html`<pre tabindex="0">${command}</pre>`);
  return row('Next', html`${copied}${advice && html`<p>${advice}</p>`}`);
}
