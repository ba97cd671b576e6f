import { clipped, jsonOf } from './bounded.ts';

/**
 * Evidence in, verdict out. Checks are pure and total: whatever a target answers, a check says what
 * was expected and what came, and never throws, since a throw would blame the canary.
 */

export type Unmet = {
  readonly ok: false;
  readonly message: string;
  readonly expected: unknown;
  readonly actual: unknown;
};
export type Check = { readonly ok: true } | Unmet;
/** Something looked for inside an answer: there, or a check that says what stood in its place. */
export type Found<T> = { readonly ok: true; readonly value: T } | Unmet;

/** What an item of a list must be, and how to name an item in a message. */
export interface Rule {
  /** In words that are the same in every run: failures are told together by their messages. */
  readonly expected: string;
  /** The same as a value, where it has what is this run's alone. */
  readonly like?: unknown;
  test(item: unknown): boolean;
  show(item: unknown): unknown;
}

export const met: Check = { ok: true };

export function unmet(message: string, expected: unknown, actual: unknown): Unmet {
  return { ok: false, message, expected, actual };
}

/** The status an HTTP-like answer must have; the body comes along, and in short its own reason. */
export function answers(status: number, answer: { statusCode: unknown; body: unknown }): Check {
  if (answer.statusCode === status) return met;
  return unmet(
    `expected statusCode ${status}, got ${inWords(answer.statusCode)}${reasonIn(answer.body)}`,
    { statusCode: status },
    { statusCode: answer.statusCode ?? null, body: answer.body },
  );
}

/** Without what else a body has, which may be different in every run. */
function reasonIn(body: unknown): string {
  const told = ['error', 'message'].map((name) => field(body, name));
  const words = told.filter((one) => typeof one === 'string' && one !== '').join(': ');
  return words && ` (${clipped(words, 120)})`;
}

export function equals(what: string, found: Found<unknown>, expected: unknown): Check {
  return oneOf(what, found, [expected]);
}

export function oneOf(what: string, found: Found<unknown>, allowed: readonly unknown[]): Check {
  if (!found.ok) return found;
  if (allowed.includes(found.value)) return met;
  const expected = allowed.length === 1 ? allowed[0] : allowed;
  const words = allowed.map((one) => inWords(one)).join(' or ');
  return unmet(
    `expected ${what} to be ${words}, got ${inWords(found.value)}`,
    expected,
    found.value,
  );
}

export function atLeast(count: number, found: Found<readonly unknown[]>): Check {
  if (!found.ok || found.value.length >= count) return found;
  return unmet(
    `expected at least ${count}, got ${found.value.length}`,
    `at least ${count}`,
    found.value.length,
  );
}

export function every(found: Found<readonly unknown[]>, rule: Rule): Check {
  if (!found.ok) return found;
  const wrong = found.value.filter((item) => !rule.test(item));
  if (wrong.length === 0) return met;
  return unmet(
    `expected every one to be ${rule.expected}; ${wrong.length} of ${found.value.length} are not`,
    rule.like ?? rule.expected,
    wrong.slice(0, 5).map(rule.show),
  );
}

export function some(found: Found<readonly unknown[]>, rule: Rule): Check {
  if (!found.ok || found.value.some((item) => rule.test(item))) return found;
  return unmet(
    `expected ${rule.expected}, which is not among the ${found.value.length}`,
    rule.expected,
    found.value.slice(0, 20).map(rule.show),
  );
}

export function one(found: Found<readonly unknown[]>, rule: Rule): Check {
  if (!found.ok) return found;
  const those = found.value.filter((item) => rule.test(item));
  if (those.length <= 1) return some(found, rule);
  return unmet(
    `expected one ${rule.expected}, got ${those.length} among the ${found.value.length}`,
    `one ${rule.expected}`,
    those.slice(0, 5).map(rule.show),
  );
}

export function none(found: Found<readonly unknown[]>, rule: Rule): Check {
  if (!found.ok) return found;
  const wrong = found.value.filter((item) => rule.test(item));
  if (wrong.length === 0) return met;
  return unmet(
    `expected no ${rule.expected}, got ${wrong.length} among the ${found.value.length}`,
    `no ${rule.expected}`,
    wrong.slice(0, 5).map(rule.show),
  );
}

/** The first check that is not met, or met. */
export function all(...checks: readonly Check[]): Check {
  return checks.find((check) => !check.ok) ?? met;
}

/** One field of anything, by name; undefined where there is none. */
export function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

/** A value in a message: short, and telling 200 from "200" and nothing from null. */
export function inWords(value: unknown, max = 120): string {
  return clipped(value === undefined ? 'nothing' : (jsonOf(value) ?? String(value)), max);
}
