import {
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { summaryOf } from '../engine/history.ts';
import type { RunId } from '../engine/report.ts';
import { isDeployment, runId } from '../engine/run.ts';
import type { Debt, RunStore } from '../engine/run-store.ts';
import { type Clock, isoTime } from '../engine/time.ts';
import type { Account } from './account.ts';
import { errorName } from './failures.ts';
import {
  type Item,
  kindOf,
  pastRunIn,
  reportIn,
  unfinishedIn,
  writtenAttempts,
  writtenReport,
} from './run-item.ts';
import { BY_DEBT, BY_TIME } from './runs-table.ts';
import { tableCalls } from './runs-table-calls.ts';

/** Runs are kept for a quarter: long enough to see what a release did to them. */
const KEPT_S = 90 * 24 * 60 * 60;
/** A deployment tells of itself several times (stack, CodeDeploy, its pipeline), within moments. */
const SAME_DEPLOYMENT_MS = 60_000;

type Claimed = { readonly pk: string; readonly run_id: RunId; readonly claim: string } & Item;

/** Runs in a DynamoDB table of the canary's own, an item per run. */
export function dynamoRunStore(
  table: string,
  account: Pick<Account, 'dynamodb'>,
  clock: Clock,
): RunStore {
  const { get, put, query, update } = tableCalls(table, account, clock);
  const keyOf = (id: RunId) => ({ pk: `RUN#${id}` });
  const expiry = (at: number) => Math.floor(at / 1000) + KEPT_S;

  /** Puts an item where none stands, or one that may be replaced. Otherwise: whose run stands there. */
  async function claim(
    item: Claimed,
    replaces?: { readonly condition: string; readonly values: Item },
  ): Promise<RunId | undefined> {
    const ConditionExpression = ['attribute_not_exists(pk)', replaces?.condition]
      .filter(Boolean)
      .join(' OR ');
    const command = () =>
      new PutCommand({
        Item: item,
        TableName: table,
        ConditionExpression,
        ExpressionAttributeValues: replaces?.values,
      });
    if (await held(put(command))) return undefined;
    const there = await get(() => new GetCommand(strongly(table, { pk: item.pk })));
    if (!there) return await claim(item, replaces); // it expired meanwhile
    // The first answer was lost, and this was its repeat.
    return there.claim === item.claim ? undefined : runId(String(there.run_id));
  }

  async function pages(input: Omit<QueryCommandInput, 'TableName'>, howMany: number) {
    const found: Item[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const Limit = howMany - found.length;
      const asked = { ...input, TableName: table, Limit, ExclusiveStartKey };
      const { Items = [], LastEvaluatedKey } = await query(() => new QueryCommand(asked));
      found.push(...Items);
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey && found.length < howMany);
    return found;
  }

  return {
    async begin({ id, trigger, requestedAt }, { attempts, debt, fromEvent, claim: token }) {
      const at = clock.now();
      const common = { run_id: id, begun_at: at, expires_at: expiry(at), claim: token };
      // The event's own time: a second delivery does not change when the deployment was.
      const deployed = Math.min(requestedAt, at);
      // A gate that somebody asked for is never taken for a repetition.
      const other =
        fromEvent && isDeployment(trigger)
          ? await claim(
              { pk: 'DEPLOYMENT', ...common, begun_at: deployed },
              {
                condition: 'run_id = :id OR begun_at < :past',
                values: { ':id': id, ':past': deployed - SAME_DEPLOYMENT_MS },
              },
            )
          : undefined;
      // What somebody keeps was never a run: no history tells of it.
      const kind = debt.what === 'kept' ? {} : { kind: kindOf(id) };
      const run = { ...keyOf(id), ...kind, ...common, trigger };
      const rest = { attempts: writtenAttempts(attempts), debt: debt.what, due_at: debt.dueAt };
      const before = other ?? (await claim({ ...run, ...rest }));
      return before ? { outcome: 'duplicate', id: before } : { outcome: 'begun' };
    },

    async again(id, attempt) {
      await update(
        () =>
          new UpdateCommand({
            TableName: table,
            Key: keyOf(id),
            // Written twice where an answer was lost: it is cleaned up twice, and that is all.
            UpdateExpression: 'SET attempts = list_append(attempts, :one)',
            ConditionExpression: 'attribute_exists(attempts)',
            ExpressionAttributeValues: { ':one': writtenAttempts([attempt]) },
          }),
      );
    },

    async finish(report, left) {
      const { id, trigger, startedAt } = report;
      const at = Date.parse(startedAt);
      const summary = summaryOf(report);
      const whole = writtenReport(report, summary);
      const values = {
        ':id': id,
        ':kind': kindOf(id),
        ':at': at,
        ':trigger': trigger,
        ':expiry': expiry(at),
        ':finished': isoTime(clock.now()),
        ':summary': summary,
        ...(whole && { ':report': whole }),
        ...(left && { ':attempts': writtenAttempts(left.attempts) }),
      };
      const sets = [
        'run_id = :id, kind = :kind, #trigger = :trigger, expires_at = :expiry',
        'begun_at = if_not_exists(begun_at, :at)',
        'finished_at = :finished, summary = :summary',
        ...(':report' in values ? ['report = :report'] : []),
        ...(left ? ['attempts = :attempts'] : []),
      ];
      await update(() => new UpdateCommand(changed(table, keyOf(id), sets, values, left?.debt)));
    },

    async settle(id, debt) {
      const only = { ConditionExpression: 'attribute_exists(pk)' }; // it may have expired meanwhile
      await held(
        update(() => new UpdateCommand({ ...changed(table, keyOf(id), [], {}, debt), ...only })),
      );
    },

    async unfinished(what, { dueBy, howMany }) {
      const due = await pages(
        {
          IndexName: BY_DEBT,
          KeyConditionExpression: 'debt = :what AND due_at <= :by',
          ExpressionAttributeValues: { ':what': what, ':by': dueBy },
        },
        howMany,
      );
      const items = await Promise.all(
        due.map(({ pk }) => get(() => new GetCommand(strongly(table, { pk })))),
      );
      // An index is behind its table: what has been settled meanwhile has no debt any more.
      const runs = items.flatMap((item) => (item?.debt === what ? [unfinishedIn(item)] : []));
      return { runs, more: due.length === howMany };
    },

    async recent(howMany) {
      const items = await pages(
        {
          IndexName: BY_TIME,
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': 'RUN' },
          ScanIndexForward: false,
        },
        howMany,
      );
      return items.map(pastRunIn);
    },

    async report(id) {
      return reportIn(await get(() => new GetCommand(strongly(table, keyOf(id)))));
    },
  };
}

function strongly(TableName: string, Key: Item) {
  return { TableName, Key, ConsistentRead: true };
}

/** An update that also says what is left to do; where nothing is, nothing that helps with it stays. */
function changed(
  TableName: string,
  Key: Item,
  sets: readonly string[],
  values: Item,
  debt: Debt | undefined,
) {
  const all = debt ? [...sets, 'debt = :debt, due_at = :due'] : sets;
  const removed = debt ? [] : ['REMOVE debt, due_at, attempts'];
  const given = { ...values, ...(debt && { ':debt': debt.what, ':due': debt.dueAt }) };
  return {
    TableName,
    Key,
    UpdateExpression: [...(all.length > 0 ? [`SET ${all.join(', ')}`] : []), ...removed].join(' '),
    ...(':trigger' in values && { ExpressionAttributeNames: { '#trigger': 'trigger' } }),
    ...(Object.keys(given).length > 0 && { ExpressionAttributeValues: given }),
  };
}

/** Whether a conditional write was done, since what it asked for was so. */
async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}
