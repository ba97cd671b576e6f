import { styleText } from 'node:util';
import type { RunReport, ScenarioReport, StepResult } from '../engine/run.ts';
import { explanation } from './explanation.ts';
import { duration, plain, plural } from './plain.ts';

export interface Look {
  readonly color: boolean;
  readonly columns: number;
  /** The account is embedded: there are no logs in AWS to point at. */
  readonly embedded: boolean;
}

type Format = Parameters<typeof styleText>[0];
export type Paint = (format: Format, text: string) => string;

/** Colour where it is wanted; whether it is, the caller knows, so Node need not look at a stream. */
export function painter({ color }: Pick<Look, 'color'>): Paint {
  return (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
}

/** The end of a run, for a person: every scenario in a line, every failure explained, the verdict last. */
export function terminalSummary(report: RunReport, look: Look): string {
  const paint = painter(look);
  const troubled = report.scenarios.filter(({ verdict, leaked }) => verdict !== 'passed' || leaked);
  const blocks = [
    report.scenarios.map((scenario) => scenarioLine(scenario, look, paint)).join('\n'),
    ...troubled.map((scenario) => explanation(scenario, look, paint)),
    verdictLine(report, paint),
  ];
  return `\n${blocks.join('\n\n')}\n`;
}

/** Room for a scenario's name: the longest of the plan's, and a space. */
const NAME = 17;

const marks = { passed: '✓', failed: '✗', broken: '!' } as const;
const colors = { passed: 'green', failed: 'red', broken: 'yellow' } as const;

function scenarioLine(scenario: ScenarioReport, { columns }: Look, paint: Paint): string {
  const { verdict, name, durationMs } = scenario;
  const head = `${marks[verdict]} ${verdict}`.padEnd(9);
  const time = duration(durationMs).padStart(8);
  const said = clipped(outcome(scenario), columns - 10 - NAME - time.length);
  return `${paint(colors[verdict], head)} ${name.padEnd(NAME)}${said.text}${' '.repeat(said.rest)}${time}`;
}

function outcome({ steps, flaky, leaked, attempts }: ScenarioReport): string {
  const passed = steps.filter(({ status }) => status === 'passed').length;
  const said = [
    passed === steps.length
      ? plural(passed, 'step')
      : `${passed} of ${plural(steps.length, 'step')}`,
  ];
  if (flaky) said.push(`flaky: passed at attempt ${attempts.length + 1}`);
  else if (attempts.length > 0) said.push(plural(attempts.length + 1, 'attempt'));
  if (leaked) said.push('leaked');
  return said.join(', ');
}

function verdictLine(report: RunReport, paint: Paint): string {
  const { verdict, scenarios, durationMs, id } = report;
  const counted = (['failed', 'broken', 'passed'] as const)
    .map((one) => ({ one, count: scenarios.filter((scenario) => scenario.verdict === one).length }))
    .filter(({ count }) => count > 0)
    .map(({ one, count }) => `${count} ${one}`);
  const leaks = scenarios.filter(({ leaked }) => leaked).length;
  const left = leaks > 0 ? `; ${plural(leaks, 'scenario')} left something behind` : '';
  const head = paint(['bold', colors[verdict]], verdict.toUpperCase());
  return `${head}  ${counted.join(', ')} of ${plural(scenarios.length, 'scenario')} in ${duration(durationMs)}${left}\n${paint('dim', `run ${id}`)}`;
}

/** One finished step, on one line; a check takes no time worth a column. */
export function stepLine(name: string, step: StepResult, { columns }: Look, paint: Paint): string {
  const ok = step.status === 'passed';
  const mark = paint(ok ? 'green' : 'red', ok ? '✓' : '✗');
  const time = step.phase === 'verify' ? '' : ` ${duration(step.durationMs).padStart(8)}`;
  const said = clipped(step.title, columns - 2 - NAME - 8 - time.length);
  const filled = time && `${' '.repeat(said.rest)}${paint('dim', time)}`;
  const line = `${mark} ${paint('dim', name.padEnd(NAME))}${step.phase.padEnd(8)}${said.text}${filled}`;
  return step.status === 'failed' ? `${line}\n    ${plain(step.failure.message)}` : line;
}

/** Text on its part of a line, and the spaces that fill the rest of it. */
function clipped(text: string, room: number): { text: string; rest: number } {
  const clean = plain(text);
  if (clean.length <= room) return { text: clean, rest: room - clean.length };
  return { text: `${clean.slice(0, Math.max(0, room - 1))}…`, rest: 0 };
}
