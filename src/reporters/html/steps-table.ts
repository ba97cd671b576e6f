import type { ScenarioReport, StepResult } from '../../engine/report.ts';
import { inTheirOrder } from '../../engine/run.ts';
import { duration } from '../plain.ts';
import { type Axis, bar } from './axis.ts';
import { html, line, type Markup, said } from './markup.ts';

/** The steps of every attempt, one below the other. */
export function stepTables(scenario: ScenarioReport, axis: Axis): Markup {
  const attempts = inTheirOrder(scenario);
  const tables = attempts.map((attempt, i) => {
    const label = attempts.length > 1 && html`<b>attempt ${i + 1}</b>, ${attempt.verdict}`;
    const hidden = html`<span class="hidden">steps of ${said(attempt.name)}</span>`;
    const rows = attempt.steps.map((step, row, all) =>
      stepRow(step, all[row - 1], axis, attempt !== scenario),
    );
    return html`<table class="steps"><caption>${label}${hidden}</caption>
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
  return html`<tr class="${status}"><td>${phase}
<th scope="row"><span>${line(title)}</span>${again}${why !== '' && html`<small>${line(why)}</small>`}
<td aria-hidden="true">${status !== 'skipped' && bar(step, axis, earlier)}
<td>${quick ? '' : duration(durationMs)}
`;
}

/** Why a step was skipped is said once of all that were for the same reason. */
function whyOf(step: StepResult, before: StepResult | undefined): string {
  if (step.status === 'failed') return step.failure.message;
  if (step.status === 'passed') return '';
  return before?.status === 'skipped' && before.because === step.because ? '' : step.because;
}
