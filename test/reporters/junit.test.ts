import { expect, test } from 'vitest';
import { create } from 'xmlbuilder2';
import type { RunReport, StepResult } from '../../src/engine/report.ts';
import { junitReport } from '../../src/reporters/junit.ts';
import {
  ANSWERS,
  attempt,
  CLEANUP,
  failed,
  failures,
  passed,
  RESUME,
  report,
  SEED,
  scenario,
  skipped,
} from './reports.ts';
import { runs } from './terminal.cases.ts';

/** An element as it was read back. */
interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}

/** What of the DOM is read here; it is that of xmlbuilder2. */
interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DomNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

/** Reads XML, with entities resolved; throws where it is not well-formed. */
function read(xml: string): Node {
  const nodeOf = (dom: DomNode): Node => ({
    name: dom.nodeName,
    attributes: Object.fromEntries(
      [...(dom.attributes ?? [])].map(({ name, value }) => [name, value]),
    ),
    children: [...dom.childNodes].filter(({ nodeType }) => nodeType === 1).map(nodeOf),
    text: dom.textContent ?? '',
  });
  return nodeOf(create(xml).root().node as unknown as DomNode);
}

const all = (node: Node, name: string): readonly Node[] =>
  node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);

/** What was skipped only suites count. */
function counts({ attributes, children }: Node) {
  const { tests, failures: failed, errors, skipped } = attributes;
  const ofSuites = children.reduce((sum, one) => sum + Number(one.attributes.skipped), 0);
  return [tests, failed, errors, skipped ?? ofSuites].map(Number);
}

function read1(run: RunReport): Node {
  return read(junitReport(run));
}

test.each(Object.entries(runs))(
  'the counts of a run of kind %s are those of its cases',
  (_kind, run) => {
    const root = read1(run);

    const cases = all(root, 'testcase');
    const counted = (of: readonly Node[]) => [
      of.length,
      ...['failure', 'error', 'skipped'].map(
        (tag) => of.filter((one) => all(one, tag).length > 0).length,
      ),
    ];
    expect(counts(root)).toEqual(counted(cases));
    for (const suite of all(root, 'testsuite')) {
      expect(counts(suite)).toEqual(counted(all(suite, 'testcase')));
    }
    expect(all(root, 'testsuite').map(({ attributes }) => attributes.name)).toEqual(
      run.scenarios.map(({ name }) => name),
    );
  },
);

test.each(Object.entries(runs))(
  'a run of kind %s is green for a gate exactly when it passed',
  (_kind, run) => {
    const [, failed, errors] = counts(read1(run));

    expect(failed === 0 && errors === 0).toBe(run.verdict === 'passed');
  },
);

test.each([
  ['check', 'failure'],
  ['crash', 'failure'],
  ['timeout', 'failure'],
  ['denied', 'error'],
  ['defect', 'error'],
] as const)('what is a %s is a %s', (kind, tag) => {
  const failure = failures[kind];
  const run = report(
    scenario('plan-ledger', tag === 'failure' ? 'failed' : 'broken', [failed(...SEED, failure)]),
  );

  const [told] = all(read1(run), tag);

  expect(told?.attributes).toEqual({ type: failure.kind, message: failure.message });
  expect(all(read1(run), tag === 'failure' ? 'error' : 'failure')).toEqual([]);
});

test('a failure tells which calls it is about, then what was expected and came, or the stack', () => {
  const asked = passed(...RESUME, { notes: { function: 'api', requestId: 'r-1' } });
  const crashed = { calls: 2, notes: { table: 'plans', requestId: 'r-2' } };
  const details = (...steps: readonly StepResult[]) =>
    all(read1(report(scenario('a', 'failed', steps))), 'failure')[0]?.text;

  expect(details(asked, failed(...ANSWERS, failures.check, { calls: 0 }))).toBe(
    `call: ${asked.id}: api, request r-1\nexpected: {"statusCode": 200}\nactual: {"statusCode": 500, "body": {"error": "Internal server error"}}`,
  );
  const seed = failed(...SEED, failures.crash, crashed);
  expect(details(seed)).toBe(
    `call: ${seed.id}: plans, request r-2, the last of 2\nTypeError: boom\n    at handler (index.js:1:7)`,
  );
});

test('a scenario that could not start has a case of its own for it', () => {
  const [first] = all(read1(runs.settings), 'testcase');

  expect(first?.attributes.name).toBe('the scenario runs to its end');
  expect(first?.children[0]).toMatchObject({
    name: 'error',
    attributes: { type: 'settings', message: failures.settings.message },
    text: 'missing: OUTCOMES_TABLE_NAME',
  });
});

test('a run that was interrupted is an error, though no step of it failed', () => {
  const root = read1(runs.interrupted);

  expect(counts(root)).toEqual([5, 0, 1, 2]);
  expect(all(root, 'error')[0]?.attributes).toEqual({
    type: 'interrupted',
    message: 'stopped by SIGINT while it ran',
  });
});

test('a run that was interrupted before anything began is an error too', () => {
  const because = 'stopped by SIGTERM';
  const run = report(scenario('plan-ledger', 'broken', [skipped(...SEED, because)]));

  expect(counts(read1(run))).toEqual([2, 0, 1, 1]);
});

test('a cleanup that failed is no failure: it is told beside its case and as a property', () => {
  const root = read1(runs.leaked);

  expect(counts(root)).toEqual([2, 0, 0, 0]);
  const [, cleanup] = all(root, 'testcase');
  expect(cleanup?.children[0]).toMatchObject({
    name: 'system-err',
    text: 'not cleaned up: expected an answer within 10.0 s, got none',
  });
  expect(properties(root)).toMatchObject({ leaked: 'true', flaky: 'false', verdict: 'passed' });
});

test('earlier attempts of a flaky scenario are told, and do not make it red', () => {
  const root = read1(runs.flaky);

  expect(counts(root)).toEqual([2, 0, 0, 0]);
  expect(properties(root)).toMatchObject({ flaky: 'true', verdict: 'passed' });
  expect(all(root, 'system-out')[0]?.text).toBe(
    'attempt 1: resume answers 200: expected statusCode 200, got 500\nattempt 2: passed',
  );
});

test('a suite carries its run, the version of the canary, its title and its times', () => {
  const [suite] = all(read1(runs.green), 'testsuite');

  expect(suite?.attributes).toMatchObject({ time: '0.220', timestamp: '2026-01-31T03:00:00' });
  expect(properties(suite as Node)).toMatchObject({
    run: runs.green.id,
    version: '1.2.3',
    title: 'Title of outcomes-capture',
  });
  expect(all(suite as Node, 'testcase')[0]?.attributes).toEqual({
    classname: 'outcomes-capture',
    name: 'invoke: describe-table on OUTCOMES_TABLE_NAME',
    time: '0.012',
  });
});

test('a suite names the deployment that its run has judged', () => {
  const trigger = { kind: 'deploy', deployId: 'd-1' } as const;

  expect(properties(read1({ ...runs.green, trigger }))).toMatchObject({ deployment: 'd-1' });
  expect(properties(read1(runs.green))).not.toHaveProperty('deployment');
});

test('text that XML would act on, or forbids, arrives as text', () => {
  const hostile = `<![CDATA[ ]]> </failure> & "'\u001b[31m\u0000\ufffe\ud83d 計🚨`;
  const clean = `<![CDATA[ ]]> </failure> & "'\\u0000\\ufffe\\ud83d 計🚨`;
  const failure = { ...failures.crash, message: hostile, error: { name: 'x', message: hostile } };
  const one = scenario('plan-ledger', 'failed', [
    failed('verify', hostile, failure),
    skipped('verify', hostile, hostile),
    failed(...CLEANUP, failure),
  ]);
  const run = report({
    ...one,
    title: hostile,
    attempts: [attempt(one, '2026-01-31T02:00:00.000Z')],
  });

  const xml = junitReport(run);

  // https://www.w3.org/TR/xml/#charsets, and no entity but those that need no declaration
  expect(xml).not.toMatch(
    /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&(?!(lt|gt|amp|quot);)/u,
  );
  const root = read(xml);
  expect(all(root, 'failure')[0]).toMatchObject({ attributes: { message: clean }, text: clean });
  expect(all(root, 'skipped')[0]?.attributes.message).toBe(clean);
  expect(all(root, 'testcase')[0]?.attributes.name).toBe(`verify: ${clean}`);
  expect(all(root, 'system-err')[0]?.text).toBe(`not cleaned up: ${clean}`);
  expect(properties(root).title).toBe(clean);
});

test('a failure of a megabyte makes no megabyte of XML', () => {
  const failure = {
    ...failures.crash,
    message: 'x'.repeat(1_000_000),
    error: { name: 'x', message: 'x', stack: 'y'.repeat(1_000_000) },
  };

  const xml = junitReport(report(scenario('plan-ledger', 'failed', [failed(...SEED, failure)])));

  expect(xml.length).toBeLessThan(20_000);
  expect(all(read(xml), 'failure')[0]?.attributes.message).toMatch(/^x{500}… \(1000000 characters/);
});

test('a passed scenario beside a failed one stays green', () => {
  const run = report(
    scenario('plan-ledger', 'failed', [failed(...SEED, failures.crash)]),
    scenario('outcomes-capture', 'passed', [passed('verify', 'the table is ACTIVE')]),
  );

  expect(all(read1(run), 'testsuite').map(counts)).toEqual([
    [1, 1, 0, 0],
    [1, 0, 0, 0],
  ]);
});

function properties(node: Node): Record<string, string | undefined> {
  return Object.fromEntries(
    all(node, 'property').map(({ attributes }) => [attributes.name, attributes.value]),
  );
}
