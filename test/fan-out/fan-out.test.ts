import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunReport, runReportSchema } from '../../src/engine/report.ts';
import { runId } from '../../src/engine/run.ts';
import { stateMachineOf } from '../../src/fan-out/start.ts';
import { denied } from '../../src/local/faults.ts';
import { LOCAL_SETTINGS } from '../../src/local/settings.ts';
import { scenarios } from '../../src/scenarios/index.ts';
import { functionNamesOf } from '../../src/telemetry/function-alarms.ts';
import { inAccount } from '../../src/wiring.ts';
import { eventNow } from '../closed-loop/loop.ts';
import { datapointsIn } from '../helpers/cloudwatch/emf.ts';
import { matches } from '../helpers/eventbridge.ts';
import { startServer } from '../helpers/http.ts';
import { latch } from '../helpers/latch.ts';
import type { StateMachine } from '../helpers/state-machine.ts';
import { rowsOf } from '../scenarios/rows.ts';
import { LIFECYCLE, lying, RESUME } from '../scenarios/sabotage/sabotage.ts';
import {
  type CanaryFunction,
  packageCanary,
  type Rule,
  type Statement,
} from '../serverless/packaged.ts';
import { excessIn, permissionsIn } from '../serverless/permissions.ts';
import { seriesName } from '../telemetry/written.ts';
import { startFanOut } from './execution.ts';

/** It is a CommonJS module without a default of its own. */
const validated: (definition: unknown) => { isValid: boolean; errorsText(): string } =
  createRequire(import.meta.url)('asl-validator');

let inline: Awaited<ReturnType<typeof packageCanary>>;
let distributed: typeof inline;
beforeAll(async () => {
  [inline, distributed] = await Promise.all([
    packageCanary({ fanOut: 'inline', concurrency: '3' }),
    packageCanary({ fanOut: 'distributed' }),
  ]);
}, 120_000);
afterAll(() => Promise.all([inline.remove(), distributed.remove()]));

const machineOf = ({ properties }: typeof inline) =>
  properties<{ Definition: StateMachine }>('FanOut').Definition;

async function started() {
  const fn = inline.properties<CanaryFunction>('CanaryLambdaFunction');
  const fanOut = await startFanOut({ task: inline.task, fn, machine: machineOf(inline) });
  onTestFinished(() => fanOut.close());
  return fanOut;
}

async function reportOf({ account }: Awaited<ReturnType<typeof started>>, id: string) {
  const rows = await rowsOf(account, LOCAL_SETTINGS.RUNS_TABLE_NAME);
  const row = rows.find(({ pk }) => pk === `RUN#${id}`) as { report: Uint8Array; kind: string };
  return JSON.parse(gunzipSync(row.report).toString()) as RunReport;
}

const series = (lines: readonly string[]) =>
  [
    ...new Set(datapointsIn(lines).map(({ name, dimensions }) => seriesName(name, dimensions))),
  ].sort();
const valuesOf = (lines: readonly string[], metric: string) =>
  datapointsIn(lines)
    .filter(({ name }) => name === metric)
    .map(({ value }) => value);

describe('the definition', () => {
  test.each(['inline', 'distributed'] as const)('%s is valid', (mode) => {
    const machine = machineOf(mode === 'inline' ? inline : distributed);
    const { isValid, errorsText } = validated(machine);
    expect(isValid, isValid ? '' : errorsText()).toBe(true);
    const { ItemProcessor } = machine.States.EachScenario as {
      ItemProcessor: { ProcessorConfig: object };
    };
    expect(ItemProcessor.ProcessorConfig).toEqual(
      mode === 'inline' ? { Mode: 'INLINE' } : { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    );
  });

  test('asks for no state that it has not', () => {
    const broken = { ...machineOf(inline), StartAt: 'Nowhere' };
    expect(validated(broken).isValid).toBe(false);
  });
});

test('silence is told from a run in parts, which has a minute for each round of them', () => {
  const periods = ({ all }: typeof inline) =>
    all<{ AlarmName: string; EvaluationPeriods: number }>('AWS::CloudWatch::Alarm').find(
      ({ AlarmName }) => AlarmName === 'governance-canary-prod-silent',
    )?.EvaluationPeriods;

  expect(periods(inline)).toBe(2 * 5 + 3 + 1 + 2); // four parts, three at a time
  expect(periods(distributed)).toBe(2 * 5 + 3 + 1 + 1);
});

describe('an event that was handed over in vain', () => {
  const ended = (status: string, stateMachineArn: unknown = 'FanOut.Ref') => ({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { stateMachineArn, status, name: 'e-1', input: '{"id":"e-1"}' },
  });

  test('is kept in the queue that rings, as one is that Lambda gives up', () => {
    const rule = inline.properties<Rule>('FanOutFailedRule');
    expect(rule.Targets).toEqual([{ Id: 'undelivered', Arn: 'UndeliveredQueue.Arn' }]);
    const policy = JSON.stringify(inline.properties('UndeliveredQueuePolicy'));
    expect(policy).toContain(`rule/${rule.Name}"`);
    const [machine] = (rule.EventPattern as { detail: { stateMachineArn: string[] } }).detail
      .stateMachineArn;
    for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'])
      expect(matches(rule.EventPattern, ended(status, machine))).toBe(true);
    for (const status of ['RUNNING', 'SUCCEEDED'])
      expect(matches(rule.EventPattern, ended(status, machine))).toBe(false);
    expect(matches(rule.EventPattern, ended('FAILED', 'another'))).toBe(false);
  });

  test('is missed by nobody: it rings as well when it could not be put there', () => {
    const { Name } = inline.properties<Rule>('FanOutFailedRule');
    const watched = inline
      .all<{ Dimensions?: readonly { Value: string }[] }>('AWS::CloudWatch::Alarm')
      .flatMap(({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value));
    expect(watched).toContain(Name);
    expect(functionNamesOf('prod', { codeDeploy: false, fanOut: true }).ruleNames).toContain(Name);
  });

  test('was tried again after each error that is of Lambda itself', () => {
    const { Begin, Gather } = machineOf(inline).States;
    // https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
    for (const state of [Begin, Gather])
      expect((state as { Retry: { ErrorEquals: string[] }[] }).Retry[0]?.ErrorEquals).toEqual([
        'Lambda.ClientExecutionTimeoutException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.TooManyRequestsException',
      ]);
  });

  test('was tried for most of an interval while Lambda had no room, and no longer', () => {
    const { Retry } = machineOf(inline).States.Begin as { Retry: Retry[] };
    const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds } = Retry[0] as Retry;
    const waits = Array.from({ length: MaxAttempts }, (_, index) =>
      Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** index),
    );
    const seconds = waits.reduce((sum, wait) => sum + wait, 0);
    expect(seconds).toBeGreaterThan(150);
    expect(seconds).toBeLessThan(300);
  });
});

interface Retry {
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
}

describe('permissions', () => {
  const machine = 'states:StartExecution stateMachine:governance-canary-prod';

  test('the function may start its own state machine, which may invoke it and nothing else', () => {
    expect(excessIn(inline.template, 'cc-native-plan-ledger')).toEqual([]);
    expect(permissionsIn(inline.template)).toMatchObject({
      [machine]: null,
      'lambda:InvokeFunction CanaryLambdaFunction.Arn': null,
    });
    expect(statementsOf(inline)).toEqual(['TheCanary']);
  });

  test('where each item is an execution, the state machine may start and follow those', () => {
    expect(excessIn(distributed.template, 'cc-native-plan-ledger')).toEqual([]);
    expect(statementsOf(distributed)).toEqual(['TheCanary', 'ItsItems', 'WhatBecomesOfThem']);
    const ofItsOwn = 'execution:governance-canary-prod:*';
    expect(permissionsIn(distributed.template)).toMatchObject({
      [`states:DescribeExecution ${ofItsOwn}`]: null,
      [`states:StopExecution ${ofItsOwn}`]: null,
    });
  });

  function statementsOf({ properties }: typeof inline) {
    const { Policies } = properties<{
      Policies: { PolicyDocument: { Statement: (Statement & { Sid: string })[] } }[];
    }>('FanOutRole');
    return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map(({ Sid }) => Sid);
  }
});

describe('an execution', { timeout: 120_000 }, () => {
  test('runs each scenario by itself and gathers one report, with the metrics of a run in one', async () => {
    const fanOut = await started();
    const event = eventNow('schedule');
    const visited: { state: string; output: unknown }[] = [];

    const output = await fanOut.run(event, visited);

    expect(output).toEqual({
      outcome: 'gathered',
      id: event.id,
      verdict: 'passed',
      scenarios: 4,
      failed: [],
      broken: [],
    });
    const report = await reportOf(fanOut, String(event.id));
    expect(runReportSchema.safeParse(report)).toMatchObject({ success: true });
    expect(report).toMatchObject({ id: event.id, trigger: { kind: 'schedule' } });
    expect(report.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
    expect(visited.filter(({ state }) => state === 'Run')).toHaveLength(4);
    // In a history there is the run, and not its parts.
    const rows = await rowsOf(fanOut.account, LOCAL_SETTINGS.RUNS_TABLE_NAME);
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['PART', 'PART', 'PART', 'PART', 'RUN']);

    const parted = [...fanOut.lines];
    const runIds = parted.map((line) => JSON.parse(line).runId).filter(Boolean);
    expect(new Set(runIds)).toEqual(new Set([event.id])); // a link to the log finds the parts too
    fanOut.lines.length = 0;
    await fanOut.invoke(eventNow('schedule'), { FAN_OUT: 'false' });
    expect(series(parted)).toEqual(series(fanOut.lines));
    expect(valuesOf(parted, 'RunCompleted')).toEqual([1]);
  });

  test('sweeps as many parts as there are in ten runs', async () => {
    const fanOut = await started();
    const { account } = fanOut;
    await inAccount({ account, env: account.env }, async ({ store }) => {
      for (let n = 0; n < 41; n++)
        await store?.begin(
          { id: runId(`died/${n}`), trigger: { kind: 'schedule', rule: 'r' }, requestedAt: 1 },
          {
            attempts: [],
            fromEvent: false,
            claim: `${n}`,
            debt: { what: 'cleanup', dueAt: 1 },
          },
        );
    });
    await fanOut.run(eventNow('schedule'));

    const swept = fanOut.lines.map((line) => JSON.parse(line));
    expect(swept.find(({ record }) => record === 'sweep')).toMatchObject({ runs: 40, more: true });
  });

  test('after a deployment runs every scenario, though the run itself has claimed the deployment', async () => {
    const fanOut = await started();
    const event = eventNow('deployment-completed');

    expect(await fanOut.run(event)).toMatchObject({ verdict: 'passed', scenarios: 4, broken: [] });
    expect((await reportOf(fanOut, String(event.id))).verdict).toBe('passed');
  });

  test('ends as it went, where the runs table does not take its report', async () => {
    const fanOut = await started();
    fanOut.breakWith(({ fanOut: step }) => {
      if (step !== 'gather') return;
      fanOut.fault.on = (call) =>
        call.operation === 'UpdateItem' && call.target === LOCAL_SETTINGS.RUNS_TABLE_NAME
          ? denied(call)
          : undefined;
    });

    expect(await fanOut.run(eventNow('schedule'))).toMatchObject({ verdict: 'passed' });
    expect(fanOut.lines.join()).toContain('was not told what the run came to');
  });

  test('of which one scenario is lost tells of the others, and that nothing is known of it', async () => {
    const fanOut = await started();
    fanOut.breakWith(({ scenario }) => {
      if (scenario === 'validator-run') throw new TypeError('out of memory');
    });
    const event = eventNow('schedule');

    expect(await fanOut.run(event)).toMatchObject({
      verdict: 'broken',
      broken: ['validator-run'],
      scenarios: 4,
    });
    const { scenarios: reports } = await reportOf(fanOut, String(event.id));
    const lost = reports.find(({ name }) => name === 'validator-run');
    expect(lost).toMatchObject({ verdict: 'broken', failure: { kind: 'defect' } });
    expect(lost?.failure?.message).toContain('TypeError');
    expect(lost?.steps.every(({ status }) => status === 'skipped')).toBe(true);
    expect(reports.filter(({ verdict }) => verdict === 'passed')).toHaveLength(3);
    expect(valuesOf(fanOut.lines, 'Broken')).toEqual([1]);
    expect(valuesOf(fanOut.lines, 'Failed')).toEqual([0, 0, 0]);
    expect(valuesOf(fanOut.lines, 'Duration')).toHaveLength(4);
  });

  test('says of a part whose report the runs table does not hand out how it ended', async () => {
    const fanOut = await started();
    const event = eventNow('schedule');
    const { fault } = fanOut;
    fanOut.breakWith(({ fanOut: step }) => {
      if (step !== 'gather') return;
      fault.on = (call) =>
        call.operation === 'GetItem' && call.target === LOCAL_SETTINGS.RUNS_TABLE_NAME
          ? denied(call)
          : undefined;
    });

    expect(await fanOut.run(event)).toMatchObject({ verdict: 'broken' });
    fault.on = () => undefined;
    const { scenarios: reports } = await reportOf(fanOut, String(event.id));
    expect(reports).toHaveLength(4);
    for (const { failure } of reports) {
      expect(failure?.message).toContain('answered "passed", and there is no report: GetItem on');
      expect(failure?.message).toContain('AccessDenied');
    }
  });

  test('of which a part is asked for twice waits for the one that runs', async () => {
    const fanOut = await started();
    const run = {
      id: 'run-1',
      trigger: { kind: 'schedule', rule: 'r' },
      retries: 0,
      requestedAt: Date.now(),
      startedAt: Date.now(),
    };
    const part = { fanOut: 'part', run, scenario: 'plan-ledger' };
    const waited = latch();
    let asked = 0;
    // Whose run it is, whether it is over, and then, since it was not, again for more than a second.
    fanOut.fault.on = ({ operation, target }) => {
      if (operation === 'GetItem' && target === LOCAL_SETTINGS.RUNS_TABLE_NAME && ++asked === 8)
        waited.open();
      return undefined;
    };
    lying(LIFECYCLE, (honest) => waited.opened.then(honest), RESUME)(fanOut.account);
    const answers = await Promise.all([fanOut.invoke(part), fanOut.invoke(part)]);
    const passed = { outcome: 'part', scenario: 'plan-ledger', verdict: 'passed' };
    expect(answers).toEqual([passed, passed]);
    expect(valuesOf(fanOut.lines, 'Failed')).toEqual([0]);
  });

  test('whose target is unwell is failed, and so says its metric', async () => {
    const fanOut = await started();
    fanOut.account.functions.delete(LOCAL_SETTINGS.PHASE7_GOVERNANCE_E2E_FUNCTION_NAME);

    expect(await fanOut.run({ scenarios: ['budget-reserve'], retries: 0 })).toMatchObject({
      verdict: 'failed',
      failed: ['budget-reserve'],
      scenarios: 1,
    });
    expect(valuesOf(fanOut.lines, 'Failed')).toEqual([1]);
  });

  test('of an invocation that Lambda throttles once is tried again, and runs nothing twice', async () => {
    const fanOut = await started();
    const { functions } = fanOut.account;
    const [name] = [...functions.keys()].slice(-1);
    let turnedAway = 0;
    const real = functions.get(String(name));
    if (!real) throw new Error('the canary is not there');
    // Read at each call: the second one finds room.
    functions.get = (asked) => {
      const room = asked !== name || turnedAway > 0;
      if (!room) turnedAway += 1;
      const found = Map.prototype.get.call(functions, asked);
      return room ? found : { ...real, reservedConcurrency: 0 };
    };

    expect(await fanOut.run({ scenarios: ['outcomes-capture'] })).toMatchObject({
      verdict: 'passed',
    });
    expect(turnedAway).toBe(1);
  });

  test('of an event that was run before, or is none of ours, ends with nothing done', async () => {
    const fanOut = await started();
    const event = eventNow('schedule');
    await fanOut.run(event);
    fanOut.lines.length = 0;

    expect(await fanOut.run(event)).toEqual({ outcome: 'duplicate', id: event.id });
    expect(await fanOut.run({ ...event, time: '2026-01-01T00:00:00Z' })).toMatchObject({
      outcome: 'ignored',
    });
    await expect(fanOut.run({ scenario: 'all' })).rejects.toThrow('RequestRefused');
    const said = fanOut.lines.map((line) => String(JSON.parse(line).message));
    expect(said).toContain(`duplicate of run ${event.id}`);
    expect(said.find((message) => message.startsWith('ignored: '))).toContain('old');
    expect(datapointsIn(fanOut.lines)).toEqual([]);
  });
});

test('the state machine is where the function is, in any partition', () => {
  const fn = 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:governance-canary-prod';
  expect(stateMachineOf(fn)).toBe(
    'arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:governance-canary-prod',
  );
});

describe('the function', { timeout: 60_000 }, () => {
  test('hands an event over, once, and answers a request itself', async () => {
    const fanOut = await started();
    const asked: { stateMachineArn: string; name: string; input: string }[] = [];
    const url = await startServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const again = asked.length > 0;
        asked.push(JSON.parse(body));
        response.writeHead(again ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
        const started = { executionArn: 'arn:aws:states:x', startDate: 1 };
        response.end(JSON.stringify(again ? { __type: 'ExecutionAlreadyExists' } : started));
      });
    });
    const env = { AWS_ENDPOINT_URL_SFN: url };
    const event = eventNow('deployment-completed');

    expect(await fanOut.invoke(event, env)).toEqual({ outcome: 'handed-over', id: event.id });
    expect(await fanOut.invoke(event, env)).toEqual({ outcome: 'duplicate', id: event.id });
    expect(asked[0]).toMatchObject({
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:governance-canary-prod',
      name: event.id,
    });
    expect(JSON.parse(asked[0]?.input ?? '')).toEqual(event);
    expect(await fanOut.invoke({ scenarios: ['outcomes-capture'] }, env)).toMatchObject({
      outcome: 'ran',
    });
    expect(asked).toHaveLength(2);
  });

  const answering = (status: number, __type: string) =>
    startServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type }));
    });

  test.each(['StateMachineDoesNotExist', 'StateMachineDeleting', 'AccessDeniedException'])(
    'runs an event itself while fan-out is turned on or off (%s)',
    async (error) => {
      const fanOut = await started();
      const event = eventNow('deployment-completed');

      const answer = await fanOut.invoke(event, {
        AWS_ENDPOINT_URL_SFN: await answering(400, error),
      });

      expect(answer).toMatchObject({
        outcome: 'ran',
        report: { id: event.id, verdict: 'passed' },
      });
      expect(fanOut.lines.join()).toContain(`${error}: run ${event.id} runs in this function`);
    },
  );

  test('runs itself what may have been started; whichever of the two is first, it is run once', async () => {
    const fanOut = await started();
    const env = { AWS_ENDPOINT_URL_SFN: await answering(500, 'InternalError') };
    const [first, second] = [eventNow('deployment-completed'), eventNow('schedule')];

    expect(await fanOut.invoke(first, env)).toMatchObject({ outcome: 'ran' });
    expect(await fanOut.run(first)).toEqual({ outcome: 'duplicate', id: first.id });
    await fanOut.run(second);
    expect(await fanOut.invoke(second, env)).toEqual({ outcome: 'duplicate', id: second.id });
    expect(valuesOf(fanOut.lines, 'RunCompleted')).toEqual([1, 1]);
  });

  test('carries an execution to its end that began before fan-out was turned off', async () => {
    const fanOut = await started();
    const step = { fanOut: 'begin', event: { scenarios: ['outcomes-capture'] }, execution: 'x' };

    const concurrency = 3; // as it was packaged
    expect(await fanOut.invoke(step, { FAN_OUT: 'false' })).toMatchObject({
      outcome: 'begun',
      run: { id: 'x' },
      concurrency,
    });
    expect(machineOf(inline).States.EachScenario).toMatchObject({
      MaxConcurrencyPath: '$.concurrency',
    });
  });

  test('begins once for each execution, however often it is asked', async () => {
    const fanOut = await started();
    const step = { fanOut: 'begin', event: eventNow('schedule'), execution: 'x-1' };

    expect(await fanOut.invoke(step)).toMatchObject({ outcome: 'begun' });
    expect(await fanOut.invoke(step)).toMatchObject({ outcome: 'begun' });
    expect(await fanOut.invoke({ ...step, execution: 'x-2' })).toMatchObject({
      outcome: 'duplicate',
    });
    // No sweep looks at it while it may be under way.
    const rows = await rowsOf(fanOut.account, LOCAL_SETTINGS.RUNS_TABLE_NAME);
    const run = rows.find(({ kind }) => kind === 'RUN');
    expect(Number(run?.due_at)).toBeGreaterThan(Date.now() + 59 * 60_000);
  });

  test('begins also where the runs table cannot be asked, and the log says what is lost', async () => {
    const fanOut = await started();
    fanOut.fault.on = (call) =>
      call.target === LOCAL_SETTINGS.RUNS_TABLE_NAME ? denied(call) : undefined;
    const step = { fanOut: 'begin', event: eventNow('schedule'), execution: 'x' };

    expect(await fanOut.invoke(step)).toMatchObject({ outcome: 'begun' });
    expect(fanOut.lines.join()).toContain('the runs table could not be asked');
  });

  test('takes no step that is misspelled', async () => {
    const fanOut = await started();
    await expect(fanOut.invoke({ fanOut: 'end' })).rejects.toThrow('fanOut');
  });
});
