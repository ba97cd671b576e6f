import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Account, openAccount } from '../../src/aws/account.ts';
import { dynamoRunStore } from '../../src/aws/run-store.ts';
import { RUNS_TABLE } from '../../src/aws/runs-table.ts';
import type { Trigger } from '../../src/engine/report.ts';
import { type RunRequest, runId, scenarioName } from '../../src/engine/run.ts';
import type { Attempt, Beginning } from '../../src/engine/run-store.ts';
import { type Clock, systemClock } from '../../src/engine/time.ts';
import { startDynamoDbEndpoint } from '../../src/local/dynamodb-endpoint.ts';
import { throttled } from '../../src/local/faults.ts';
import type { Endpoint } from '../../src/local/http.ts';
import type { Call, Fault } from '../../src/local/intercept.ts';
import { passed, RESUME, report, scenario } from '../reporters/reports.ts';

const TABLE = 'governance-canary-test-runs';
const MINUTE = 60_000;

let endpoint: Endpoint;
/** What becomes of the next calls, in their order. */
const faults: ((call: Call) => Fault | undefined)[] = [];
let account: Account;
let now = Date.parse('2026-11-22T11:00:00Z');
let count = 0;

beforeAll(async () => {
  endpoint = await startDynamoDbEndpoint({
    tables: { [TABLE]: RUNS_TABLE },
    intercept: (call) => faults.shift()?.(call),
  });
  account = openAccount({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    endpoints: { dynamodb: endpoint.url, lambda: endpoint.url },
  });
});
afterAll(async () => {
  account.close();
  await endpoint.close();
});

const clock = { ...systemClock, now: () => now };
const store = () => dynamoRunStore(TABLE, account, clock);

/** Another delivery each time, as a claim of its own says. */
function beginning(rest: Partial<Beginning> = {}): Beginning {
  return {
    attempts: [],
    debt: { what: 'cleanup', dueAt: now + 6 * MINUTE },
    claim: `claim-${count++}`,
    fromEvent: true,
    ...rest,
  };
}
const begin = (run: RunRequest, rest?: Partial<Beginning>) => store().begin(run, beginning(rest));
const asked = { fromEvent: false };
const schedule: Trigger = { kind: 'schedule', rule: 'r' };
const stack: Trigger = { kind: 'stack', stack: 'CCNativeStack', status: 'UPDATE_COMPLETE' };
const deploy: Trigger = { kind: 'deploy', deployId: 'd-1' };
const request = (trigger: Trigger): RunRequest => ({
  id: runId(`run-${count++}`),
  trigger,
  select: 'all',
  retries: 1,
  requestedAt: now,
});
const begun = { outcome: 'begun' };

describe('a run', () => {
  it('is begun once per id, however often its event is delivered', async () => {
    const run = request(schedule);
    expect(await begin(run)).toEqual(begun);
    expect(await begin(run)).toEqual({ outcome: 'duplicate', id: run.id });
  });

  it('is begun once when two deliveries race', async () => {
    const run = request(schedule);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => begin(run)));
    expect(outcomes.filter(({ outcome }) => outcome === 'begun')).toHaveLength(1);
  });

  it('of the schedule is never a repetition of another', async () => {
    expect(await begin(request(schedule))).toEqual(begun);
    expect(await begin(request(schedule))).toEqual(begun);
  });
});

describe('a deployment', () => {
  it('that sends several events within a minute is run once', async () => {
    now += 10 * 60_000;
    const first = request(stack);
    expect(await begin(first)).toEqual(begun);
    now += 59_000;
    const duplicate = { outcome: 'duplicate', id: first.id };
    expect(await begin(request(deploy))).toEqual(duplicate);
    expect(await begin(request(stack))).toEqual(duplicate);
  });

  it('a minute later is another one', async () => {
    now += 10 * 60_000;
    expect(await begin(request(stack))).toEqual(begun);
    now += 60_001;
    expect(await begin(request(stack))).toEqual(begun);
  });

  it('whose event is delivered again is the same run, not its own repetition', async () => {
    now += 10 * 60_000;
    const run = request(deploy);
    expect(await begin(run)).toEqual(begun);
    expect(await begin(run)).toEqual({ outcome: 'duplicate', id: run.id });
  });

  it('keeps no other from being judged by being told of again', async () => {
    now += 10 * 60_000;
    const first = request(deploy);
    expect(await begin(first)).toEqual(begun);
    for (const later of [50_000, 50_000]) {
      now += later;
      expect(await begin(first)).toEqual({ outcome: 'duplicate', id: first.id });
    }
    expect(await begin(request(deploy))).toEqual(begun);
  });

  it('that is heard of late was judged with one that came after it', async () => {
    now += 10 * 60_000;
    const late = request(deploy);
    now += 5 * 60_000;
    const next = request(deploy);
    expect(await begin(next)).toEqual(begun);
    now += 2 * 60_000;
    expect(await begin(late)).toEqual({ outcome: 'duplicate', id: next.id });
  });

  it('of the future keeps none of today from being judged', async () => {
    now += 10 * 60_000;
    expect(await begin({ ...request(deploy), requestedAt: now + 1e9 })).toEqual(begun);
    now += 60_001;
    expect(await begin(request(deploy))).toEqual(begun);
  });

  it('that somebody asks to be judged is judged, whatever events came before', async () => {
    now += 10 * 60_000;
    expect(await begin(request(stack))).toEqual(begun);
    expect(await begin(request(deploy), asked)).toEqual(begun);
    expect(await begin(request(deploy), asked)).toEqual(begun);
  });
});

describe('trouble with the table', () => {
  it('that passes is waited out', async () => {
    faults.push(throttled, throttled);
    expect(await begin(request(schedule))).toEqual(begun);
  });

  it('that loses the answer makes no duplicate of a run that begins', async () => {
    const run = request(schedule);
    faults.push(() => ({ kind: 'lose-answer' }));
    expect(await begin(run)).toEqual(begun);
    expect(await begin(run)).toEqual({ outcome: 'duplicate', id: run.id });
  });

  it('that loses the answer about a deployment does not either', async () => {
    now += 10 * MINUTE;
    const run = request(deploy);
    faults.push(() => ({ kind: 'lose-answer' }));
    expect(await begin(run)).toEqual(begun);
    expect(await begin(request(stack))).toEqual({ outcome: 'duplicate', id: run.id });
  });

  it('that stays is told, with the call and the table', async () => {
    onTestFinished(() => void faults.splice(0));
    faults.push(...Array.from({ length: 1_000 }, () => throttled));
    const sleep: Clock['sleep'] = (ms, ...signals) => systemClock.sleep(ms / 5, ...signals);
    const hasty = dynamoRunStore(TABLE, account, { ...clock, sleep });
    await expect(hasty.begin(request(schedule), beginning())).rejects.toThrow(
      `PutItem on ${TABLE}: expected an answer, got ThrottlingException`,
    );
  });

  it('that never answers is told as well', async () => {
    // One more, for a request of the test before that comes only now.
    onTestFinished(() => void faults.splice(0));
    faults.push(...Array.from({ length: 2 }, () => () => ({ kind: 'hang' as const })));
    const sleep: Clock['sleep'] = (ms, ...signals) => systemClock.sleep(ms / 5, ...signals);
    const hasty = dynamoRunStore(TABLE, account, { ...clock, sleep });
    await expect(hasty.recent(1)).rejects.toMatchObject({
      failure: {
        kind: 'timeout',
        message: `Query on ${TABLE}: expected an answer within 5 s, got none`,
      },
    });
  });
});

/** What a Query answers; with a key there is more. */
const page = (Items: readonly object[], LastEvaluatedKey?: object): Fault => ({
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: { Items, LastEvaluatedKey },
});

const attempt = (n: number): Attempt => ({
  scenario: scenarioName('plan-ledger'),
  given: { plan: { plan_id: `p-${n}`, steps: [] } },
});
const everything = { dueBy: Number.MAX_SAFE_INTEGER, howMany: 100 };
const all = async (what: 'cleanup' | 'kept' | 'ledger' = 'cleanup') =>
  (await store().unfinished(what, everything)).runs.map(({ id }) => id);
const itemOf = async (id: string) =>
  (await account.dynamodb.send(new GetCommand({ TableName: TABLE, Key: { pk: `RUN#${id}` } })))
    .Item;

describe('what died', () => {
  it('is known with all that its attempts were given, from the time it is surely over', async () => {
    const run = request(schedule);
    await begin(run, { attempts: [attempt(1), attempt(2)] });
    await store().again(run.id, attempt(3));

    const dueAt = now + 6 * MINUTE;
    expect(
      (await store().unfinished('cleanup', { dueBy: dueAt - 1, howMany: 9 })).runs,
    ).not.toContainEqual(expect.objectContaining({ id: run.id }));
    expect(
      (await store().unfinished('cleanup', { dueBy: dueAt, howMany: 99 })).runs,
    ).toContainEqual({
      id: run.id,
      trigger: schedule,
      begunAt: now,
      debt: { what: 'cleanup', dueAt },
      attempts: [attempt(1), attempt(2), attempt(3)],
    });
  });

  it('comes in the order in which it is due, as many as were asked for', async () => {
    const [late, early] = [request(schedule), request(schedule)];
    await begin(late, { debt: { what: 'cleanup', dueAt: 20 } });
    await begin(early, { debt: { what: 'cleanup', dueAt: 10 } });

    const due = (howMany: number) => store().unfinished('cleanup', { dueBy: 20, howMany });
    expect(await due(5)).toMatchObject({ runs: [{ id: early.id }, { id: late.id }], more: false });
    expect(await due(1)).toMatchObject({ runs: [{ id: early.id }], more: true });
  });

  it('is none any more once it is settled, or is due again', async () => {
    const run = request(schedule);
    await begin(run, { attempts: [attempt(1)], debt: { what: 'cleanup', dueAt: 1 } });
    await store().settle(run.id, { what: 'ledger', dueAt: now });
    expect(await all()).not.toContain(run.id);
    expect((await store().unfinished('ledger', everything)).runs).toMatchObject([
      { id: run.id, attempts: [attempt(1)] },
    ]);
    await store().settle(run.id);
    expect(await all('ledger')).toEqual([]);
    expect(await itemOf(run.id)).not.toHaveProperty('attempts');
  });

  it('is none any more once it is settled, though the index still says so', async () => {
    const run = request(schedule);
    await begin(run);
    await store().settle(run.id);
    faults.push(() => page([{ pk: { S: `RUN#${run.id}` } }]));
    expect(await all()).toEqual([]);
  });

  it('and has expired is not brought back by settling it', async () => {
    const gone = runId('gone');
    await store().settle(gone, { what: 'cleanup', dueAt: 1 });
    expect(await itemOf(gone)).toBeUndefined();
  });
});

describe('a run that is over', () => {
  const passing = scenario('plan-ledger', 'passed', [passed(...RESUME)]);
  const reportOf = ({ id, trigger }: RunRequest) => ({
    ...report(passing),
    id,
    trigger,
    startedAt: new Date(now).toISOString(),
  });
  const expiryOf = async ({ id }: RunRequest) => (await itemOf(id))?.expires_at;

  it('has no debt, and its report can be read whole', async () => {
    const run = request(deploy);
    await begin(run, { ...asked, attempts: [attempt(1)] });
    await store().finish(reportOf(run));

    expect(await all()).not.toContain(run.id);
    expect(await store().report(run.id)).toEqual(reportOf(run));
  });

  it('is kept for a quarter, whether or not it came to its end', async () => {
    const [done, died] = [request(schedule), request(schedule)];
    await begin(died);
    await store().finish(reportOf(done));

    const quarter = Math.floor(now / 1000) + 90 * 24 * 60 * 60;
    expect([await expiryOf(done), await expiryOf(died)]).toEqual([quarter, quarter]);
  });

  it('that was not clean is due for another cleanup, by all its attempts', async () => {
    const run = request(schedule);
    await begin(run, { attempts: [attempt(1)] });
    const debt = { what: 'cleanup', dueAt: 5 } as const;
    await store().finish(reportOf(run), { debt, attempts: [attempt(1), attempt(2)] });

    const left = await store().unfinished('cleanup', { dueBy: 5, howMany: 99 });
    expect(left.runs).toContainEqual(
      expect.objectContaining({ id: run.id, debt, attempts: [attempt(1), attempt(2)] }),
    );
  });

  it('and could not be begun here is remembered all the same', async () => {
    const run = request(schedule);
    await store().finish(reportOf(run));
    expect((await store().recent(500)).map(({ id }) => id)).toContain(run.id);
  });

  it('whose report is too large for an item is remembered without', async () => {
    const run = request(schedule);
    const noise = Array.from({ length: 60_000 }, (_, n) => (n * 7919 * 104729).toString(36)).join(
      '',
    );
    const large = { ...reportOf(run), version: noise.slice(0, 10) };
    const notes = { noise };
    const steps = [passed(...RESUME, { notes })];
    await store().finish({ ...large, scenarios: [{ ...passing, steps }] });

    expect(await store().report(run.id)).toBeUndefined();
    expect((await store().recent(500)).find(({ id }) => id === run.id)).toMatchObject({
      summary: { verdict: 'passed' },
    });
  });
});

describe('the history', () => {
  it('has the newest run first, those that died too, and nothing that somebody only keeps', async () => {
    now += 60 * MINUTE;
    const [older, died] = [request(schedule), request(schedule)];
    await begin(older);
    const done = { ...report(), ...older, startedAt: new Date(now + 1_000).toISOString() };
    await store().finish(done);
    now += MINUTE;
    await begin(died);
    await begin(request(schedule), { debt: { what: 'kept', dueAt: now } });

    expect(await store().recent(2)).toEqual([
      { id: died.id, trigger: schedule, begunAt: now },
      {
        id: older.id,
        trigger: schedule,
        begunAt: now - MINUTE,
        summary: expect.objectContaining({ verdict: done.verdict, scenarios: [] }),
      },
    ]);
  });

  it('is read page by page, until there is what was asked for', async () => {
    onTestFinished(() => void faults.splice(0));
    const rows = ['a', 'b', 'c'].map((id) => ({ run_id: { S: id }, begun_at: { N: '1' } }));
    const asked: unknown[] = [];
    for (const row of rows)
      faults.push(({ input }) => {
        asked.push(input);
        return page([row], { pk: row.run_id });
      });

    expect((await store().recent(3)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(asked).toMatchObject([
      { Limit: 3 },
      { Limit: 2, ExclusiveStartKey: { pk: { S: 'a' } } },
      { Limit: 1, ExclusiveStartKey: { pk: { S: 'b' } } },
    ]);
  });
});

it('a run of a thousand scenarios is begun, goes on and is swept as one of four', async () => {
  const attempts: readonly Attempt[] = Array.from({ length: 1_000 }, (_, i) => ({
    scenario: scenarioName(`scenario-${i}`),
    given: { plan: { plan_id: `e2e-p7-ledger-${i}`, text: 'x'.repeat(800) } },
  }));
  const one = request(schedule);
  const last: Attempt = { scenario: scenarioName('scenario-0'), given: { again: true } };

  expect(await begin(one, { attempts, debt: { what: 'kept', dueAt: 1 } })).toEqual({
    outcome: 'begun',
  });
  await store().again(one.id, last);

  const unfinished = await store().unfinished('kept', { dueBy: now, howMany: 99 });
  expect(unfinished.runs.find(({ id }) => id === one.id)?.attempts).toEqual([...attempts, last]);
  await store().settle(one.id);
});
