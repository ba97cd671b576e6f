import type { StepResult } from '../engine/report.ts';
import { type Look, type Paint, pageOf } from './look.ts';
import { duration, plainLine } from './plain.ts';

const MARK = 2;
const TIME = 9;
const PHASE = 8;

/** One finished step, on one line; a check takes no time worth a column. */
export function stepLine(
  name: string,
  names: number,
  step: StepResult,
  look: Look,
  paint: Paint,
): string {
  const { columns, narrow, clip, fit } = pageOf(look);
  const ok = step.status === 'passed';
  const mark = paint(ok ? 'green' : 'red', ok ? '✓' : '✗');
  const phase = narrow ? '' : step.phase.padEnd(PHASE);
  const time = narrow || step.phase === 'verify' ? '' : duration(step.durationMs).padStart(TIME);
  const room = columns - MARK - names - phase.length - (narrow ? 0 : TIME);
  const title = time
    ? `${fit(plainLine(step.title), room)}${paint('dim', time)}`
    : clip(plainLine(step.title), room);
  const line = `${mark} ${paint('dim', fit(plainLine(name), names - 1))} ${phase}${title}`;
  if (step.status !== 'failed') return line;
  const why = plainLine(step.failure.message);
  return `${line}\n${' '.repeat(MARK)}${paint('red', clip(why, columns - MARK))}`;
}
