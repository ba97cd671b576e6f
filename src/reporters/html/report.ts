import type { RunReport } from '../../engine/report.ts';
import { verdictsIn } from '../about.ts';
import { type Place, tones } from '../look.ts';
import { duration, exactMoment, moment, plural } from '../plain.ts';
import { meanings } from '../terminal.ts';
import { runLinks } from './links.ts';
import { html, line, type Markup } from './markup.ts';
import { page } from './page.ts';
import { REPORT_STYLE } from './report-style.ts';
import { timeline } from './timeline.ts';
import { links, troubleCards } from './trouble.ts';

/** A run as a page for a person: the verdict, what went wrong, what took how long. */
export function htmlReport(report: RunReport, place: Place): string {
  const { verdict, startedAt } = report;
  return page({
    title: `${verdict}: governance-canary, ${moment(Date.parse(startedAt))} UTC`,
    tone: tones[verdict],
    style: REPORT_STYLE,
    body: html`${hero(report, place)}
<main>
${troubleCards(report, place)}
${timeline(report)}
</main>
<footer><p>governance-canary ${line(report.version)}. Times are UTC. All that a step noted is in the
report that --json prints.</p></footer>`,
  });
}

function hero(report: RunReport, place: Place): Markup {
  const { verdict, id, trigger, startedAt, durationMs, version } = report;
  const at = exactMoment(Date.parse(startedAt));
  const started = html`<time datetime="${startedAt}">${at} UTC</time>`;
  const elsewhere = links(runLinks(report, place.awsConsole));
  return html`<header>
<div class="card hero ${tones[verdict]}">
<h1><span class="${tones[verdict]}">${HEADLINES[verdict]}</span></h1>
<p>${counted(report)}</p>
<dl class="facts">
<div><dt>Where</dt><dd class="text">${line(place.name)}</dd></div>
<div><dt>Started</dt><dd>${started}, ${duration(durationMs)}</dd></div>
<div><dt>Asked for by</dt><dd class="text">${line(triggerText(trigger))}</dd></div>
<div><dt>Canary</dt><dd class="text">${line(version)}</dd></div>
<div><dt>Run</dt><dd><code>${line(id)}</code></dd></div>
${elsewhere.length > 0 && html`<div><dt>In the AWS console</dt><dd>${elsewhere}</dd></div>`}
</dl>
</div>
</header>`;
}

const HEADLINES = { passed: 'Passed', failed: 'Failed', broken: 'Broken' } as const;

function counted(report: RunReport): string {
  const { verdict, scenarios, durationMs } = report;
  const flaky = scenarios.filter((one) => one.flaky).length;
  const leaked = scenarios.filter((one) => one.leaked).length;
  const asides = [flaky > 0 && `${flaky} flaky`, leaked > 0 && `${leaked} leaked`];
  const told = [...verdictsIn(report), ...asides.filter((one) => one !== false)].join(', ');
  const meaning = meanings[verdict] || 'the target is well: ';
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${told} of ${plural(scenarios.length, 'scenario')} in ${duration(durationMs)}.`;
}

/** Who asked for a run, in words. */
function triggerText(trigger: RunReport['trigger']): string {
  switch (trigger.kind) {
    case 'schedule':
      return `the schedule ${trigger.rule}`;
    case 'stack':
      return `stack ${trigger.stack}, ${trigger.status}`;
    case 'deploy': {
      const { deployId, version, commit } = trigger;
      return ['deployment', deployId, version, commit].filter(Boolean).join(' ');
    }
    case 'manual':
      return trigger.by;
  }
}
