import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../src/scenarios/index.ts';
import { type ParsedTrigger, parseTrigger, type TriggerContext } from '../../src/triggers/parse.ts';

const sample = (name: string) => JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));
const context: TriggerContext = {
  now: Date.parse('2026-11-22T11:00:20Z'),
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  scenarios: scenarios.map(({ name }) => name),
  retries: 1,
  intervalMs: 300_000,
  targetStack: 'CCNativeStack',
  codeDeployApplication: 'cc-native',
};
const parse = (event: unknown, changed: Partial<TriggerContext> = {}): ParsedTrigger =>
  parseTrigger(event, { ...context, ...changed });
const triggerOf = (parsed: ParsedTrigger) =>
  parsed.outcome === 'run' ? parsed.request.trigger : parsed;

describe('every sample event starts a run, but one that was judged already', () => {
  it.each(readdirSync('events').map((file) => file.replace('.json', '')))('%s', (name) => {
    expect(parse(sample(name)).outcome).toBe(name === 'deployment-judged' ? 'ignore' : 'run');
  });
});

describe('an event', () => {
  it('of the schedule is a run of everything under the id of the event', () => {
    expect(parse(sample('schedule'))).toEqual({
      outcome: 'run',
      fromEvent: true,
      throwOnFailure: false,
      request: {
        id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
        trigger: { kind: 'schedule', rule: 'governance-canary-prod-schedule' },
        select: 'all',
        retries: 1,
        requestedAt: Date.parse('2026-11-22T11:00:00Z'),
      },
    });
  });

  it('of a schedule that does not say its rule is a run all the same', () => {
    expect(triggerOf(parse({ ...sample('schedule'), resources: [] }))).toEqual({
      kind: 'schedule',
      rule: 'unknown',
    });
  });

  it('of a stack is a run in every partition of AWS', () => {
    const event = sample('stack-update-complete');
    event.detail['stack-id'] = event.detail['stack-id'].replace('arn:aws:', 'arn:aws-us-gov:');
    expect(triggerOf(parse(event))).toMatchObject({ kind: 'stack', stack: 'CCNativeStack' });
  });

  it.each([
    ['create-complete', 'CREATE_COMPLETE'],
    ['update-complete', 'UPDATE_COMPLETE'],
    ['update-rollback-complete', 'UPDATE_ROLLBACK_COMPLETE'],
  ])('stack-%s is a stack run', (name, status) => {
    expect(triggerOf(parse(sample(`stack-${name}`)))).toEqual({
      kind: 'stack',
      stack: 'CCNativeStack',
      status,
    });
  });

  it('of CodeDeploy is a run for its deployment', () => {
    expect(triggerOf(parse(sample('codedeploy-success')))).toEqual({
      kind: 'deploy',
      deployId: 'd-123456789',
    });
  });

  it('of cc-native.deploy carries what was deployed', () => {
    expect(triggerOf(parse(sample('deployment-completed')))).toEqual({
      kind: 'deploy',
      deployId: 'deploy-2026-11-22-1',
      version: '4.7.1',
      commit: '9fceb02',
    });
  });

  it('of cc-native.deploy without an id of its own is known by the event', () => {
    const event = { ...sample('deployment-completed'), detail: {} };
    expect(triggerOf(parse(event))).toEqual({ kind: 'deploy', deployId: event.id });
  });

  it('of cc-native.deploy that a run has judged is ignored, and the reason names that run', () => {
    expect(parse(sample('deployment-judged'))).toEqual({
      outcome: 'ignore',
      reason:
        'deployment deploy-2026-11-22-1 was judged by run c6af9ac6-7b61-11e6-9a41-93e8deadbeef: passed',
    });
  });

  it('of cc-native.deploy that a run has judged is ignored also where no verdict is told', () => {
    const { verdict: _, ...detail } = sample('deployment-judged').detail;
    expect(parse({ ...sample('deployment-judged'), detail })).toEqual({
      outcome: 'ignore',
      reason:
        'deployment deploy-2026-11-22-1 was judged by run c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    });
  });

  it.each(['UPDATE_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE', 'UPDATE_FAILED'])(
    'of the stack being %s is ignored, and the reason says so',
    (status) => {
      const event = sample('stack-update-complete');
      event.detail['status-details'].status = status;
      expect(parse(event)).toEqual({
        outcome: 'ignore',
        reason: `stack CCNativeStack is ${status}`,
      });
    },
  );

  it('of another stack is ignored, also of one whose name begins the same', () => {
    const event = sample('stack-update-complete');
    const reason = 'stack CCNativeStack is not watched';
    expect(parse(event, { targetStack: 'CCNative' })).toEqual({ outcome: 'ignore', reason });
  });

  it.each(['START', 'READY', 'STOP', 'FAILURE'])(
    'of a deployment that did not succeed is ignored: %s',
    (state) => {
      const event = sample('codedeploy-success');
      event.detail.state = state;
      expect(parse(event)).toEqual({
        outcome: 'ignore',
        reason: `deployment d-123456789 is ${state}`,
      });
    },
  );

  it('of another application is ignored', () => {
    const codeDeployApplication = undefined;
    expect(parse(sample('codedeploy-success'), { codeDeployApplication }).outcome).toBe('ignore');
  });

  it('older than one interval is ignored, and one exactly as old is not', () => {
    const { intervalMs } = context;
    const time = Date.parse('2026-11-22T11:00:00Z');
    expect(parse(sample('schedule'), { now: time + intervalMs }).outcome).toBe('run');
    expect(parse(sample('schedule'), { now: time + intervalMs + 1 })).toEqual({
      outcome: 'ignore',
      reason: 'the event is 300 s old, more than one interval of 300 s',
    });
  });

  it('from a clock that is ahead of ours is no older than now', () => {
    expect(parse(sample('schedule'), { now: 0 }).outcome).toBe('run');
  });
});

describe('a manual request', () => {
  it('runs everything when it is empty', () => {
    expect(parse({})).toEqual({
      outcome: 'run',
      fromEvent: false,
      throwOnFailure: false,
      request: {
        id: context.requestId,
        trigger: { kind: 'manual', by: 'invoke' },
        select: 'all',
        retries: 1,
        requestedAt: context.now,
      },
    });
  });

  it('runs what it names, in the order of the suite, each once', () => {
    const parsed = parse({ scenarios: ['outcomes-capture', 'plan-ledger', 'plan-ledger'] });
    expect(parsed).toMatchObject({ request: { select: ['plan-ledger', 'outcomes-capture'] } });
  });

  it('with a deployment is a deploy run', () => {
    expect(parse(sample('manual-gate'))).toMatchObject({
      throwOnFailure: true,
      request: {
        trigger: {
          kind: 'deploy',
          deployId: 'deploy-2026-11-22-1',
          version: '4.7.1',
          commit: '9fceb02',
        },
      },
    });
  });
});

describe('what is refused names every problem and what was received', () => {
  const problems = (event: unknown) => {
    const parsed = parse(event);
    return parsed.outcome === 'reject' ? parsed.problems : [];
  };

  it('in a request', () => {
    const event = { scenario: 'plan-ledger', retries: 9, throwOnFailure: 'yes', by: '' };
    expect(problems(event)).toEqual([
      'retries: expected at most 5; received 9',
      'throwOnFailure: expected a boolean; received "yes"',
      'by: expected at least 1 character; received ""',
      'unknown "scenario"; received an object',
    ]);
  });

  it('in what it says of a deployment and of who asks', () => {
    const long = 'x'.repeat(201);
    expect(problems({ by: 'x'.repeat(200), deployment: { id: 'x'.repeat(200) } })).toEqual([]);
    expect(problems({ scenarios: [], by: long, deployment: { id: long, sha: '9fceb02' } })).toEqual(
      [
        'scenarios: expected at least 1 item; received an array of 0',
        expect.stringMatching(/^by: expected at most 200 characters; received "x+…$/),
        expect.stringMatching(/^deployment.id: expected at most 200 characters; received "x+…$/),
        'deployment: unknown "sha"; received an object',
      ],
    );
  });

  it('in the names of scenarios', () => {
    expect(problems({ scenarios: ['plan-leger', 'budget'] })).toEqual([
      `scenarios: no scenario "plan-leger"; there are ${scenarios.map(({ name }) => name).join(', ')}`,
      `scenarios: no scenario "budget"; there are ${scenarios.map(({ name }) => name).join(', ')}`,
    ]);
  });

  it('in the names of scenarios, however long and many', () => {
    const said = problems({ scenarios: Array.from({ length: 99 }, () => 'x'.repeat(100_000)) });
    expect(said).toHaveLength(21);
    expect(said.at(-1)).toBe('and 79 more');
    expect(Math.max(...said.map(({ length }) => length))).toBeLessThan(300);
  });

  it('in the names of scenarios and in all else, counted together', () => {
    const scenarios = [...Array.from({ length: 12 }, (_, i) => `no-${i}`), ...Array(12).fill(0)];
    const said = problems({ scenarios, retries: 99 });
    expect(said).toHaveLength(21);
    expect(said[0]).toContain('no scenario "no-0"');
    expect(said.at(-1)).toBe('and 5 more');
  });

  it('in an event without a source', () => {
    expect(problems({ 'detail-type': 'Scheduled Event' })).toEqual([
      'source: expected one of aws.events, aws.cloudformation, aws.codedeploy, cc-native.deploy; received nothing',
    ]);
  });

  it('in an event', () => {
    const event = {
      ...sample('stack-update-complete'),
      time: 'yesterday',
      detail: { 'stack-id': 7 },
    };
    expect(problems(event)).toEqual([
      'time: expected an ISO time; received "yesterday"',
      'detail.stack-id: expected a string; received 7',
      'detail.status-details: expected an object; received nothing',
    ]);
  });

  it('in an event with names that are none', () => {
    const judged = { ...sample('deployment-judged'), id: '', detail: { judgedBy: '' } };
    expect(problems(judged)).toEqual([
      'id: expected at least 1 character; received ""',
      'detail.judgedBy: expected at least 1 character; received ""',
    ]);
    const stack = sample('stack-update-complete');
    stack.detail['stack-id'] = `of ${stack.detail['stack-id']}`;
    expect(problems(stack)).toEqual([
      expect.stringMatching(/^detail.stack-id: expected the form /),
    ]);
  });

  it('in a source that nobody knows', () => {
    expect(problems({ source: 'aws.s3' })).toEqual([
      'source: expected one of aws.events, aws.cloudformation, aws.codedeploy, cc-native.deploy; received "aws.s3"',
    ]);
  });

  it.each([null, 7, 'run', [], [{}], true])('as a whole: %j', (event) => {
    expect(problems(event)).toHaveLength(1);
  });

  it('by its beginning, where it is long', () => {
    expect(problems({ throwOnFailure: 'x'.repeat(999) })).toEqual([
      `throwOnFailure: expected a boolean; received "${'x'.repeat(78)}…`,
    ]);
  });

  it('and stays short, however long and many', () => {
    const keys = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`k${i}`.repeat(300), 1]),
    );
    const scenarios = Array.from({ length: 5_000 }, () => ({ secret: 'x'.repeat(1_000) }));
    const said = problems({ ...keys, scenarios });
    expect(said.length).toBeLessThanOrEqual(21);
    expect(said.join('\n').length).toBeLessThan(8_000);
    expect(said.join('\n')).not.toContain('xxxx');
  });
});
