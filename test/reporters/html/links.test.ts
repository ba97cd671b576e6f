import { expect, test } from 'vitest';
import { requestLinks, runLinks } from '../../../src/reporters/html/links.ts';
import { asked, LIFECYCLE, passed, REQUEST, RESUME, report } from '../reports.ts';

const PLACE = { region: 'eu-central-1', canary: 'governance-canary-dev' };
const step = passed(...RESUME, { notes: asked });

/** The console's own way of writing an address, taken back. */
const decoded = (href = '') =>
  decodeURIComponent(href.replaceAll('$', '%').replaceAll(/\*([0-9a-f]{2})/gi, '%$1'));

test('a request leads to its own lines in the log, and to the whole log group', () => {
  const [own, all] = requestLinks(step, PLACE);

  expect(own?.href).toMatch(
    /^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-central-1#logsV2:logs-insights\$3FqueryDetail\$3D~\(/,
  );
  const query = decoded(own?.href);
  expect(query).toContain(`filter @requestId = "${REQUEST}"`);
  expect(query).toContain(`source~(~'/aws/lambda/${LIFECYCLE})`);
  expect(query).toContain("start~'2026-01-31T02:59:00.000Z");
  expect(decoded(decoded(all?.href))).toContain(
    `log-group//aws/lambda/${LIFECYCLE}/log-events?start=`,
  );
});

test('an Insights query holds no sign that would end it', () => {
  const [own] = requestLinks(step, PLACE);
  const [, query = ''] = /editorString~'(.*?)~source/.exec(own?.href ?? '') ?? [];

  expect(query).toMatch(/^[\w.*-]+$/);
});

test.each([
  ['a name with a version', `${LIFECYCLE}:live`, 'eu-central-1', `/aws/lambda/${LIFECYCLE})`],
  [
    'an ARN, in its own region',
    `arn:aws:lambda:us-west-2:123456789012:function:${LIFECYCLE}`,
    'us-west-2',
    `/aws/lambda/${LIFECYCLE})`,
  ],
])('a function may be named by %s', (_how, name, region, group) => {
  const [own] = requestLinks(passed(...RESUME, { notes: { ...asked, function: name } }), PLACE);

  expect(own?.href).toContain(`region=${region}#`);
  expect(decoded(own?.href)).toContain(group);
});

test.each([
  ['cn-north-1', 'https://console.amazonaws.cn/cloudwatch/'],
  ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/cloudwatch/'],
])('the console of %s is elsewhere', (region, address) => {
  expect(requestLinks(step, { region })[0]?.href).toContain(address);
});

test.each([
  ['an embedded account', asked, undefined],
  ['a name that is no name', { ...asked, function: 'javascript:alert(1)//" onclick=' }, PLACE],
  ['a step that asked no function', {}, PLACE],
])('of %s there are no links', (_what, notes, place) => {
  expect(requestLinks(passed(...RESUME, { notes }), place)).toEqual([]);
});

test('a request id that is none leaves the log group alone', () => {
  const links = requestLinks(passed(...RESUME, { notes: { ...asked, requestId: '"}' } }), PLACE);

  expect(links.map(({ text }) => text)).toEqual(['log group']);
});

test('a run of the deployed canary leads to its log lines and to its trace', () => {
  const run = report();

  const [log, trace] = runLinks(run, PLACE);

  expect(decoded(log?.href)).toContain(`filter runId = "${run.id}"`);
  expect(decoded(log?.href)).toContain("source~(~'/aws/lambda/governance-canary-dev)");
  expect(trace?.href).toBe(
    `https://eu-central-1.console.aws.amazon.com/xray/home?region=eu-central-1#/traces?timeRange=2026-01-31T02:59:00~2026-01-31T03:05:01&filter=${encodeURIComponent(`annotation.Run = "${run.id}"`)}`,
  );
  expect(runLinks(run, { region: 'eu-central-1' })).toEqual([]);
});
