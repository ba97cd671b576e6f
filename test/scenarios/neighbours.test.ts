import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { openAccount } from '../../src/aws/account.ts';
import { startLocalAccount } from '../../src/local/account.ts';
import { denied } from '../../src/local/faults.ts';
import { fasterClock, runOn } from './bench.ts';
import { rowsOf } from './rows.ts';
import {
  answering,
  atFirst,
  LIFECYCLE,
  lying,
  onCall,
  PLANS,
  RESUME,
} from './sabotage/sabotage.ts';

it('a failed scenario is tried again with an identity of its own, and its pass is called flaky', async () => {
  const account = await startLocalAccount();
  const seen: string[] = [];
  let refusals = 1;
  lying(
    LIFECYCLE,
    (honest, planId) => {
      seen.push(planId);
      return refusals-- > 0 ? answering(500, { error: 'once' })() : honest();
    },
    RESUME,
  )(account);
  try {
    const report = await runOn(account, { select: ['plan-ledger'], retries: 1 });

    const [scenario] = report.scenarios;
    expect(report.verdict).toBe('passed');
    expect(scenario).toMatchObject({ verdict: 'passed', flaky: true, leaked: false });
    expect(scenario?.attempts).toMatchObject([{ verdict: 'failed', flaky: false }]);
    expect(new Set(seen).size).toBe(2);
    expect(await rowsOf(account)).toEqual([]);
  } finally {
    await account.close();
  }
});

it('a resume whose answer was lost is told with what became of the plan, and tried on a fresh one', async () => {
  const lost = atFirst(1, () => ({ kind: 'lose-answer' }));
  const account = await startLocalAccount(
    onCall('Invoke', (call) =>
      (call.input as { resource?: string }).resource?.endsWith('/resume') ? lost(call) : undefined,
    ),
  );
  try {
    const report = await runOn(account, { select: ['plan-ledger'], retries: 1 });

    expect(report.scenarios[0]).toMatchObject({ verdict: 'passed', flaky: true });
    const resume = report.scenarios[0]?.attempts[0]?.steps.find(({ id }) => id === 'resume');
    expect(resume).toMatchObject({ status: 'failed', failure: { kind: 'timeout' } });
    expect(resume?.notes.afterTheLostAnswer).toMatchObject({
      plan: { plan: { plan_status: 'ACTIVE' } },
    });
  } finally {
    await account.close();
  }
});

it('a run that died in the middle does not make the next one red', async () => {
  // What a run leaves that is killed between its resume and its cleanup: an ACTIVE plan.
  const account = await startLocalAccount(onCall('DeleteItem', denied, PLANS));
  try {
    const died = await runOn(account);
    const left = await rowsOf(account);
    expect(died.scenarios.filter(({ leaked }) => leaked)).toHaveLength(3);
    expect(left.map(({ plan_status }) => plan_status).sort()).toEqual([
      'ACTIVE',
      'ACTIVE',
      'PAUSED',
    ]);

    const next = await runOn(account);

    expect(next.verdict).toBe('passed');
  } finally {
    await account.close();
  }
});

it("a row under the plan's key that is not its own is never overwritten and never deleted", async () => {
  const account = await startLocalAccount();
  const { dynamodb, close } = openAccount({ region: 'us-east-1', ...account });
  let key = {};
  lying(
    LIFECYCLE,
    async (honest, planId) => {
      const account_id = planId.replace('e2e-p7-ledger-', 'e2e-p7-ledger-account-');
      key = { pk: `TENANT#e2e-p7-ledger-tenant#ACCOUNT#${account_id}`, sk: `PLAN#${planId}` };
      const answer = await honest();
      await dynamodb.send(new PutCommand({ TableName: PLANS, Item: { ...key, plan_id: 'b' } }));
      return answer;
    },
    RESUME,
  )(account);
  try {
    const clock = fasterClock(10);
    const { scenarios } = await runOn(account, { select: ['plan-ledger'], clock });

    expect(scenarios[0]?.leaked).toBe(true);
    expect(scenarios[0]?.steps.find(({ id }) => id === 'delete-plan')).toMatchObject({
      failure: { kind: 'check' },
    });
    expect(await rowsOf(account)).toEqual([{ ...key, plan_id: 'b' }]);
  } finally {
    close();
    await account.close();
  }
});

it('a process that was killed in the middle does not make the next one red', async () => {
  // Held at its resume, the first run is killed where it can clean up nothing.
  const account = await startLocalAccount();
  let reached = () => {};
  const resumed = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const honest = account.functions.get(LIFECYCLE);
  lying(
    LIFECYCLE,
    async (resume) => {
      await resume();
      reached();
      return new Promise(() => {});
    },
    RESUME,
  )(account);
  try {
    const env = { ...account.env, PATH: process.env.PATH };
    const first = spawn(process.execPath, ['dist/canary.js', 'run', 'plan-ledger'], { env });
    await resumed;
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await rowsOf(account)).toMatchObject([{ plan_status: 'ACTIVE' }]);
    if (honest) account.functions.set(LIFECYCLE, honest);

    const next = spawn(process.execPath, ['dist/canary.js', 'run', '--quiet'], { env });

    expect(await once(next, 'exit')).toEqual([0, null]);
    expect(await rowsOf(account)).toHaveLength(1);
  } finally {
    await account.close();
  }
});
