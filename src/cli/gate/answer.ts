import type { Invoked } from '../../aws/deployed-canary.ts';
import { shortened } from '../../engine/bounded.ts';
import { field, inWords } from '../../engine/checks.ts';
import { type RunReport, runReportSchema } from '../../engine/report.ts';
import { plain, plural } from '../../reporters/plain.ts';

/** What the deployed canary answered: a report, or why there is none. */
export type Answer =
  | { readonly outcome: 'report'; readonly report: RunReport }
  | { readonly outcome: 'none'; readonly why: string; readonly next?: string };

const OTHER_VERSION =
  'it is a different version from this program: deploy it again (canary deploy)';

/** Nothing in it is trusted: another function may have been named, or an older canary be deployed. */
export function readAnswer({ payload, functionError, log }: Invoked): Answer {
  const answer = jsonOf(payload);
  if (functionError !== undefined) return crashed(answer, functionError, log);
  switch (field(answer, 'outcome')) {
    case 'ran':
      return reportIn(field(answer, 'report'));
    case 'ignored':
      return none(`it ran nothing: ${text(field(answer, 'reason'))}`);
    case 'duplicate':
      return none(`it ran nothing: this is run ${text(field(answer, 'id'))}, begun before`);
    default:
      return none(`its answer is not a report: ${text(answer)}`, 'is it the canary?');
  }
}

function reportIn(value: unknown): Answer {
  const parsed = runReportSchema.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const where = first?.path.join('.') || 'the report';
    const count = plural(parsed.error.issues.length, 'problem');
    return none(
      `its report is not of the form this program knows: ${count}, first ${where}`,
      OTHER_VERSION,
    );
  }
  const { scenarios } = parsed.data;
  // Nothing that was run would otherwise be a pass.
  return scenarios.length === 0
    ? none('its report has no scenario', OTHER_VERSION)
    : { outcome: 'report', report: parsed.data };
}

function crashed(answer: unknown, functionError: string, log: string): Answer {
  const type = text(field(answer, 'errorType') ?? functionError);
  const message = text(field(answer, 'errorMessage') ?? answer);
  const limit = /Task timed out after ([\d.]+) seconds/.exec(message)?.[1];
  if (limit) return none(`its run was not over after ${limit} s, the function's time-out`);
  if (type === 'RequestRefused') return none(`it refused the request: ${message}`, OTHER_VERSION);
  const tail = plain(log).trim().split('\n').slice(-LOG_LINES).join('\n');
  return none(`it crashed: ${type}: ${message}${tail ? `\nthe end of its log:\n${tail}` : ''}`);
}

/** Of the last lines of a log: what a crash leaves there. */
const LOG_LINES = 10;

function none(why: string, next?: string): Answer {
  return { outcome: 'none', why, ...(next !== undefined && { next }) };
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

/** Of a stranger's answer: enough to recognise it. */
const LONGEST = 500;

function text(value: unknown): string {
  return plain(typeof value === 'string' ? shortened(value, LONGEST) : inWords(value, LONGEST));
}
