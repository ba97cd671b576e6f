import type { RunReport, ScenarioReport } from '../engine/run.ts';
import { aboutRun } from './about.ts';
import { inTheirOrder } from './attempts.ts';
import { explanation } from './explanation.ts';
import { clip, fit, width, wrap } from './layout.ts';
import { colors, type Look, marks, nameRoom, type Paint, pageOf, painter } from './look.ts';
import { duration, plainLine, plural } from './plain.ts';
import { failureOf, leaksIn, reasonOf, stoppedAt } from './steps.ts';

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

/** What is worth telling; scenarios that stopped for one and the same reason are told once. */
function troubles({ scenarios }: RunReport): readonly [ScenarioReport, ...ScenarioReport[]][] {
  const groups = new Map<string, [ScenarioReport, ...ScenarioReport[]]>();
  for (const scenario of scenarios) {
    const { name, verdict, leaked, flaky } = scenario;
    if (verdict === 'passed' && !leaked && !flaky) continue;
    const attempts = inTheirOrder(scenario);
    const leaks = attempts.flatMap(leaksIn).map(({ failure }) => failure.message);
    const whole = verdict === 'passed' || failureOf(scenario) !== undefined;
    // One that was cut short was so at a step of its own.
    const reasons = JSON.stringify([whole || name, attempts.map(reasonOf), leaks]);
    const group = groups.get(reasons);
    if (group) group.push(scenario);
    else groups.set(reasons, [scenario]);
  }
  return [...groups.values()];
}

const VERDICT = 8;
const TIME = 9;

function scenarioLine(scenario: ScenarioReport, names: number, look: Look, paint: Paint): string {
  const { verdict, name, durationMs, flaky, leaked } = scenario;
  const { columns, narrow } = pageOf(look);
  const head = `${marks[verdict]} ${narrow ? '' : verdict.padEnd(VERDICT)}`;
  const time = narrow ? '' : duration(durationMs).padStart(TIME);
  const said = outcome(scenario, columns - head.length - names - time.length);
  const filled = time && `${' '.repeat(Math.max(0, said.rest))}${paint('dim', time)}`;
  const text = flaky || leaked ? paint('yellow', said.text) : said.text;
  return `${paint(colors[verdict], head)}${fit(plainLine(name), names - 1)} ${text}${filled}`;
}

/** Where it stopped, in what room is left; how it got there is never cut. */
function outcome(scenario: ScenarioReport, room: number): { text: string; rest: number } {
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

const meanings = {
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
  const counted = (['failed', 'broken', 'passed'] as const)
    .map((one) => ({ one, count: scenarios.filter((scenario) => scenario.verdict === one).length }))
    .filter(({ count }) => count > 0)
    .map(({ one, count }) => `${count} ${one}`);
  const leaks = scenarios.filter(({ leaked }) => leaked).length;
  const left = leaks > 0 ? `; ${leaks} not cleaned up` : '';
  const meaning = stoppedBy ? `stopped by ${stoppedBy}: ` : meanings[verdict];
  const told = `${meaning}${counted.join(', ')} of ${plural(scenarios.length, 'scenario')} in ${duration(durationMs)}${left}`;
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
