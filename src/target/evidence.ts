import {
  type Check,
  every,
  type Found,
  field,
  met,
  type Rule,
  some,
  unmet,
} from '../engine/checks.ts';
import type { Answer } from './lambdas.ts';
import type { Plan } from './plans.ts';

/** Where the answers keep what the scenarios look for, and what a ledger entry must be. */

type Entries = Found<readonly unknown[]>;

export function entriesOf(ledger: Answer): Entries {
  const entries = field(ledger.body, 'entries');
  if (Array.isArray(entries)) return { ok: true, value: entries };
  const message = 'expected the ledger to answer a JSON body with an array `entries`';
  return unmet(message, { entries: ['…'] }, ledger.body ?? null);
}

/** One field of an answer's JSON body, by its path. */
export function inBody(answer: Answer, ...path: readonly [string, ...string[]]): Found<unknown> {
  const value = path.reduce<unknown>(field, answer.body);
  if (value !== undefined) return { ok: true, value };
  const name = path.join('.');
  return unmet(`expected the body to have ${name}`, `a body with ${name}`, answer.body ?? null);
}

export const hasEventType: Rule = {
  expected: 'an entry with an event_type',
  test: (entry) => isText(field(entry, 'event_type')),
  show: (entry) => entry,
};

const owners = ['plan_id', 'tenant_id', 'account_id'] as const;

export function belongsTo(plan: Plan): Rule {
  return {
    expected: `an entry of plan ${plan.plan_id}, its tenant and its account`,
    test: (entry) => owners.every((owner) => field(entry, owner) === plan[owner]),
    show: (entry) =>
      Object.fromEntries(owners.map((owner) => [owner, field(entry, owner) ?? null])),
  };
}

/**
 * An entry of one of these event types whose data has these fields; a list is a choice.
 *
 * @example entry('VALIDATOR_RUN_SUMMARY', { aggregate: ['ALLOW', 'WARN'] })
 */
export function entry(
  types: string | readonly string[],
  data: Readonly<Record<string, string | readonly string[]>> = {},
): Rule {
  const facts = Object.entries(data);
  const like = facts.map(([name, value]) => ` with ${name} ${orOf(value)}`).join('');
  const isOneOf = (choice: string | readonly string[], value: unknown) =>
    [choice].flat().some((text) => text === value);
  const isOf = (item: unknown) => isOneOf(types, field(item, 'event_type'));
  return {
    expected: `${orOf(types)}${like}`,
    test: (item) =>
      isOf(item) &&
      facts.every(([name, choice]) => isOneOf(choice, field(field(item, 'data'), name))),
    // An entry of the right type says with its data what is wrong with it.
    show: (item) =>
      isOf(item)
        ? { event_type: field(item, 'event_type'), data: field(item, 'data') }
        : (field(item, 'event_type') ?? item),
  };
}

function orOf(choice: string | readonly string[]): string {
  return [choice].flat().join(' or ');
}

/** The API answers a ledger newest first. */
export function newestFirst(entries: Entries): Check {
  if (!entries.ok) return entries;
  const times = entries.value.map((item) => field(item, 'timestamp'));
  const sorted = times.every((time, i) => epoch(time) <= epoch(times[i - 1] ?? time));
  if (sorted) return met;
  return unmet('expected the newest entry first', 'timestamps that never rise', times.slice(0, 20));
}

/**
 * The first entry of `earlier` is no younger than the first of `later`; what comes of it once more
 * afterwards is no matter. Times of one Lambda, so of one clock.
 */
export function precedes(earlier: Rule, later: Rule, entries: Entries): Check {
  if (!entries.ok) return entries;
  const firstOf = (rule: Rule) =>
    entries.value
      .filter(rule.test)
      .map((item) => epoch(field(item, 'timestamp')))
      // Reduced, not spread: a call takes no more arguments than fit on the stack.
      .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const [one, other] = [firstOf(earlier), firstOf(later)];
  if (one <= other) return met;
  const expected = `${earlier.expected} before ${later.expected}`;
  return unmet(`expected ${expected}`, expected, {
    [earlier.expected]: one,
    [later.expected]: other,
  });
}

/**
 * Whether asking for the ledger again would tell no more: all that is wanted is there, or what is
 * there is wrong already. Read eventually consistent, a ledger may be late, and the plan that it is
 * looked up by unknown for a moment; nothing else excuses another answer.
 */
export function ledgerIsIn(ledger: Answer, plan: Plan, wanted: readonly Rule[]): boolean {
  if (ledger.statusCode === 404) return false;
  const entries = entriesOf(ledger);
  if (ledger.statusCode !== 200 || !entries.ok) return true;
  if (!every(entries, belongsTo(plan)).ok || !every(entries, hasEventType).ok) return true;
  return wanted.every((rule) => some(entries, rule).ok);
}

/** The same of the plan: only one that is still as it was seeded, or not yet seen, may be stale. */
export function planIsIn(after: Answer, plan: Plan): boolean {
  if (after.statusCode === 404) return false;
  const seen = field(after.body, 'plan');
  return !belongsTo(plan).test(seen) || field(seen, 'plan_status') !== plan.plan_status;
}

/** The plan in an answer is this one, of this tenant and this account. */
export function isOwn(after: Answer, plan: Plan): Check {
  const seen = inBody(after, 'plan');
  if (!seen.ok) return seen;
  const own = belongsTo(plan);
  const expected = `plan ${plan.plan_id}, of its tenant and its account`;
  return own.test(seen.value)
    ? met
    : unmet(`expected ${expected}, got another`, expected, own.show(seen.value));
}

function epoch(time: unknown): number {
  return typeof time === 'string' ? Date.parse(time) : Number.NaN;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
