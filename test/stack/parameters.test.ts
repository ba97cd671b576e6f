import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Parameters, problemsOf, unknownOf } from '../../src/stack/parameters.ts';
import { copyInto, sls } from '../helpers/packaging/service.ts';
import { packageCanary } from '../serverless/packaged.ts';

const good: Parameters = {
  interval: '5',
  scheduleEnabled: 'true',
  targetStack: 'CCNativeStack',
  codeDeployApplication: '',
  revenuePlansTable: 'cc-native-revenue-plans',
  outcomesTable: 'cc-native-execution-outcomes',
  planLedgerTable: 'cc-native-plan-ledger',
  planLifecycleApiFunction: 'cc-native-plan-lifecycle-api',
  phase7GovernanceE2eFunction: 'cc-native-phase7-governance-e2e',
  tenant: 'e2e-p7-ledger-tenant',
  concurrency: '4',
  retries: '1',
  stepMetrics: 'all',
  tracing: 'false',
  sweepLedger: 'false',
  fanOut: 'false',
  email: '',
  pagerSecret: '',
  runbookBase: 'README.md',
  logRetention: '30',
};

test('good parameters have no problems', () => {
  expect(problemsOf(good, 'prod')).toEqual([]);
});

describe('is good as well:', () => {
  test.each([
    { interval: '1' },
    { interval: '15' },
    { codeDeployApplication: 'cc-native' },
    { email: 'on.call+canary@example.co.uk' },
    { email: 'none', pagerSecret: 'none' },
    { pagerSecret: 'governance-canary/pager' },
    { pagerSecret: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:pager-AbCdEf' },
    { runbookBase: 'https://git.example.com/canary/blob/main/README.md' },
  ])('%j', (some) => {
    expect(problemsOf({ ...good, ...some }, 'prod')).toEqual([]);
  });
});

describe('is refused:', () => {
  test.each([
    { interval: '10' },
    { interval: '' },
    { scheduleEnabled: 'yes' },
    { targetStack: 'CCNative*' },
    { targetStack: 'arn:aws:cloudformation:us-east-1:123456789012:stack/x/y' },
    { revenuePlansTable: '*' },
    { outcomesTable: '' },
    { planLedgerTable: 'arn:aws:dynamodb:us-east-1:123456789012:table/x' },
    { planLifecycleApiFunction: 'cc-native-*' },
    { phase7GovernanceE2eFunction: 'a b' },
    { tenant: '*' },
    { tenant: 'a#ACCOUNT' },
    { concurrency: '0' },
    { retries: '6' },
    { stepMetrics: 'none' },
    { email: 'nobody' },
    { runbookBase: 'http://example.com' },
    { runbookBase: 'https://example.com/README.md#top' },
    { runbookBase: `https://example.com/${'x'.repeat(500)}` },
    { fanOut: 'true' },
    { logRetention: '31' },
  ])('%j, by name and with what came', (some) => {
    const [[name, value] = []] = Object.entries(some);
    const [problem, ...others] = problemsOf({ ...good, ...some }, 'prod');
    expect(problem).toContain(`${name} is ${JSON.stringify(value)}: expected `);
    expect(others).toEqual([]);
  });

  test('a pager address where its secret belongs, without showing it', () => {
    const pagerSecret = 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue';
    const problems = problemsOf({ ...good, pagerSecret }, 'prod');
    expect(problems).toHaveLength(1);
    expect(problems.join()).toContain('Secrets Manager');
    expect(problems.join()).not.toContain('0123456789abcdef');
  });

  test.each([
    ['interval', 1],
    ['tracing', true],
  ])('%s that YAML reads as something else than text, with what to do', (name, value) => {
    expect(problemsOf({ ...good, [name]: value }, 'prod')).toEqual([
      `${name} is ${value}, which is no text: write it in quotes`,
    ]);
  });

  test('a stage that names cannot be made of', () => {
    expect(problemsOf(good, 'a_b')).toHaveLength(1);
    expect(problemsOf(good, 'x'.repeat(29))).toHaveLength(1);
  });
});

test('a misspelled parameter is told from those there are', () => {
  expect(unknownOf(['interval=1', 'email=a=b@c.d'])).toEqual([]);
  expect(unknownOf(['intervall=1'])).toEqual([expect.stringMatching(/^there is no.* intervall;/)]);
});

test('`sls package` says all that is wrong at once, and packages nothing', async () => {
  const wrong = {
    interval: '7',
    tenant: '*',
    emial: 'x',
    stepMetrics: 'some',
    // What the framework itself would refuse, each before it has asked for anything else.
    scheduleEnabled: 'yes',
    tracing: 'maybe',
    fanOut: 'some',
    logRetention: '31',
  };
  const refused = packageCanary(wrong).then(
    () => 'packaged',
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );
  const said = await refused;
  expect(said).toContain('there is no parameter emial');
  expect(said).toContain('interval is "7": expected 1, 5 or 15');
  expect(said).toContain('tenant is "*"');
  expect(said).toContain('stepMetrics is "some": expected all, failures or off');
  expect(said).toContain('scheduleEnabled is "yes": expected true or false');
  expect(said).toContain('tracing is "maybe": expected true or false');
  expect(said).toContain('fanOut is "some": expected false, inline or distributed');
  expect(said).toContain('logRetention is "31": expected 1, 3, ');
  expect(said).not.toContain('Service packaged');
});

test('`sls deploy` wants to be told where the target is: a profile or a default would not be asked', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'deploy-'));
  try {
    await copyInto(copy, { needs: ['serverless.yml', 'bundle.js', 'src'] });
    const aws = { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };
    const args = ['deploy', '--stage', 'prod', '--param=interval=7'];
    const said = await sls(copy, copy, args, aws).then(
      () => 'deployed',
      ({ stdout, stderr }) => `${stdout}${stderr}`,
    );

    expect(said).toContain('no region: expected --region or AWS_REGION');
    expect(said).toContain('interval is "7": expected 1, 5 or 15');
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
