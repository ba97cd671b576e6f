import { expect, test } from 'vitest';
import { askedDeployment, completed, surroundings } from '../../../src/cli/gate/deployment.ts';
import { invocation } from '../shells.ts';

const now = new Date('2026-11-22T11:00:00Z');
const github = {
  ...{
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '71',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_SHA: '9fceb02',
  },
  GITHUB_REF_TYPE: 'tag',
  GITHUB_REF_NAME: 'v4.7.1',
  GITHUB_ACTOR: 'octocat',
};
const codeBuild = {
  CODEBUILD_BUILD_ID: 'gate:0c1a8b1e',
  CODEBUILD_INITIATOR: 'alice',
  CODEBUILD_RESOLVED_SOURCE_VERSION: '9fceb02',
};

test.each([
  ['GitHub Actions', github, { id: 'github-71-2', version: 'v4.7.1', commit: '9fceb02' }],
  [
    'GitHub Actions on a branch',
    { ...github, GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' },
    { id: 'github-71-2', commit: '9fceb02' },
  ],
  ['CodeBuild', codeBuild, { id: 'gate:0c1a8b1e', commit: '9fceb02' }],
  [
    'a CodePipeline, whose source is the canary itself',
    { ...codeBuild, CODEBUILD_INITIATOR: 'codepipeline/release' },
    { id: 'gate:0c1a8b1e' },
  ],
  [
    'CodeBuild for a tag',
    { ...codeBuild, CODEBUILD_WEBHOOK_TRIGGER: 'tag/v4.7.1' },
    { id: 'gate:0c1a8b1e', version: 'v4.7.1', commit: '9fceb02' },
  ],
  ['a terminal', {}, { id: 'deploy-2026-11-22T11:00:00.000Z' }],
  [
    'GitHub Actions that says nothing',
    { GITHUB_ACTIONS: 'true' },
    { id: 'deploy-2026-11-22T11:00:00.000Z' },
  ],
  [
    'GitHub Actions without a run',
    { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '', GITHUB_SHA: '' },
    { id: 'deploy-2026-11-22T11:00:00.000Z' },
  ],
])('in %s a deployment is known by what is said there', (_where, env, deployment) => {
  expect(completed({}, env, now)).toEqual(deployment);
});

test('what the options say is above it', () => {
  const options = { 'deployment-id': 'd-1', 'deployment-commit': 'abc' };
  const { asked, problems } = askedDeployment(invocation([], options));
  expect(problems).toEqual([]);
  expect(completed(asked, github, now)).toEqual({ id: 'd-1', version: 'v4.7.1', commit: 'abc' });
});

test('nothing is longer than a request takes', () => {
  const id = 'x'.repeat(500);
  expect(completed({}, { CODEBUILD_BUILD_ID: id }, now).id).toHaveLength(200);
  const problems = (version: string) =>
    askedDeployment(invocation([], { 'deployment-version': version })).problems;
  expect(problems('x'.repeat(200))).toEqual([]);
  expect(problems(id)).toEqual(['--deployment-version has 500 characters: expected at most 200']);
});

test.each([
  [github, 'octocat in GitHub Actions'],
  [codeBuild, 'alice in CodeBuild'],
  [{ CODEBUILD_BUILD_ID: 'x' }, 'in CodeBuild'],
  [{ USER: 'alice' }, 'alice'],
  [{ LOGNAME: 'bob' }, 'bob'],
  [{}, undefined],
])('of %j it is told who asks', (env, who) => {
  expect(surroundings(env).who).toBe(who);
});
