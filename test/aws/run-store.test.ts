import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, openAccount } from '../../src/aws/account.ts';
import { dynamoRunStore, RUNS_TABLE } from '../../src/aws/run-store.ts';
import { type RunRequest, runId, type Trigger } from '../../src/engine/run.ts';
import { startDynamoDbEndpoint } from '../../src/local/dynamodb-endpoint.ts';
import type { Endpoint } from '../../src/local/http.ts';

const TABLE = 'governance-canary-test-runs';
const event = { fromEvent: true };
const asked = { fromEvent: false };

let endpoint: Endpoint;
let account: Account;
let now = Date.parse('2026-11-22T11:00:00Z');
let count = 0;

beforeAll(async () => {
  endpoint = await startDynamoDbEndpoint({ tables: { [TABLE]: RUNS_TABLE } });
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

const store = () => dynamoRunStore(TABLE, account, () => now);
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
    expect(await store().begin(run, event)).toEqual(begun);
    expect(await store().begin(run, event)).toEqual({ outcome: 'duplicate', id: run.id });
  });

  it('is begun once when two deliveries race', async () => {
    const run = request(schedule);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => store().begin(run, event)));
    expect(outcomes.filter(({ outcome }) => outcome === 'begun')).toHaveLength(1);
  });

  it('of the schedule is never a repetition of another', async () => {
    expect(await store().begin(request(schedule), event)).toEqual(begun);
    expect(await store().begin(request(schedule), event)).toEqual(begun);
  });
});

describe('a deployment', () => {
  it('that sends several events within a minute is run once', async () => {
    now += 10 * 60_000;
    const first = request(stack);
    expect(await store().begin(first, event)).toEqual(begun);
    now += 59_000;
    const duplicate = { outcome: 'duplicate', id: first.id };
    expect(await store().begin(request(deploy), event)).toEqual(duplicate);
    expect(await store().begin(request(stack), event)).toEqual(duplicate);
  });

  it('a minute later is another one', async () => {
    now += 10 * 60_000;
    expect(await store().begin(request(stack), event)).toEqual(begun);
    now += 60_001;
    expect(await store().begin(request(stack), event)).toEqual(begun);
  });

  it('whose event is delivered again is the same run, not its own repetition', async () => {
    now += 10 * 60_000;
    const run = request(deploy);
    expect(await store().begin(run, event)).toEqual(begun);
    expect(await store().begin(run, event)).toEqual({ outcome: 'duplicate', id: run.id });
  });

  it('that somebody asks to be judged is judged, whatever events came before', async () => {
    now += 10 * 60_000;
    expect(await store().begin(request(stack), event)).toEqual(begun);
    expect(await store().begin(request(deploy), asked)).toEqual(begun);
    expect(await store().begin(request(deploy), asked)).toEqual(begun);
  });
});
