import type { RunReport, StepResult } from '../../engine/report.ts';
import { isoTime } from '../../engine/time.ts';
import type { AwsConsole } from '../look.ts';
import { bareName, safe } from '../next.ts';

/** A way into the AWS console. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Logs come late, and whoever looks wants to see what was before. */
const BEFORE_MS = 60_000;
const AFTER_MS = 5 * 60_000;

/** The target's own words about one request: its log group, and what of it belongs to the request. */
export function requestLinks(
  { notes, startedAt, durationMs }: StepResult,
  place: AwsConsole | undefined,
): readonly Link[] {
  const name = safe(notes.function);
  if (!place || name === undefined) return [];
  const region = regionIn(name) ?? place.region;
  const group = `/aws/lambda/${bareName(name)}`;
  const span = around(Date.parse(startedAt), durationMs);
  const request = safe(notes.requestId);
  const all = { text: 'log group', href: logGroup(region, group, span) };
  if (request === undefined) return [all];
  const query = `fields @timestamp, @message\n| filter @requestId = "${request}" or @message like "${request}"\n| sort @timestamp`;
  return [{ text: 'log of this request', href: insights(region, [group], query, span) }, all];
}

/** What the deployed canary itself wrote of a run, and its trace where tracing is on. */
export function runLinks(
  { id, startedAt, durationMs }: RunReport,
  place: AwsConsole | undefined,
): readonly Link[] {
  const run = safe(id);
  if (!place?.canary || run === undefined) return [];
  const { region, canary } = place;
  const span = around(Date.parse(startedAt), durationMs);
  const query = `fields @timestamp, level, message, failure.message\n| filter runId = "${run}"\n| sort @timestamp`;
  return [
    {
      text: "the run in the canary's log",
      href: insights(region, [logGroupOf(canary)], query, span),
    },
    {
      text: 'its X-Ray trace, where tracing is on',
      href: traces(region, `annotation.Run = "${run}"`, span),
    },
  ];
}

function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

function around(startedAt: number, durationMs: number): Span {
  return { from: startedAt - BEFORE_MS, to: startedAt + durationMs + AFTER_MS };
}

function regionIn(name: string): string | undefined {
  return /^arn:aws[\w-]*:lambda:([\w-]+):/.exec(name)?.[1];
}

/** https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html#partitions */
function home(region: string, page: string): string {
  const domain = region.startsWith('cn-')
    ? 'amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'amazonaws-us-gov.com'
      : 'aws.amazon.com';
  const host = [...(domain === 'aws.amazon.com' ? [region] : []), 'console', domain].join('.');
  return `https://${host}/${page}/home?region=${region}`;
}

/** In the fragment of this console a percent sign is a dollar sign, and values are encoded twice. */
const inFragment = (text: string) => encodeURIComponent(text).replaceAll('%', '$');
const twice = (text: string) => inFragment(encodeURIComponent(text));

function logGroup(region: string, group: string, { from, to }: Span): string {
  const query = inFragment(`?start=${Math.round(from)}&end=${Math.round(to)}`);
  return `${home(region, 'cloudwatch')}#logsV2:log-groups/log-group/${twice(group)}/log-events${query}`;
}

/** A query as the console itself writes it into its address: every other sign as `*` and its code. */
function insights(
  region: string,
  groups: readonly string[],
  query: string,
  { from, to }: Span,
): string {
  const text = (value: string) => `'${starred(value)}`;
  const moment = (ms: number) => `'${starred(isoTime(ms))}`;
  const detail = [
    `end~${moment(to)}~start~${moment(from)}~timeType~'ABSOLUTE~tz~'UTC`,
    `editorString~${text(query)}~source~(~${groups.map(text).join('~')})`,
  ].join('~');
  return `${home(region, 'cloudwatch')}#logsV2:logs-insights$3FqueryDetail$3D~(${detail})`;
}

function starred(text: string): string {
  const encoded = encodeURIComponent(text).replaceAll(/[!'()*~]/g, hex);
  return encoded.replaceAll('%', '*');
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-console-deeplinks.html */
function traces(region: string, filter: string, { from, to }: Span): string {
  const second = (ms: number) => isoTime(ms).slice(0, 19);
  const range = `${second(from)}~${second(to)}`;
  return `${home(region, 'xray')}#/traces?timeRange=${range}&filter=${encodeURIComponent(filter)}`;
}
