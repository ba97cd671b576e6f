import { shortened } from '../engine/bounded.ts';
import { blame } from '../engine/failure.ts';
import type { Failure, ScenarioName, ScenarioReport, StepResult } from '../engine/report.ts';
import { stoppedAt } from '../engine/run.ts';
import { attemptRows } from './attempts.ts';
import { askedUntil, callOf, planOf } from './calls.ts';
import { wrap } from './layout.ts';
import { colors, type Look, marks, type Paint, pageOf, type Row } from './look.ts';
import { nextAfter } from './next.ts';
import { duration, plain, plainLine, shown } from './plain.ts';
import { failureOf } from './steps.ts';

const INDENT = 2;
const LABEL = 12;
/** Of one value; the rest of it is in `--json`. */
const MOST_LINES = 6;
/** A refusal of AWS names who, what and why, each in its longest form. */
const LINES_OF_WHY = 10;
/** Lines of a log tail that are shown. */
const LOG_LINES = 8;
const LINES_OF_A_LOG_LINE = 3;
/** What Lambda itself writes around the function's own lines. */
const PLATFORM_LINE = /^(INIT_START|START|END|REPORT|XRAY) /;

/**
 * What went wrong in one scenario: where, why, what came instead, who is to blame, what to look at
 * next. `alike` are the scenarios that went wrong in the same way.
 */
export function explanation(
  scenario: ScenarioReport,
  alike: readonly ScenarioName[],
  look: Look,
  paint: Paint,
): string {
  const { name, title, verdict, steps } = scenario;
  const { columns, clip } = pageOf(look);
  const heading = clip(`${marks[verdict]} ${plainLine(name)}  ${plainLine(title)}`, columns);
  const lines = [paint(['bold', colors[verdict]], heading)];
  const labelled = (label: string, text: string) =>
    lines.push(`${' '.repeat(INDENT)}${paint('dim', label.padEnd(LABEL))}${text}`);
  const row: Row = (label, text, most = MOST_LINES) => {
    const room = Math.max(20, columns - INDENT - LABEL);
    for (const [i, line] of paragraph(text, room, most).entries())
      labelled(i === 0 ? label : '', line);
  };

  if (alike.length > 0) row('also', plainLine(alike.join(', ')));
  const stopped = stoppedAt(scenario);
  if (stopped && !scenario.failure) row('step', where(stopped));
  const failure = failureOf(scenario);
  if (failure) tell(failure, row);
  else if (stopped?.status === 'skipped') row('why', plain(stopped.because));
  const plan = planOf(steps);
  if (stopped && plan !== undefined) row('plan', plain(plan));
  if (stopped) evidence(askedUntil(steps, stopped), row);
  attemptRows(scenario, row);

  const { commands, advice } = nextAfter(scenario, look.place);
  // A command is to be copied, so it stays on its line.
  for (const [i, command] of commands.entries()) labelled(i === 0 ? 'next' : '', command);
  if (advice) row(commands.length > 0 ? '' : 'next', advice);
  return lines.join('\n');
}

function where({ phase, title, id, durationMs, status }: StepResult): string {
  const after = status === 'skipped' && durationMs >= 1 ? ` after ${duration(durationMs)}` : '';
  return `${phase}: ${plainLine(title)} (${plainLine(id)})${after}`;
}

const NOTHING_KNOWN = 'nothing is known about the target';
export const blames = {
  check: 'it answered wrongly',
  target: 'it crashed, is missing, or stays throttled',
  timeout: 'the request went out and no answer came',
  access: `denied, no credentials, or AWS cannot be reached; ${NOTHING_KNOWN}`,
  settings: NOTHING_KNOWN,
  defect: `a bug of its own; ${NOTHING_KNOWN}`,
} as const satisfies Record<Failure['kind'], string>;

function tell(failure: Failure, row: Row): void {
  row('why', plain(failure.message), LINES_OF_WHY);
  if (failure.kind === 'check') {
    row('expected', shown(failure.expected));
    row('actual', shown(failure.actual));
  }
  row('blame', `the ${blame(failure)}: ${blames[failure.kind]} (${failure.kind})`);
}

/** The calls that the failing step judged or made, with what the target logged. */
function evidence(asked: readonly StepResult[], row: Row): void {
  for (const step of asked) {
    const { logTail, afterTheLostAnswer } = step.notes;
    for (const [i, line] of callOf(step).entries()) row(i === 0 ? 'call' : '', plain(line));
    for (const line of ownLog(logTail)) row('  log', line, LINES_OF_A_LOG_LINE);
    if (afterTheLostAnswer) row('  after', shown(afterTheLostAnswer));
  }
}

/** What the function wrote itself, without the time and the request that a runtime puts before it. */
function ownLog(tail: unknown): readonly string[] {
  if (typeof tail !== 'string') return [];
  const lines = plain(tail).split('\n');
  return lines
    .filter((line) => line.trim() && !PLATFORM_LINE.test(line))
    .slice(-LOG_LINES)
    .map((line) => withSpaces(line.replace(/^\S+Z\t[0-9a-f-]{36}\t/, '')));
}

/** A structured line, and the error that the runtime logs of a crash, with places to break at. */
function withSpaces(line: string): string {
  const [text = '', json = ''] = line.split(/(?=\{)(.*)/s, 2);
  try {
    return `${text}${shown(JSON.parse(json))}`;
  } catch {
    return line;
  }
}

function paragraph(text: string, room: number, mostLines: number): readonly string[] {
  const lines = wrap(shortened(text, 2 * room * mostLines), room);
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), '… more with --json'];
}
