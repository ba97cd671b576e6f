import { shortened } from '../engine/bounded.ts';
import type { RunReport, ScenarioReport } from '../engine/report.ts';
import { inTheirOrder, stoppedAt } from '../engine/run.ts';
import { aboutRun } from './about.ts';
import { callsOf } from './calls.ts';
import { marks } from './look.ts';
import { duration, plain, plainLine, plural, shown } from './plain.ts';
import { failureOf, type Leak, leaksIn, reasonOf } from './steps.ts';

/** A run as GitHub Actions shows it: annotations on the run's page, and the summary of its job. */

/** GitHub shows some lines of an annotation, and cuts the rest. */
const LONGEST_ANNOTATION = 1_000;

/**
 * Workflow commands, a line each: an error for every failed step, a warning for what passed oddly.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function githubAnnotations({ scenarios }: RunReport): string {
  return scenarios.flatMap(annotationsOf).join('');
}

export function githubError(title: string, text: string): string {
  return command('error', title, text);
}

function annotationsOf(scenario: ScenarioReport): string[] {
  const { name, verdict, flaky, failure } = scenario;
  const stopped = stoppedAt(scenario);
  const at = failure || !stopped ? 'before its first step' : `at ${stopped.id}`;
  const errors =
    verdict === 'passed' ? [] : [githubError(`${name} ${verdict} ${at}`, why(scenario))];
  const earlier = flaky
    ? inTheirOrder(scenario).find((one) => one.verdict !== 'passed')
    : undefined;
  const leaks = inTheirOrder(scenario).flatMap(leaksIn);
  return [
    ...errors,
    ...(earlier ? [command('warning', `${name} is flaky`, reasonOf(earlier))] : []),
    ...leaks.map((leak) => command('warning', `${name} leaked`, leakTold(leak))),
  ];
}

function why(scenario: ScenarioReport): string {
  const failure = failureOf(scenario);
  const lines = [reasonOf(scenario)];
  if (failure?.kind === 'check') {
    lines.push(`expected: ${shown(failure.expected)}`, `actual: ${shown(failure.actual)}`);
  }
  return [...lines, ...callsOf(scenario)].join('\n');
}

/** What a stranger wrote stays inside its command: https://github.com/actions/toolkit (core, command.ts) */
function command(kind: 'error' | 'warning', title: string, text: string): string {
  const data = (one: string) =>
    one.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (one: string) => data(one).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const message = plain(shortened(text, LONGEST_ANNOTATION));
  return `::${kind} title=${property(`canary: ${plainLine(title)}`)}::${data(message)}\n`;
}

/** Markdown for the file that GITHUB_STEP_SUMMARY names. */
export function githubSummary(report: RunReport, place: string): string {
  const { verdict, scenarios, durationMs } = report;
  const heading = `### ${marks[verdict]} Governance canary: ${verdict}`;
  const told = `${plural(scenarios.length, 'scenario')} in ${duration(durationMs)}: ${aboutRun(report)} in ${place}`;
  const rows = scenarios.map((scenario) => {
    const { name, verdict: how, flaky, leaked, failure } = scenario;
    const stopped = failure ? 'could not start' : (stoppedAt(scenario)?.title ?? '');
    const marked = [how, flaky && 'flaky', leaked && 'leaked'].filter(Boolean).join(', ');
    const cells = [marks[how], name, marked, stopped, duration(scenario.durationMs)];
    return `| ${cells.map(literal).join(' | ')} |`;
  });
  const blocks = [
    heading,
    literal(told),
    ['| | scenario | verdict | stopped at | time |', '| --- | --- | --- | --- | --- |', ...rows],
    ...scenarios.flatMap(troubleOf),
  ];
  return `${blocks.map((block) => [block].flat().join('\n')).join('\n\n')}\n\n`;
}

function leakTold({ title, failure, what }: Leak): string {
  return `${title}: ${failure.message}${what && `; ${what}`}`;
}

function troubleOf(scenario: ScenarioReport): string[] {
  const attempts = inTheirOrder(scenario).filter((one) => one.verdict !== 'passed');
  const leaks = inTheirOrder(scenario).flatMap(leaksIn);
  const lines = [
    ...(scenario.verdict === 'passed' ? attempts.map(reasonOf) : [why(scenario)]),
    ...leaks.map((leak) => `not cleaned up: ${leakTold(leak)}`),
  ];
  if (lines.length === 0) return [];
  // In <pre> nothing is Markdown: https://github.github.com/gfm/#html-blocks
  return [
    `**${literal(scenario.name)}**`,
    `<pre>${entities(plain(lines.join('\n')), /[&<>]/g)}</pre>`,
  ];
}

/** On one line, with nothing in it that Markdown or HTML would take for its own. */
function literal(text: string): string {
  return entities(plainLine(text), /[\\`*_{}[\]()#+!|<>&~@:$-]/g);
}

function entities(text: string, which: RegExp): string {
  return text.replaceAll(which, (character) => `&#${character.charCodeAt(0)};`);
}
