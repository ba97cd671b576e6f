import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitIn, projectFolder } from '../../../src/cli/gate/project.ts';
import { folder } from '../shells.ts';

test('the project is the folder of serverless.yml, from its bundle as from its source', () => {
  const root = projectFolder();
  expect(existsSync(join(root, 'serverless.yml'))).toBe(true);
  expect(projectFolder(join(root, 'dist', 'chunks'))).toBe(root);
});

test('a program that was taken out of it says so', () => {
  expect(() => projectFolder('/')).toThrow('no serverless.yml above this program');
});

test('what is checked out is asked of git, in that folder', async () => {
  const here = folder();
  writeFileSync(join(here, 'git'), '#!/bin/sh\necho "$* in $(pwd -P)"\n');
  chmodSync(join(here, 'git'), 0o755);
  const said = await commitIn(here, { PATH: `${here}:${process.env.PATH}` });
  expect(said).toMatch(/^rev-parse HEAD in \/\S*canary-test-\S+$/);
});

test.each([
  ['git', { PATH: '' }],
  ['a repository', { PATH: process.env.PATH, GIT_CEILING_DIRECTORIES: '/' }],
])('without %s nothing is known, and nothing is wrong', async (_what, env) => {
  expect(await commitIn(folder(), env)).toBeUndefined();
});
