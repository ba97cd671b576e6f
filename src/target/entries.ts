import {
  all,
  type Check,
  every,
  type Found,
  field,
  met,
  type Rule,
  unmet,
} from '../engine/checks.ts';
import { isoTime } from '../engine/time.ts';
import type { Answer } from './lambdas.ts';
import type { Plan } from './plans.ts';

/** What a ledger answers, and what its entries must be. */

export type Entries = Found<readonly unknown[]>;

export function entriesOf(ledger: Answer): Entries {
  const entries = field(ledger.body, 'entries');
  if (Array.isArray(entries)) return { ok: true, value: entries };
  const message = 'expected the ledger to answer a JSON body with an array `entries`';
  return unmet(message, { entries: ['…'] }, ledger.body ?? null);
}

export function hasEntries(ledger: Answer): Check {
  const entries = entriesOf(ledger);
  if (!entries.ok || entries.value.length > 0) return entries;
  return unmet('expected at least 1 entry, got none', { entries: ['…'] }, ledger.body);
}

export const hasEventType: Rule = {
  expected: 'an entry with an event_type',
  test: (entry) => isText(field(entry, 'event_type')),
  show: (entry) => entry,
};

const owners = ['plan_id', 'tenant_id', 'account_id'] as const;

export function belongsTo(plan: Plan): Rule {
  const ownersOf = (of: unknown) =>
    Object.fromEntries(owners.map((owner) => [owner, field(of, owner) ?? null]));
  return {
    expected: 'of this plan, its tenant and its account',
    like: ownersOf(plan),
    test: (entry) => owners.every((owner) => field(entry, owner) === plan[owner]),
    show: ownersOf,
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
 * The first entry of `earlier` is not newer than the first of `later`; further ones do not matter. The
 * times are of one Lambda, so of one clock.
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
  const shown = (time: number) => (Number.isFinite(time) ? isoTime(time) : null);
  return unmet(`expected ${expected}`, expected, {
    [earlier.expected]: shown(one),
    [later.expected]: shown(other),
  });
}

/**
 * A trail that can be believed: every entry is of this plan, is there once, and was written in the
 * plan's own time, give or take a clock that is far off.
 */
export function isTrailOf(plan: Plan, entries: Entries): Check {
  return all(every(entries, belongsTo(plan)), eachOnce(entries), every(entries, writtenFor(plan)));
}

function eachOnce(entries: Entries): Check {
  if (!entries.ok) return entries;
  const seen = new Set<unknown>();
  const wrong = entries.value.filter((item) => {
    const id = field(item, 'entry_id');
    return !isText(id) || seen.size === seen.add(id).size;
  });
  if (wrong.length === 0) return met;
  const expected = 'each entry to have an entry_id of its own';
  return unmet(
    `expected ${expected}; ${wrong.length} of ${entries.value.length} have none, or that of another`,
    expected,
    wrong.slice(0, 5).map((item) => withType(item, 'entry_id')),
  );
}

function writtenFor({ created_at, expires_at }: Plan): Rule {
  const lifetime = epoch(expires_at) - epoch(created_at);
  return {
    expected: 'written near the time of the run',
    like: `a timestamp near ${created_at}`,
    test: (item) => Math.abs(epoch(field(item, 'timestamp')) - epoch(created_at)) <= lifetime,
    show: (item) => withType(item, 'timestamp'),
  };
}

function withType(item: unknown, name: string): object {
  return { event_type: field(item, 'event_type') ?? null, [name]: field(item, name) ?? null };
}

/**
 * Without a time of day all entries of a day would be as old as each other; without a zone it would be
 * whoever reads it that says which.
 */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/;

/** In epoch ms; NaN for what is no ISO time. */
export function epoch(time: unknown): number {
  return typeof time === 'string' && ISO_TIME.test(time) ? Date.parse(time) : Number.NaN;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
