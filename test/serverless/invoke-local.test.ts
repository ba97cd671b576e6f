import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalAccount } from '../../src/local/account.ts';
import { copyInto, sls } from '../helpers/packaging/service.ts';
import { rowsOf } from '../scenarios/rows.ts';
import { answering, LIFECYCLE, lying, RESUME } from '../scenarios/sabotage/sabotage.ts';

/** `sls invoke local` as the README has it, against what `canary local` keeps up. */
let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'invoke-'));
  await copyInto(copy, { needs: ['serverless.yml', 'bundle.js', 'src', 'events'] });
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** One after the other: each builds the bundle in the same folder. */
describe('every sample event is a run, however old the sample is, but one that was judged', () => {
  const samples = readdirSync('events').filter((file) => file !== 'deployment-judged.json');
  test.each(samples)('%s', { timeout: 60_000 }, async (file) => {
    const account = await startLocalAccount();
    try {
      const args = ['invoke', 'local', '-f', 'canary', '-p', `events/${file}`];
      const application = '--param=codeDeployApplication=cc-native';
      const { stdout, stderr } = await sls(copy, copy, [...args, application], account.env);

      const answer = stdout.slice(stdout.lastIndexOf('\n{\n') + 1);
      expect(JSON.parse(answer)).toMatchObject({ outcome: 'ran', report: { verdict: 'passed' } });
      expect(stderr).toBe('');
      expect(await rowsOf(account)).toEqual([]);
    } finally {
      await account.close();
    }
  });
});

test('a gate ends non-zero and names scenario and step when the target is red', async () => {
  const account = await startLocalAccount();
  try {
    lying(LIFECYCLE, answering(500, { error: 'Internal server error' }), RESUME)(account);
    const args = ['invoke', 'local', '-f', 'canary', '-p', 'events/manual-gate.json'];
    const ended = await sls(copy, copy, args, account.env).then(
      () => 'it ended well',
      ({ code, stdout, stderr }) => ({ code, said: `${stdout}${stderr}` }),
    );

    expect(ended).toMatchObject({ code: 1 });
    expect(ended).toHaveProperty('said', expect.stringContaining('RunNotPassed'));
    expect(ended).toHaveProperty(
      'said',
      expect.stringContaining('plan-ledger failed at resume-answers-200'),
    );
  } finally {
    await account.close();
  }
});
