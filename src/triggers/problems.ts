import type * as z from 'zod/mini';
import { clipped } from '../engine/bounded.ts';

/** Of a value in a message: enough to recognise it, not enough to spill it. */
const LONGEST_RECEIVED = 80;
/** Past this nobody reads on, and a hostile event could write the log full. */
const MOST_PROBLEMS = 20;

type Issue = z.core.$ZodIssue;

/** Every problem with what was received: where, what was expected, what came. */
export function problemsOf({ issues }: z.core.$ZodError, received: unknown): readonly string[] {
  const problems = issues.map((issue) => problemOf(issue, received));
  const more = problems.length - MOST_PROBLEMS;
  return more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems;
}

function problemOf(issue: Issue, received: unknown): string {
  const where = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  return clipped(
    `${where}${expectation(issue)}; received ${inShort(at(received, issue.path))}`,
    300,
  );
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'unrecognized_keys':
      return `unknown ${issue.keys.map((key) => JSON.stringify(clipped(key, 40))).join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}`;
    case 'too_big':
      return `expected at most ${issue.maximum}`;
    case 'invalid_union':
      return `expected one of ${sources.join(', ')}`;
    case 'invalid_format':
      return `expected ${issue.format === 'datetime' ? 'an ISO time' : `the form ${issue.pattern}`}`;
    default:
      return issue.message ?? issue.code;
  }
}

const sources = ['aws.events', 'aws.cloudformation', 'aws.codedeploy', 'cc-native.deploy'];

function at(received: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    received,
  );
}

/** What kind of thing came, and its beginning where it is plain; a whole object may hold secrets. */
function inShort(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return clipped(JSON.stringify(value) ?? String(value), LONGEST_RECEIVED);
}
