import {
  all,
  answers,
  type Check,
  equals,
  every,
  type Found,
  field,
  met,
  type Rule,
  some,
  unmet,
} from '../engine/checks.ts';
import { belongsTo, type Entries, entriesOf, epoch, hasEventType } from './entries.ts';
import type { Answer } from './lambdas.ts';
import type { Deleted, Plan } from './plans.ts';

/** Where the answers keep what the scenarios look for, and what a plan must be. */

/** One field of an answer's JSON body, by its path. */
export function inBody(answer: Answer, ...path: readonly [string, ...string[]]): Found<unknown> {
  const value = path.reduce<unknown>(field, answer.body);
  if (value !== undefined) return { ok: true, value };
  const name = path.join('.');
  return unmet(`expected the body to have ${name}`, `a body with ${name}`, answer.body ?? null);
}

/**
 * These fields of an answer's JSON body have these values. Where one has not, all of the body is shown:
 * the reason stands beside it.
 */
export function says(answer: Answer, fields: Readonly<Record<string, unknown>>): Check {
  const check = all(
    ...Object.entries(fields).map(([name, value]) => equals(name, inBody(answer, name), value)),
  );
  return check.ok ? met : { ...check, expected: fields, actual: answer.body ?? null };
}

/**
 * Whether the target has seen the plan. It may read eventually consistent, and what it does not know
 * it has not touched: to be asked again is safe. What it has seen once it must not lose.
 */
export function isKnown({ statusCode, body }: Answer): boolean {
  return statusCode !== 404 || field(body, 'error') !== 'Plan not found';
}

/** What the target does not see although it was written may have been written somewhere else. */
export function sees(answer: Answer, table: string): Check {
  const answered = answers(200, answer);
  if (answered.ok || isKnown(answer)) return answered;
  const hint = `the plan was written to ${table}: is that the table it reads?`;
  return { ...answered, message: `${answered.message}; ${hint}` };
}

/**
 * Whether asking for the ledger again cannot change the result: all that is wanted is there, or entries
 * that are another's or say nothing. A ledger is read eventually consistent and may be late; nothing else excuses
 * another answer.
 */
export function ledgerIsIn(ledger: Answer, plan: Plan, wanted: readonly Rule[]): boolean {
  const entries = entriesOf(ledger);
  if (ledger.statusCode !== 200 || !entries.ok) return true;
  if (!every(entries, belongsTo(plan)).ok || !every(entries, hasEventType).ok) return true;
  return wanted.every((rule) => some(entries, rule).ok);
}

/** The same of the plan: only one that is still as it was seeded may be stale. */
export function planIsIn(after: Answer, plan: Plan): boolean {
  const seen = field(after.body, 'plan');
  return !belongsTo(plan).test(seen) || field(seen, 'plan_status') !== plan.plan_status;
}

/** A plan that was read is this one, of this tenant and this account. */
export function isOwn(seen: Found<unknown>, plan: Plan): Check {
  if (!seen.ok) return seen;
  const own = belongsTo(plan);
  return own.test(seen.value)
    ? met
    : unmet('expected the plan that was asked for, got another', own.like, own.show(seen.value));
}

const unchanging = ['plan_type', 'objective', 'steps', 'created_at'] as const;
/** Without it no validator can say that the plan is too old; how long it lives is the target's to say. */
const lasting = ['expires_at'] as const;

/** Whatever became of its status, a plan that was read is its own and still what was seeded. */
export function isStill(seen: Found<unknown>, plan: Plan): Check {
  const own = isOwn(seen, plan);
  if (!own.ok || !seen.ok) return own;
  const lost = [
    ...unchanging.filter((name) => !isIn(plan[name], field(seen.value, name))),
    ...lasting.filter((name) => !(epoch(field(seen.value, name)) > epoch(plan.created_at))),
  ];
  const values = (of: unknown) => Object.fromEntries(lost.map((name) => [name, field(of, name)]));
  return lost.length === 0
    ? met
    : unmet(
        `expected the plan's ${lost.join(', ')} as seeded, got another`,
        values(plan),
        values(seen.value),
      );
}

/** Every field that was written is there; what the target has added is its own. */
function isIn(written: unknown, seen: unknown): boolean {
  if (Array.isArray(written))
    return (
      Array.isArray(seen) &&
      seen.length === written.length &&
      written.every((one, i) => isIn(one, seen[i]))
    );
  return typeof written === 'object' && written !== null
    ? Object.entries(written).every(([name, value]) => isIn(value, field(seen, name)))
    : written === seen;
}

/** An update and the entry that tells of it are the work of one invocation, on one clock. */
const SAME_WORK_MS = 60_000;

/** The target itself has set the status, and so the time of the last update is near that entry's. */
export function isUpdated(after: Answer, plan: Plan, by: Rule, entries: Entries): Check {
  const at = inBody(after, 'plan', 'updated_at');
  if (!at.ok) return at;
  if (!entries.ok) return entries;
  const times = entries.value.filter(by.test).map((item) => field(item, 'timestamp'));
  const near = (time: unknown) => Math.abs(epoch(time) - epoch(at.value)) <= SAME_WORK_MS;
  if (at.value !== plan.updated_at && times.some(near)) return met;
  return unmet(
    `expected the plan's updated_at to be that of ${by.expected}, got another`,
    { updated_at: times[0] ?? null },
    { updated_at: at.value },
  );
}

/**
 * The plan as its delete found it in the table, consistently read and with its indexes, which no answer
 * of the target shows: what it says of a plan may come from elsewhere.
 */
export function wasInTable({ row, sentOnce }: Deleted, plan: Plan, status: string): Check {
  if (row === undefined)
    return sentOnce ? unmet('expected the plan in its table, got no row', 'a row', null) : met; // the first of them may have found it
  const found = { ok: true, value: row } as const;
  const has = (name: string, value: unknown) =>
    equals(`the row's ${name}`, { ok: true, value: field(row, name) }, value);
  return all(
    isStill(found, plan),
    has('plan_status', status),
    has('gsi1pk', `TENANT#${plan.tenant_id}#STATUS#${status}`),
    has('gsi2pk', plan.gsi2pk),
  );
}
