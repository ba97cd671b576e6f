import { create } from 'xmlbuilder2';
import { shortened } from '../engine/bounded.ts';
import { blame } from '../engine/failure.ts';
import type { Failure, RunReport, ScenarioReport, StepResult } from '../engine/report.ts';
import { inTheirOrder, stoppedAt } from '../engine/run.ts';
import { callsOf } from './calls.ts';
import { plain, shown } from './plain.ts';
import { isFailed, reasonOf } from './steps.ts';

type Attributes = Readonly<Record<string, string | number>>;
interface Element {
  ele(name: string, attributes?: Attributes): Element;
  txt(text: string): Element;
}

/**
 * A run as JUnit XML: a suite per scenario, a case per step. What blames the target is a `failure`,
 * what blames the canary an `error`. A failed cleanup leaves the verdict alone, so it is told in
 * `system-err` and in the property `leaked`; earlier attempts are told in `system-out`.
 */
export function junitReport(report: RunReport): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const { tests, failures, errors } = totals(report.scenarios.flatMap(casesOf));
  const root: Element = document.ele('testsuites', {
    name: 'governance-canary',
    // Not those that were skipped: Jenkins reads them from the suites.
    tests,
    failures,
    errors,
    time: seconds(report.durationMs),
  });
  for (const scenario of report.scenarios) suite(root, report, scenario);
  return `${document.end({ prettyPrint: true })}\n`;
}

/** A step, or the scenario itself where none of its steps can say why it did not pass. */
interface Case {
  readonly name: string;
  readonly durationMs: number;
  readonly failure?: Failure;
  readonly error?: string;
  readonly skipped?: string;
  readonly leak?: string;
}

function casesOf(scenario: ScenarioReport): readonly Case[] {
  const { verdict, failure, steps } = scenario;
  const cases = steps.map(caseOf);
  if (verdict === 'passed' || cases.some((one) => one.failure)) return cases;
  const itself = { name: 'the scenario runs to its end', durationMs: 0 };
  const stopped = stoppedAt(scenario);
  const because = stopped?.status === 'skipped' ? stopped.because : 'it did not run';
  return [failure ? { ...itself, failure } : { ...itself, error: because }, ...cases];
}

function caseOf(step: StepResult): Case {
  const { durationMs } = step;
  const name = plain(`${step.phase}: ${step.title}`);
  if (step.status === 'skipped') return { name, durationMs, skipped: step.because };
  if (!isFailed(step)) return { name, durationMs };
  return step.phase === 'cleanup'
    ? { name, durationMs, leak: step.failure.message }
    : { name, durationMs, failure: step.failure };
}

function totals(cases: readonly Case[]) {
  const count = (is: (one: Case) => unknown) => cases.filter(is).length;
  return {
    tests: cases.length,
    failures: count(({ failure }) => failure && blame(failure) === 'target'),
    errors: count(({ failure, error }) => error ?? (failure && blame(failure) === 'canary')),
    skipped: count(({ skipped }) => skipped),
  };
}

function suite(root: Element, report: RunReport, scenario: ScenarioReport): void {
  const cases = casesOf(scenario);
  const element = root.ele('testsuite', {
    name: plain(scenario.name),
    ...totals(cases),
    time: seconds(scenario.durationMs),
    timestamp: scenario.startedAt.slice(0, 19), // the schema's date-time has no fraction and no zone
  });
  const properties = element.ele('properties');
  const { verdict, flaky, leaked, title } = scenario;
  const { id: run, version, trigger } = report;
  const deployment = trigger.kind === 'deploy' && { deployment: trigger.deployId };
  const facts = { run, version, title, verdict, flaky, leaked, ...deployment };
  for (const [name, value] of Object.entries(facts)) {
    properties.ele('property', { name, value: plain(String(value)) });
  }
  const calls = callsOf(scenario);
  for (const one of cases) testcase(element, plain(scenario.name), one, calls);
  if (scenario.attempts.length === 0) return;
  const told = inTheirOrder(scenario).map((one, i) => `attempt ${i + 1}: ${reasonOf(one)}`);
  element.ele('system-out').txt(plain(told.join('\n')));
}

/** An attribute is shown on a line. */
const LONGEST_MESSAGE = 500;

function testcase(
  suiteElement: Element,
  classname: string,
  one: Case,
  calls: readonly string[],
): void {
  const { name, durationMs, failure, error, skipped, leak } = one;
  const element = suiteElement.ele('testcase', { classname, name, time: seconds(durationMs) });
  const message = plain(shortened(failure?.message ?? error ?? skipped ?? '', LONGEST_MESSAGE));
  if (failure) {
    const tag = blame(failure) === 'target' ? 'failure' : 'error';
    element
      .ele(tag, { type: failure.kind, message })
      .txt([...calls.map(plain), detailsOf(failure)].join('\n'));
  } else if (error) {
    element.ele('error', { type: 'interrupted', message });
  } else if (skipped) {
    element.ele('skipped', { message });
  }
  if (leak) element.ele('system-err').txt(plain(`not cleaned up: ${leak}`));
}

function detailsOf(failure: Failure): string {
  switch (failure.kind) {
    case 'check':
      return `expected: ${shown(failure.expected)}\nactual: ${shown(failure.actual)}`;
    case 'timeout':
      return `no answer within ${failure.allowedMs} ms`;
    case 'settings':
      return `missing: ${failure.missing.join(', ')}`;
    case 'target':
    case 'access':
    case 'defect':
      return plain(failure.error.stack ?? failure.error.message);
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
