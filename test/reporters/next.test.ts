import { expect, test } from 'vitest';
import type { Failure } from '../../src/engine/report.ts';
import { type Next, nextAfter, nextFor } from '../../src/reporters/next.ts';
import {
  asked,
  failed,
  failures,
  LIFECYCLE,
  PLACE,
  passed,
  REQUEST,
  RESUME,
  SEED,
  scenario,
  skipped,
} from './reports.ts';

/** What is said after this failure of a step with these notes. */
function after(failure: Failure, notes: object = {}): Next {
  return nextFor(
    failure,
    [passed(...SEED), failed(...RESUME, failure, { notes: { ...notes } })],
    PLACE,
  );
}

test('where time ran out, what gives more of it is said: of the deployed canary its own', () => {
  const cut = scenario('plan-ledger', 'broken', [
    skipped(...RESUME, 'the 1.0 s this scenario had were used up'),
  ]);
  expect(nextAfter(cut, PLACE).advice).toBe('give it more time: canary run --timeout SECONDS');
  expect(nextAfter(cut, { ...PLACE, moreTime: 'its timeout' }).advice).toBe(
    'give it more time: its timeout',
  );
});

const awsError = (kind: 'target' | 'access', name: string): Failure => ({
  kind,
  message: name,
  error: { name, message: name },
});

test.each([
  [
    'a wrong answer is looked up in the log, by its request',
    failures.check,
    asked,
    `aws logs tail /aws/lambda/${LIFECYCLE} --since 2026-01-31T03:00:00.000Z --filter-pattern '"${REQUEST}"' --region us-east-1`,
  ],
  [
    'an answer that never came is looked up without a request id',
    failures.timeout,
    { function: LIFECYCLE },
    `aws logs tail /aws/lambda/${LIFECYCLE} --since 2026-01-31T03:00:00.000Z --region us-east-1`,
  ],
  [
    'a function that is not there is looked for',
    awsError('target', 'ResourceNotFoundException'),
    asked,
    `aws lambda get-function --function-name ${LIFECYCLE} --region us-east-1`,
  ],
  [
    'a function that stays throttled is asked for its limit',
    awsError('target', 'TooManyRequestsException'),
    asked,
    `aws lambda get-function-concurrency --function-name ${LIFECYCLE} --region us-east-1`,
  ],
  [
    'a table is described',
    failures.check,
    { table: 'cc-native-execution-outcomes' },
    'aws dynamodb describe-table --table-name cc-native-execution-outcomes --region us-east-1',
  ],
  [
    'whoever was denied asks who that was',
    failures.denied,
    {},
    'aws sts get-caller-identity --region us-east-1',
  ],
] as const)('%s', (_sentence, failure, notes, command) => {
  expect(after(failure, notes).commands).toEqual([command]);
});

test.each([
  ['arn:aws:lambda:us-east-1:123456789012:function:my-api', 'my-api'],
  ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:my-api:live', 'my-api'],
  ['123456789012:my-api', 'my-api'],
  ['123456789012:function:my-api:live', 'my-api'],
  ['my-api:live', 'my-api'],
])('the log group of %s is that of %s', (name, bare) => {
  expect(after(failures.check, { function: name }).commands.join()).toContain(
    `aws logs tail /aws/lambda/${bare} --since`,
  );
});

test.each([
  ['AccessDeniedException', 'and allow that identity the action above'],
  ['NotAuthorized', 'and allow that identity the action above'],
  ...[
    'CredentialsProviderError',
    'ExpiredTokenException',
    'InvalidSignatureException',
    'UnrecognizedClientException',
  ].map((name) => [name, 'and sign in again (aws sso login), or name a profile (AWS_PROFILE)']),
  ['Error', 'and the network from here, AWS_REGION, AWS_ENDPOINT_URL_*'],
])('access refused as %s has a remedy of its own', (name, advice) => {
  expect(after(awsError('access', name)).advice).toBe(advice);
});

test.each([
  [awsError('access', 'AccessDeniedException'), asked, 'aws sts get-caller-identity --at sts'],
  [failures.check, { table: 'plans' }, /^aws dynamodb describe-table .* --at dynamodb$/],
  [failures.check, asked, /^aws logs tail .* --at logs$/],
  [awsError('target', 'ResourceNotFoundException'), asked, /get-function .* --at lambda$/],
  [awsError('target', 'TooManyRequestsException'), asked, /-concurrency .* --at lambda$/],
] as const)('each service is asked where it is: %o', (failure, notes, command) => {
  const steps = [failed(...RESUME, failure, { notes })];
  const place = { name: 'here', aws: (service: string) => `--at ${service}` };

  expect(nextFor(failure, steps, place).commands.join('\n')).toMatch(command);
});

test('only what is safe in a shell is put into a command', () => {
  const evil = '"; rm -rf ~; "';

  expect(after(failures.check, { function: LIFECYCLE, requestId: evil }).commands).toEqual([
    `aws logs tail /aws/lambda/${LIFECYCLE} --since 2026-01-31T03:00:00.000Z --region us-east-1`,
  ]);
  expect(after(failures.check, { function: evil })).toEqual({
    commands: [],
    advice: 'look at the table named above',
  });
  for (const table of ['$(reboot)', '$HOME', '`reboot`', "it's", 'a b', 'a;b', ''])
    expect(after(failures.check, { table }).commands, table).toEqual([]);
});

test.each(Object.values(failures))(
  'a failure of kind $kind in an embedded account sends nobody to AWS',
  (failure) => {
    const steps = [failed(...RESUME, failure, { notes: asked })];

    const { commands, advice } = nextFor(failure, steps, { name: 'an embedded account' });

    expect(commands).toEqual([]);
    expect(advice).toBeTruthy();
  },
);

test('a wrong answer is looked up where it was asked for, and where what it tells of was done', () => {
  const asking = (name: string, requestId: string | undefined, startedAt: string) =>
    passed('invoke', name, {
      startedAt,
      notes: { function: name, ...(requestId && { requestId }) },
    });
  const steps = [
    passed(...SEED, { notes: { table: 'plans' } }),
    asking('governance', 'r1', '2026-01-31T03:00:01.000Z'),
    asking('api', 'r2', '2026-01-31T03:00:02.000Z'),
    asking('api', 'r3', '2026-01-31T03:00:03.000Z'),
    failed('verify', 'it is there', failures.check),
  ];
  const place = { name: 'here', aws: () => '' };

  expect(nextFor(failures.check, steps, place).commands).toEqual([
    `aws logs tail /aws/lambda/governance --since 2026-01-31T03:00:01.000Z --filter-pattern '"r1"' `,
    `aws logs tail /aws/lambda/api --since 2026-01-31T03:00:02.000Z --filter-pattern '?"r2" ?"r3"' `,
  ]);
  expect(nextFor(failures.timeout, steps, place).commands, 'no answer').toEqual([
    `aws logs tail /aws/lambda/api --since 2026-01-31T03:00:03.000Z --filter-pattern '"r3"' `,
  ]);
  const without = [...steps.slice(0, 3), asking('api', undefined, '2026-01-31T03:00:03.000Z')];
  expect(nextFor(failures.check, without, place).commands.at(-1)).toBe(
    'aws logs tail /aws/lambda/api --since 2026-01-31T03:00:02.000Z ',
  );
});
