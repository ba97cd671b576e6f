import type { RunReport, ScenarioReport } from '../engine/report.ts';
import { stoppedAt } from '../engine/run.ts';
import { aboutRun, verdictsIn } from './about.ts';
import { explanation } from './explanation.ts';
import { width, wrap } from './layout.ts';
import { colors, type Look, marks, nameRoom, type Paint, pageOf, painter } from './look.ts';
import { duration, plainLine, plural } from './plain.ts';
import { troubles } from './troubles.ts';

/**
 * The end of a run, for a person who sees the end of it first: what went wrong, then every scenario
 * in a line, then the verdict.
 */
export function terminalSummary(report: RunReport, look: Look, stoppedBy?: string): string {
  const paint = painter(look);
  const names = nameRoom(report.scenarios.map(({ name }) => name));
  const blocks = [
    ...troubles(report).map(([one, ...others]) =>
      explanation(
        one,
        others.map(({ name }) => name),
        look,
        paint,
      ),
    ),
    report.scenarios.map((scenario) => scenarioLine(scenario, names, look, paint)).join('\n'),
    verdictLines(report, stoppedBy, look, paint).join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const VERDICT = 8;
const TIME = 9;

function scenarioLine(scenario: ScenarioReport, names: number, look: Look, paint: Paint): string {
  const { verdict, name, durationMs, flaky, leaked } = scenario;
  const { columns, narrow, fit } = pageOf(look);
  const head = `${marks[verdict]} ${narrow ? '' : verdict.padEnd(VERDICT)}`;
  const time = narrow ? '' : duration(durationMs).padStart(TIME);
  const said = outcome(scenario, columns - head.length - names - time.length, look);
  const filled = time && `${' '.repeat(Math.max(0, said.rest))}${paint('dim', time)}`;
  const text = flaky || leaked ? paint('yellow', said.text) : said.text;
  return `${paint(colors[verdict], head)}${fit(plainLine(name), names - 1)} ${text}${filled}`;
}

/** Where it stopped, in what room is left; how it got there is never cut. */
function outcome(scenario: ScenarioReport, room: number, look: Look) {
  const { clip } = pageOf(look);
  const { steps, flaky, leaked, attempts } = scenario;
  const tried = attempts.length + 1;
  const aside = [flaky && 'flaky', tried > 1 && `${tried} attempts`, leaked && 'leaked'];
  const suffix = aside.map((one) => (one ? `, ${one}` : '')).join('');
  const at = stopped(scenario) ?? plural(steps.length, 'step');
  const said = clip(plainLine(at), Math.max(1, room - suffix.length));
  const text = clip(`${said}${suffix}`, room);
  return { text, rest: room - width(text) };
}

function stopped(scenario: ScenarioReport): string | undefined {
  if (scenario.failure) return 'could not start';
  const at = stoppedAt(scenario);
  return at?.status === 'skipped' ? `cut short at ${at.title}` : at?.title;
}

export const meanings = {
  passed: '',
  failed: 'the target is unwell: ',
  broken: 'the canary could not tell: ',
} as const;

function verdictLines(
  report: RunReport,
  stoppedBy: string | undefined,
  look: Look,
  paint: Paint,
): readonly string[] {
  const { verdict, scenarios, durationMs } = report;
  const { columns } = pageOf(look);
  const leaks = scenarios.filter(({ leaked }) => leaked).length;
  const left = leaks > 0 ? `; ${leaks} leaked` : '';
  const meaning = stoppedBy ? `stopped by ${stoppedBy}: ` : meanings[verdict];
  const told = `${meaning}${verdictsIn(report).join(', ')} of ${plural(scenarios.length, 'scenario')} in ${duration(durationMs)}${left}`;
  const head = verdict.toUpperCase();
  const lines = wrap(told, columns - head.length - 2);
  return [
    ...lines.map(
      (line, i) =>
        `${i === 0 ? paint(['bold', colors[verdict]], head) : ' '.repeat(head.length)}  ${line}`,
    ),
    ...wrap(plainLine(`${aboutRun(report)} in ${look.place.name}`), columns).map((line) =>
      paint('dim', line),
    ),
  ];
}
