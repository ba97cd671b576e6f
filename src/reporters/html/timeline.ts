import { scaleLinear } from 'd3-scale';
import type { RunReport, ScenarioReport, StepResult } from '../../engine/run.ts';
import { inTheirOrder } from '../attempts.ts';
import { marks } from '../look.ts';
import { duration, plural } from '../plain.ts';
import type { Attempt } from '../steps.ts';
import { asManyAsFit, html, line, type Markup } from './markup.ts';

/** A run's time on the width of a page: everything is placed on one axis, so that what ran side by
 * side stands side by side. */
export interface Axis {
  /** From the start of the run, of whose whole length these are percents. */
  place(startedAt: string, durationMs: number): { readonly left: number; readonly width: number };
  readonly ticks: readonly { readonly left: number; readonly text: string }[];
}

export function axisOf({ startedAt, durationMs, scenarios }: RunReport): Axis {
  const start = Date.parse(startedAt);
  const ends = scenarios
    .flatMap(inTheirOrder)
    .map((one) => Date.parse(one.startedAt) - start + one.durationMs);
  const whole = Math.max(durationMs, 1, ...ends);
  const scale = scaleLinear([0, whole], [0, 100]).clamp(true);
  const percent = (ms: number) => Math.round(scale(ms) * 100) / 100;
  return {
    place(at, ms) {
      const left = percent(Date.parse(at) - start);
      return { left, width: Math.round((percent(Date.parse(at) - start + ms) - left) * 100) / 100 };
    },
    // What would be written over the end of the axis is left out.
    ticks: scale
      .ticks(5)
      .map((ms) => ({ left: percent(ms), text: duration(ms) }))
      .filter(({ left }) => left < 92),
  };
}

/** All tables of steps: past it the rest of a run is its bars alone, so that a page can be mailed. */
const ALL_TABLES = 180_000;

/** Every scenario on the axis of the run; its steps, one below the other, when it is opened. */
export function timeline(report: RunReport): Markup {
  const axis = axisOf(report);
  const wellLast = [...report.scenarios].sort((a, b) => Number(isWell(a)) - Number(isWell(b)));
  const tables = asManyAsFit(wellLast, ALL_TABLES, (one) => attemptTables(one, axis));
  const open = report.scenarios.length === 1;
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">Timeline</h2>
<ul class="legend dim">${['seed', 'invoke', 'verify', 'cleanup'].map((phase) => html`<li><i class="key ${phase}"></i>${phase}</li>`)}<li><i class="key wrong"></i>failed</li><li><i class="key earlier"></i>an attempt that was tried again</li></ul>
<div class="card lanes">
<div class="axis" aria-hidden="true"><div class="lane">${axis.ticks.map(({ left, text }) => html`<span style="--l:${left}">${text}</span>`)}</div></div>
${report.scenarios.map((one) => lane(one, axis, tables.get(one), open))}
</div>
</section>`;
}

/** What did not go well is what somebody opens. */
function isWell({ verdict, flaky, leaked }: ScenarioReport): boolean {
  return verdict === 'passed' && !flaky && !leaked;
}

const tones = { passed: 'good', failed: 'bad', broken: 'unsure' } as const;

function lane(
  scenario: ScenarioReport,
  axis: Axis,
  tables: Markup | undefined,
  open: boolean,
): Markup {
  const { name, title, verdict, flaky, leaked, durationMs, steps } = scenario;
  const attempts = inTheirOrder(scenario);
  const whole = attempts.reduce((sum, one) => sum + one.durationMs, 0);
  const told = attempts.length > 1 ? whole : durationMs;
  const heading = html`<span class="who"><b class="${tones[verdict]}" aria-hidden="true">${marks[verdict]}</b> <span class="name text">${line(name)}</span><span class="hidden">, ${verdict},</span>${flaky && html` <span class="pill unsure">flaky</span>`}${leaked && html` <span class="pill unsure">leaked</span>`}${attempts.length > 1 && html` <span class="pill dim">${attempts.length} attempts</span>`}<small class="dim text">${line(title)}</small></span>
<span class="lane" aria-hidden="true">${attempts.map((one) => bars(one, axis, one !== scenario))}</span>
<span class="took">${duration(told)}</span>`;
  if (!tables) {
    return html`<div class="row">${heading}<small class="dim more">${plural(steps.length, 'step')}, listed by --json</small></div>`;
  }
  return html`<details${open && { markup: ' open' }}><summary class="row">${heading}</summary>
${tables}</details>
`;
}

/** A check takes no time that could be seen, unless it is where it stopped. */
function bars({ steps }: Attempt, axis: Axis, earlier: boolean): Markup[] {
  const drawn = steps.filter(
    ({ phase, status }) => status === 'failed' || (phase !== 'verify' && status === 'passed'),
  );
  return drawn.map((step) => bar(step, axis, earlier));
}

function bar(step: StepResult, axis: Axis, earlier: boolean): Markup {
  const { left, width } = axis.place(step.startedAt, step.durationMs);
  const kind = step.status === 'failed' ? 'wrong' : step.phase;
  return html`<i class="${kind}${earlier && ' earlier'}" style="--l:${left};--w:${width}"></i>`;
}

function attemptTables(scenario: ScenarioReport, axis: Axis): Markup {
  const attempts = inTheirOrder(scenario);
  const tables = attempts.map((attempt, i) => {
    const label = attempts.length > 1 && html`<b>attempt ${i + 1}</b>, ${attempt.verdict}`;
    const rows = attempt.steps.map((step, row, all) =>
      stepRow(step, all[row - 1], axis, attempt !== scenario),
    );
    return html`<table class="steps"><caption>${label}<span class="hidden">steps of <span class="text">${line(attempt.name)}</span></span></caption>
<colgroup><col class="c1"><col class="c2"><col class="c3"><col class="c4"></colgroup>
<thead class="hidden"><tr><th scope="col">phase<th scope="col">step<td><th scope="col">duration
<tbody>${rows}</table>`;
  });
  return html`${tables}`;
}

/**
 * End tags that HTML can do without are left out, and the marks are the style sheet's: there may be a
 * thousand rows.
 */
function stepRow(
  step: StepResult,
  before: StepResult | undefined,
  axis: Axis,
  earlier: boolean,
): Markup {
  const { phase, title, status, durationMs, calls } = step;
  const why = whyOf(step, before);
  const again = calls > 1 && html` <em>${calls} requests</em>`;
  const quick = status === 'skipped' || (phase === 'verify' && durationMs < 1);
  return html`<tr class="${status}"><td>${phase}<th scope="row"><span>${line(title)}</span>${again}${why !== '' && html`<small>${line(why)}</small>`}<td aria-hidden="true">${status !== 'skipped' && bar(step, axis, earlier)}<td>${quick ? '' : duration(durationMs)}
`;
}

/** Why a step was skipped is said once of all that were for the same reason. */
function whyOf(step: StepResult, before: StepResult | undefined): string {
  if (step.status === 'failed') return step.failure.message;
  if (step.status === 'passed') return '';
  return before?.status === 'skipped' && before.because === step.because ? '' : step.because;
}
