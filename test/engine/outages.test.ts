import { expect, test } from 'vitest';
import type { PastRun, ScenarioSummary } from '../../src/engine/history.ts';
import { outagesIn } from '../../src/engine/outages.ts';
import { runId, scenarioName } from '../../src/engine/run.ts';

type Short = readonly ['passed' | 'failed' | 'broken', string?];

function one([verdict, step]: Short, name = 'plan-ledger'): ScenarioSummary {
  const stops = step === undefined ? [] : [{ step, kind: 'check', message: `no ${step}` } as const];
  return { name: scenarioName(name), verdict, flaky: false, leaked: false, durationMs: 1, stops };
}

function runs(...each: (readonly ScenarioSummary[])[]): PastRun[] {
  return each.map((scenarios, i) => ({
    id: runId(`r${i}`),
    trigger: { kind: 'schedule', rule: 'r' },
    begunAt: i,
    summary: { verdict: 'passed', durationMs: 1, version: '1', scenarios },
  }));
}

const told = (all: readonly PastRun[]) =>
  outagesIn(all).map(({ scenario, verdict, stop, from, to, runs, open }) =>
    [scenario, verdict, stop?.step, `${from}-${to}`, runs, open ? 'open' : 'over'].join(' '),
  );

test('a run after the other that stops at the same step is one outage', () => {
  const all = runs(
    [one(['passed'])],
    [one(['failed', 'resume'])],
    [one(['failed', 'resume'])],
    [one(['passed'])],
  );

  expect(told(all)).toEqual(['plan-ledger failed resume 1-2 2 over']);
  expect(told(all.toReversed())).toEqual(told(all));
});

test('at another step, or with another to blame, another one begins', () => {
  const all = runs(
    [one(['failed', 'resume'])],
    [one(['failed', 'ledger'])],
    [one(['broken', 'ledger'])],
  );

  expect(told(all)).toEqual([
    'plan-ledger broken ledger 2-2 1 open',
    'plan-ledger failed ledger 1-1 1 over',
    'plan-ledger failed resume 0-0 1 over',
  ]);
});

test('scenarios have theirs apart; one that was not run neither ends nor adds to it', () => {
  const red: Short = ['failed', 'resume'];
  const all = runs([one(red), one(red, 'validator-run')], [one(red, 'validator-run')], [one(red)]);

  expect(told(all)).toEqual([
    'plan-ledger failed resume 0-2 2 open',
    'validator-run failed resume 0-1 2 open',
  ]);
});

test('of several attempts the last one says where it stopped', () => {
  const [first, last] = [one(['failed', 'resume']), one(['failed', 'ledger'])];
  const twice = { ...last, stops: [...first.stops, ...last.stops] };

  expect(told(runs([last], [twice]))).toEqual(['plan-ledger failed ledger 0-1 2 open']);
});

test('where nothing went wrong there is none', () => {
  expect(outagesIn(runs([one(['passed'])], []))).toEqual([]);
});
