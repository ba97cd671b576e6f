import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CloudFormation,
  type KnownStack,
  startCloudFormation,
} from '../helpers/cloudformation.ts';
import { copyInto, sls } from '../helpers/packaging/service.ts';

let cloudFormation: CloudFormation;
let stack: KnownStack | undefined;
const scratch = mkdtempSync(join(tmpdir(), 'reference-'));
beforeAll(async () => {
  // The removal itself is refused: the framework would wait for its end.
  const kept = { http: 400, code: 'ValidationError', message: 'it is protected' };
  const removing = () => cloudFormation.actions.at(-1) === 'DeleteStack';
  cloudFormation = await startCloudFormation(() => (removing() ? kept : stack));
  await copyInto(scratch, { needs: ['bundle.js', 'src/reference'] });
});
afterAll(() => {
  cloudFormation.close();
  rmSync(scratch, { recursive: true });
});

/** What the framework says, and what it asked to be done. */
async function asking(command: string, tags: Readonly<Record<string, string>>) {
  stack = { status: 'UPDATE_COMPLETE', outputs: {}, tags };
  cloudFormation.actions.length = 0;
  const env = {
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_ENDPOINT_URL: cloudFormation.url,
    AWS_MAX_ATTEMPTS: '1',
  };
  const args = [...command.split(' '), '--region', 'us-east-1'];
  const said = await sls(scratch, join(scratch, 'src/reference'), args, env).catch(
    (error) => error,
  );
  const done = cloudFormation.actions.filter((action) => !/^(Describe|Get|List)/.test(action));
  return { said: said.stdout + said.stderr, done };
}

test.each(['deploy', 'remove', 'deploy function -f planLifecycleApi'])(
  '`sls %s` leaves a real target alone, whose name it goes by',
  async (command) => {
    const { said, done } = await asking(command, { STAGE: 'prod' });

    expect(said).toContain('there is a stack CCNativeStack, and it is no reference target');
    expect(said).toContain('--param stackName=ReferenceTarget');
    expect(done).toEqual([]);
  },
);

test('`sls remove` removes what it has deployed itself', async () => {
  const { said, done } = await asking('remove', { STAGE: 'dev', 'cc-native': 'reference-target' });

  expect(said).not.toContain('no reference target');
  expect(done).toContain('DeleteStack');
});
