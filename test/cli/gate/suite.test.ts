import { describe } from 'vitest';
import { invoke } from '../../../src/cli/invoke.ts';
import { denied, internalError, throttled } from '../../../src/local/faults.ts';
import type { Intercept } from '../../../src/local/intercept.ts';
import { NOBODY } from '../../helpers/http.ts';
import { invocation } from '../shells.ts';
import { test } from './gates.ts';

const CANARY = 'governance-canary-dev';

const toTheCanary =
  (spoil: Intercept): Intercept =>
  (call) =>
    call.target === CANARY ? spoil(call) : undefined;

const quietly = invocation([], { quiet: true });

describe('a canary that cannot be invoked', () => {
  test.for([
    [
      'is denied',
      { intercept: toTheCanary(denied) },
      {},
      /is not authorized to perform: lambda:InvokeFunction[\s\S]*\nnext: aws sts get-caller-identity .*; and allow that identity the action above\n$/,
    ],
    [
      'is not reached',
      {},
      { AWS_ENDPOINT_URL_LAMBDA: NOBODY },
      /ECONNREFUSED[\s\S]*\nnext: .*the network from here/,
    ],
    [
      'has nobody to ask it',
      {},
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /CredentialsProviderError[\s\S]*\nnext: .*sign in again/,
    ],
    [
      'is cut off',
      { intercept: toTheCanary(() => ({ kind: 'reset' })) },
      {},
      /the connection broke \(ECONNRESET\)\nnext: look at its log: aws logs tail \/aws\/lambda\/governance-canary-dev --since 15m/,
    ],
  ] as const)(
    'because it %s, says so in plain words',
    async ([, how, more, words], { gate, shellIn, expect }) => {
      const { env } = await gate(how);
      const shell = shellIn({ ...env, ...more });

      const code = await invoke(quietly, shell).go();

      expect(shell.printed.err).toMatch(/^canary invoke: the canary could not be invoked: /);
      expect(shell.printed.err).toMatch(words);
      expect({ code, out: shell.printed.out }).toEqual({ code: 3, out: '' });
    },
  );

  test('because it is busy is asked again, which is said; so is an error of AWS', async ({
    gate,
    shellIn,
    expect,
  }) => {
    const faults = [throttled, internalError];
    const { env, standIn } = await gate({
      intercept: toTheCanary((call) => faults.shift()?.(call)),
    });
    standIn('passed');
    const shell = shellIn(env);

    const code = await invoke(invocation(['outcomes-capture']), shell).go();

    expect(shell.printed.err).toMatch(
      /^canary invoke: .*TooManyRequestsException.*; asking again in 1 s\ncanary invoke: .*ServiceException.*; asking again in 2 s\n$/,
    );
    expect(code).toBe(0);
  });

  const timedOut = { handler: () => new Promise(() => {}), timeoutMs: 200 };
  const crashing = {
    handler() {
      throw new TypeError('no such thing');
    },
  };
  test.for([
    [
      'runs out of time',
      timedOut,
      'its run was not over after 0.20 s',
      'look at its log: aws logs',
    ],
    ['crashes', crashing, 'it crashed: TypeError: no such thing', 'look at its log: aws logs tail'],
    [
      'is not the canary',
      { handler: () => ({ ok: 1 }) },
      'its answer is not a',
      'is it the canary?',
    ],
  ] as const)(
    'because it %s is no verdict',
    async ([, fn, why, next], { gate, shellIn, expect }) => {
      const { env, account } = await gate();
      account.functions.set(CANARY, fn);
      const shell = shellIn(env);

      const code = await invoke(quietly, shell).go();

      expect(shell.printed.err).toContain(`${CANARY} was invoked, and ${why}`);
      expect(shell.printed.err).toContain(`\nnext: ${next}`);
      expect({ code, out: shell.printed.out }).toEqual({ code: 3, out: '' });
    },
  );

  test('is an annotation under GitHub Actions', async ({ gate, shellIn, expect }) => {
    const { env } = await gate();
    const shell = shellIn({ ...env, GITHUB_ACTIONS: 'true' });

    const code = await invoke(invocation([], { json: true }), shell).go();

    expect(shell.printed.err).toMatch(
      /\n::[0-9a-f]{32}::\n::error title=canary%3A nothing is known about the target::the canary could not be invoked: there is no function .*\n$/,
    );
    expect({ code, out: shell.printed.out }).toEqual({ code: 3, out: '' });
  });
});

test('a broken run exits 3, and says what it could not see', async ({ gate, shellIn, expect }) => {
  const { env, deployCanary } = await gate({
    intercept: (call) => (call.service === 'dynamodb' ? denied(call) : undefined),
  });
  await deployCanary();
  const shell = shellIn(env);

  const code = await invoke(invocation(['outcomes-capture'], { quiet: true }), shell).go();

  expect(shell.printed.out).toContain(
    '\nBROKEN  the canary could not tell: 1 broken of 1 scenario in',
  );
  expect(code).toBe(3);
});

test.for([
  ['passed', 'is no success', 3],
  ['failed', 'is still the target’s failure', 1],
] as const)(
  'a %s run that nobody could be told of %s',
  async ([verdict, , exit], { gate, shellIn, expect }) => {
    const { env, standIn } = await gate({ refuseEvents: () => 'InternalFailure' });
    standIn(verdict);
    const shell = shellIn(env);
    const options = { 'deployment-id': 'd-1', announce: true } as const;

    const code = await invoke(invocation(['outcomes-capture'], options), shell).go();

    expect(shell.printed.err).toMatch(
      /^canary invoke: nobody was told of the deployment: .*InternalFailure/,
    );
    expect(code).toBe(exit);
  },
);

test('what tells of a deployment is refused without one', ({ shellIn, expect }) => {
  const options = {
    'deployment-version': '1.2',
    'deployment-commit': '9fceb02',
    announce: true as const,
  };
  const problemsOf = (more: object) =>
    invoke(invocation([], { ...options, ...more }), shellIn({ AWS_REGION: 'us-east-1' })).problems;

  expect(problemsOf({})).toEqual([
    '--deployment-version tells of a deployment: name it with --deployment-id',
    '--deployment-commit tells of a deployment: name it with --deployment-id',
    '--announce tells of a deployment: name it with --deployment-id',
  ]);
  expect(problemsOf({ 'deployment-id': 'd-1' })).toEqual([]);
});
