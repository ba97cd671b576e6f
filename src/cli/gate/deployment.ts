import { LONGEST_LABEL } from '../../limits.ts';
import type { Env } from '../../settings.ts';
import type { Deployment } from '../../triggers/events.ts';
import type { Invocation } from '../shell.ts';

/** What a CI system says of the job that runs here, in its own variables. */
interface Surroundings {
  readonly id?: string | undefined;
  readonly version?: string | undefined;
  readonly commit?: string | undefined;
  /** Who, and in what. */
  readonly who: string | undefined;
}

export function surroundings(env: Env): Surroundings {
  // https://docs.github.com/en/actions/reference/workflows-and-actions/variables
  if (env.GITHUB_ACTIONS === 'true') {
    const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = '1', GITHUB_ACTOR: actor } = env;
    return {
      id: run && `github-${run}-${attempt}`,
      version: env.GITHUB_REF_TYPE === 'tag' ? env.GITHUB_REF_NAME : undefined,
      commit: env.GITHUB_SHA,
      who: [actor, 'in GitHub Actions'].filter(Boolean).join(' '),
    };
  }
  // https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
  if (env.CODEBUILD_BUILD_ID) {
    const { CODEBUILD_INITIATOR: initiator = '', CODEBUILD_WEBHOOK_TRIGGER: trigger = '' } = env;
    // In a pipeline the source is the action's own: this project's, and not that which was deployed.
    const inPipeline = initiator.startsWith('codepipeline/');
    return {
      id: env.CODEBUILD_BUILD_ID,
      version: trigger.startsWith('tag/') ? trigger.slice('tag/'.length) : undefined,
      commit: inPipeline ? undefined : env.CODEBUILD_RESOLVED_SOURCE_VERSION,
      who: [initiator, 'in CodeBuild'].filter(Boolean).join(' '),
    };
  }
  return { who: env.USER || env.LOGNAME };
}

/** What the options say of the deployment, and what is wrong with it. */
export function askedDeployment({ texts }: Invocation) {
  const parts = ['id', 'version', 'commit'] as const;
  const told = parts.flatMap((part) => {
    const value = texts.get(`deployment-${part}`);
    return value === undefined ? [] : [[part, value] as const];
  });
  const tooLong = told.filter(([, value]) => value.length > LONGEST_LABEL);
  return {
    asked: Object.fromEntries(told) as Partial<Deployment>,
    problems: tooLong.map(
      ([part, value]) =>
        `--deployment-${part} has ${value.length} characters: expected at most ${LONGEST_LABEL}`,
    ),
  };
}

/** Filled up from where this runs: one that has no id of its own is known by its time. */
export function completed(asked: Partial<Deployment>, env: Env, now: Date): Deployment {
  const around = surroundings(env);
  const id = asked.id || around.id || `deploy-${now.toISOString()}`;
  const version = asked.version || around.version;
  const commit = asked.commit || around.commit;
  const label = (value: string) => value.slice(0, LONGEST_LABEL);
  return {
    id: label(id),
    ...(version && { version: label(version) }),
    ...(commit && { commit: label(commit) }),
  };
}
