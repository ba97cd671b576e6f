import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line as path } from 'd3-shape';
import type { ScenarioTimeline, TimeBucket, Timelines } from '../../engine/timelines.ts';
import { html, type Markup } from '../html/markup.ts';
import { duration, moment } from '../plain.ts';

/** Of the drawings; on a page they are as wide as there is room, and their strokes stay as thin. */
const WIDTH = 1_000;
const STRIP = 40;
const PLOT = 110;
/** Between two bars. */
const GAP = 1.2;
/** The newest: more would be a grey wall, and the table below says how many there were. */
const MOST_DEPLOYMENTS = 60;

/** The time of a whole history, on the width of every chart. */
export interface TimeAxis {
  x(at: number): number;
  readonly deployments: Markup;
  readonly ticks: Markup;
}

export function timeAxisOf({ from, to, deployments }: Timelines): TimeAxis {
  const scale = scaleUtc([from, to], [0, WIDTH]);
  const format = scale.tickFormat(6, to - from > 2 * 24 * 60 * 60_000 ? '%b %-d' : '%H:%M');
  const marked = deployments.slice(-MOST_DEPLOYMENTS).map(({ at }) => hundredth(scale(at)));
  return {
    x: (at) => hundredth(scale(at)),
    deployments: html`${marked.map((x) => html`<path class="deployed" d="M${x},0V999"/>`)}`,
    ticks: html`<div class="xs" aria-hidden="true">${scale
      .ticks(6)
      .map((at) => ({ left: hundredth(scale(at) / 10), text: format(at) }))
      .filter(({ left }) => left < 95)
      .map(({ left, text }) => html`<span style="--l:${left}">${text}</span>`)}</div>`,
  };
}

/** How it went, and how long it took when it went well. */
export function chart(timeline: ScenarioTimeline, axis: TimeAxis): Markup {
  return html`<figure>
<div class="plot strip"><svg ${box(STRIP, `verdicts over time: ${told(timeline.buckets)}`)}>
${timeline.buckets.map((bucket) => bar(bucket, axis))}${axis.deployments}</svg></div>
${durations(timeline, axis)}
${axis.ticks}
</figure>`;
}

function box(height: number, label: string): Markup {
  const size = `0 0 ${WIDTH} ${height}`;
  return html`viewBox="${size}" preserveAspectRatio="none" role="img" aria-label="${label}"`;
}

/** What went wrong hangs from the top. */
const KINDS = ['failed', 'broken', 'flaky', 'passed'] as const;

function told(buckets: readonly TimeBucket[]): string {
  return KINDS.map(
    (kind) => [buckets.reduce((all, bucket) => all + bucket[kind], 0), kind] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(', ');
}

/** So much of a bar at least, or one red run of a hundred could not be seen. */
const LEAST = 0.2;

/** Each kind that is there has its least; what is left over is divided as the runs are. */
function bar(bucket: TimeBucket, { x }: TimeAxis): Markup {
  const { from, to } = bucket;
  const left = x(from);
  const width = hundredth(x(to) - left - GAP);
  const there = KINDS.filter((kind) => bucket[kind] > 0);
  const all = there.reduce((sum, kind) => sum + bucket[kind], 0);
  const spare = 1 - LEAST * there.length;
  let top = 0;
  const paths = there.map((kind) => {
    const y = hundredth(top);
    top += STRIP * (LEAST + (spare * bucket[kind]) / all);
    const height = hundredth(top - y);
    return html`<path class="${kind}" d="M${left},${y}h${width}v${height}h-${width}z"/>`;
  });
  return html`<g><title>${moment(from)} to ${moment(to)}: ${told([bucket])}</title>${paths}</g>`;
}

function durations({ buckets, p50Ms, p95Ms }: ScenarioTimeline, axis: TimeAxis): Markup {
  const known = buckets.filter((bucket) => bucket.p95Ms !== undefined);
  if (p50Ms === undefined || p95Ms === undefined) {
    return html`<p class="dim none">No run passed: there is no duration to show.</p>`;
  }
  const highest = Math.max(...known.map((bucket) => bucket.p95Ms ?? 0), 1);
  const y = scaleLinear([0, highest], [PLOT, 4]).nice(3);
  const at = (ms: number | undefined) => hundredth(y(ms ?? 0));
  const middle = ({ from, to }: TimeBucket) => axis.x((from + to) / 2);
  const band = area<TimeBucket>(
    middle,
    (bucket) => at(bucket.p50Ms),
    (bucket) => at(bucket.p95Ms),
  );
  const median = path<TimeBucket>(middle, (bucket) => at(bucket.p50Ms));
  const upper = path<TimeBucket>(middle, (bucket) => at(bucket.p95Ms));
  const ticks = y.ticks(3).filter((ms) => ms > 0);
  const label = `duration: half of the runs within ${duration(p50Ms)}, 95 % within ${duration(p95Ms)}`;
  const top = (ms: number) => hundredth((100 * y(ms)) / PLOT);
  const labels = ticks.map((ms) => html`<span style="--t:${top(ms)}">${duration(ms)}</span>`);
  return html`<div class="plot"><div class="ys" aria-hidden="true">${labels}</div>
<svg ${box(PLOT, label)}>
${ticks.map((ms) => html`<path class="grid" d="M0,${at(ms)}H${WIDTH}"/>`)}
<path class="band" d="${band(known) ?? ''}"/>
<path class="p95" d="${upper(known) ?? ''}"/>
<path class="p50" d="${median(known) ?? ''}"/>
${axis.deployments}</svg></div>`;
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
