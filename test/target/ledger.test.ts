import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeEntries } from '../../src/target/ledger.ts';
import { aScope, type BreakableAccount, startBreakableAccount } from '../helpers/account.ts';
import { warningsOf } from '../helpers/process.ts';
import { aPlan } from '../helpers/target.ts';

/** A table with the ledger's keys. */
const TABLE = 'plans';

let breakable: BreakableAccount;
beforeAll(async () => {
  breakable = await startBreakableAccount();
});
afterAll(() => breakable.close());

const plan = aPlan();
const key = { pk: `PLAN#${plan.plan_id}`, sk: 'EVENT#1' };
const write = (Item: object) =>
  breakable.account.dynamodb.send(new PutCommand({ TableName: TABLE, Item: { ...key, ...Item } }));
const remove = () => removeEntries(TABLE, breakable.account, aScope(), { plan });
async function isThere() {
  const command = new GetCommand({ TableName: TABLE, Key: key, ConsistentRead: true });
  return (await breakable.account.dynamodb.send(command)).Item !== undefined;
}

test('the entries of a plan are removed, and counted', async () => {
  await write({ plan_id: plan.plan_id, tenant_id: plan.tenant_id });

  expect(await remove()).toBe(1);
  expect(await isThere()).toBe(false);
});

test.each([
  ['another plan', { plan_id: 'a-customer', tenant_id: plan.tenant_id }],
  ['another tenant', { plan_id: plan.plan_id, tenant_id: 'a-customer' }],
])('an entry of %s stays, whatever its key says', async (_whose, entry) => {
  await write(entry);

  await expect(remove()).rejects.toMatchObject({
    failure: { message: expect.stringMatching(/^DeleteItem on plans: /), actual: key },
  });
  expect(await isThere()).toBe(true);
});

test('what is more than one question finds is left to the next sweep, which is told so', async () => {
  const owners = { plan_id: plan.plan_id, tenant_id: plan.tenant_id };
  await remove().catch(() => {});
  for (let n = 0; n < 201; n++) await write({ ...owners, sk: `EVENT#${n}` });

  const warnings = await warningsOf(async () => {
    await expect(remove()).rejects.toThrow('removed 200 entries');
    expect(await remove()).toBe(1);
  });
  expect(warnings).toEqual([]);
});
