import { scaleLinear } from 'd3-scale';
import type { RunReport, StepResult } from '../../engine/report.ts';
import { inTheirOrder } from '../../engine/run.ts';
import { duration } from '../plain.ts';
import { html, type Markup } from './markup.ts';

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

export function bar(step: StepResult, axis: Axis, earlier: boolean): Markup {
  const { left, width } = axis.place(step.startedAt, step.durationMs);
  const kind = step.status === 'failed' ? 'wrong' : step.phase;
  return html`<i class="${kind}${earlier && ' earlier'}" style="--l:${left};--w:${width}"></i>`;
}
