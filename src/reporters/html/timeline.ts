import type { RunReport, ScenarioReport } from '../../engine/report.ts';
import { inTheirOrder } from '../../engine/run.ts';
import { marks, tones } from '../look.ts';
import { duration, plural } from '../plain.ts';
import type { Attempt } from '../steps.ts';
import { type Axis, axisOf, bar } from './axis.ts';
import { asManyAsFit, html, line, type Markup, pill } from './markup.ts';
import { stepTables } from './steps-table.ts';

const KEYS = [
  ...['seed', 'invoke', 'verify', 'cleanup'].map((phase) => [phase, phase] as const),
  ['wrong', 'failed'],
  ['earlier', 'an attempt that was tried again'],
] as const;

/** All tables of steps: past it the rest of a run is its bars alone, so that a page can be mailed. */
const ALL_TABLES = 180_000;

/** Every scenario on the axis of the run; its steps, one below the other, when it is opened. */
export function timeline(report: RunReport): Markup {
  const axis = axisOf(report);
  const wellLast = [...report.scenarios].sort((a, b) => Number(isWell(a)) - Number(isWell(b)));
  const tables = asManyAsFit(wellLast, ALL_TABLES, (one) => stepTables(one, axis));
  const ticks = axis.ticks.map(({ left, text }) => html`<span style="--l:${left}">${text}</span>`);
  const open = report.scenarios.length === 1;
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">Timeline</h2>
<ul class="legend dim">${KEYS.map(([key, what]) => html`<li><i class="key ${key}"></i>${what}</li>`)}</ul>
<div class="card lanes">
<div class="axis" aria-hidden="true"><div class="lane">${ticks}</div></div>
${report.scenarios.map((one) => lane(one, axis, tables.get(one), open))}
</div>
</section>`;
}

/** What did not go well is what somebody opens. */
function isWell({ verdict, flaky, leaked }: ScenarioReport): boolean {
  return verdict === 'passed' && !flaky && !leaked;
}

function lane(
  scenario: ScenarioReport,
  axis: Axis,
  tables: Markup | undefined,
  open: boolean,
): Markup {
  const attempts = inTheirOrder(scenario);
  const tookMs = attempts.reduce((sum, one) => sum + one.durationMs, 0);
  const heading = html`<span class="who">${who(scenario, attempts.length)}</span>
<span class="lane" aria-hidden="true">${attempts.map((one) => bars(one, axis, one !== scenario))}</span>
<span class="took">${duration(tookMs)}</span>`;
  if (tables) {
    return html`<details${open && { markup: ' open' }}><summary class="row">${heading}</summary>
${tables}</details>
`;
  }
  const steps = `${plural(scenario.steps.length, 'step')}, listed by --json`;
  return html`<div class="row">${heading}<small class="dim more">${steps}</small></div>`;
}

function who({ name, title, verdict, flaky, leaked }: ScenarioReport, attempts: number): Markup {
  return html`<b class="${tones[verdict]}" aria-hidden="true">${marks[verdict]}</b>
<span class="name text">${line(name)}</span><span class="hidden">, ${verdict},</span>
${flaky && pill('unsure', 'flaky')}${leaked && pill('unsure', 'leaked')}
${attempts > 1 && pill('dim', `${attempts} attempts`)}<small class="dim text">${line(title)}</small>`;
}

/** A check takes no time that could be seen, unless it is where it stopped. */
function bars({ steps }: Attempt, axis: Axis, earlier: boolean): Markup[] {
  const drawn = steps.filter(
    ({ phase, status }) => status === 'failed' || (phase !== 'verify' && status === 'passed'),
  );
  return drawn.map((step) => bar(step, axis, earlier));
}
