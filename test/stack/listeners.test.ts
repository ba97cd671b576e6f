import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noticeIn } from '../../src/cli/gate/stages.ts';
import {
  type CloudFormation,
  type KnownStack,
  startCloudFormation,
} from '../helpers/cloudformation.ts';
import { copyInto, sls } from '../helpers/packaging/service.ts';

/** The framework runs JavaScript alone: it has no types. */
const file = 'listeners.js';
const { isHeard, NOBODY, wouldBeSilenced } = (await import(`../../src/stack/${file}`)) as {
  isHeard(parameters: object): boolean;
  readonly NOBODY: string;
  wouldBeSilenced(stack: string, parameters: object, aws: object): Promise<readonly string[]>;
};

const STACK = 'governance-canary-prod';
const NEITHER = { email: '', pagerSecret: '' };
const whole = { PagingEmail: 'CREATE_COMPLETE', PagingPager: 'UPDATE_COMPLETE' };

let cloudFormation: CloudFormation;
let stack: KnownStack | undefined;
beforeAll(async () => {
  cloudFormation = await startCloudFormation((name) => (name === STACK ? stack : undefined));
});
afterAll(() => cloudFormation.close());

const deployed = (resources: Readonly<Record<string, string>>) => {
  stack = { status: 'UPDATE_COMPLETE', outputs: {}, resources };
};
const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
const asking = (parameters: object) => {
  cloudFormation.asked.length = 0;
  const config = { endpoint: cloudFormation.url, region: 'us-east-1', credentials };
  return wouldBeSilenced(STACK, parameters, { getAwsSdkV3Config: async () => config });
};

describe('a deployment', () => {
  test('that leaves out what the stack has would silence it, and is told so', async () => {
    deployed(whole);
    expect(await asking(NEITHER)).toEqual([
      expect.stringMatching(
        /^email is not given, .*Give --param email=\.\.\., or --param email=none /,
      ),
      expect.stringMatching(/^pagerSecret is not given, .*--param pagerSecret=none /),
    ]);
    expect(await asking({ ...NEITHER, email: 'a@b.c' })).toHaveLength(1);
  });

  test.each([
    ['there is no stack', undefined, NEITHER],
    ['the stack has none', {}, NEITHER],
    ['they are being removed', { PagingEmail: 'DELETE_COMPLETE' }, NEITHER],
    ['they are given again', whole, { email: 'a@b.c', pagerSecret: 'pager' }],
    ['they are taken away on purpose', whole, { email: 'none', pagerSecret: 'none' }],
  ])('silences nobody where %s', async (_when, resources, parameters) => {
    stack = undefined;
    if (resources) deployed(resources);
    expect(await asking(parameters)).toEqual([]);
  });

  test('that gives them all asks nothing', async () => {
    await asking({ email: 'a@b.c', pagerSecret: 'none' });
    expect(cloudFormation.asked).toEqual([]);
  });

  test('that may not ask does not go on', async () => {
    stack = { http: 403, code: 'AccessDenied', message: 'not allowed' };
    await expect(asking(NEITHER)).rejects.toThrow('not allowed');
  });
});

test.each([
  [NEITHER, false],
  [{ email: 'none', pagerSecret: 'none' }, false],
  [{ email: 'a@b.c', pagerSecret: 'none' }, true],
  [{ email: '', pagerSecret: 'pager' }, true],
])('who is heard: %j', (parameters, heard) => {
  expect(isHeard(parameters)).toBe(heard);
});

test('that nobody hears them is found in the log of a deployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const log = join(folder, 'deploy.log');
  writeFileSync(log, `Deploying\n\u001b[33m${NOBODY}\u001b[39m\ndone\n`);

  expect(noticeIn(log)).toContain(NOBODY);
  rmSync(folder, { recursive: true });
});

test('`sls deploy` is refused before anything of the stack is touched', async () => {
  deployed(whole);
  cloudFormation.actions.length = 0;
  const scratch = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    await copyInto(scratch, {
      needs: ['serverless.yml', 'bundle.js', 'src'],
      needsNot: ['src/cli', 'src/local', 'src/reference', 'src/reporters'],
    });
    const args = ['deploy', '--stage', 'prod', '--region', 'us-east-1', '--param', 'email=a@b.c'];
    const env = {
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_ENDPOINT_URL: cloudFormation.url,
    };
    const { stderr, stdout } = await sls(scratch, scratch, args, env).catch((error) => error);

    expect(stdout + stderr).toContain(
      'pagerSecret is not given, and governance-canary-prod has one',
    );
    expect(stdout + stderr).not.toContain('email is not given');
    expect(cloudFormation.actions.filter((action) => !/^(Describe|Get)/.test(action))).toEqual([]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
