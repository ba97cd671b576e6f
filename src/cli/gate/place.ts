import { type Env, readSettings } from '../../settings.ts';
import { environment, IDENTITY } from '../environment.ts';
import { malformedEndpoints } from '../sdk.ts';
import type { Invocation, Shell } from '../shell.ts';

/** The account that a command of the gate works in. */
export interface GatePlace {
  readonly env: Env;
  readonly region: string;
  readonly profile: string | undefined;
  /** The file of settings, whether it is there or not. */
  readonly file: string;
  readonly problems: readonly string[];
  readonly hint: string | undefined;
}

/** As everywhere: the environment, then `.env`; what the command line says is above both. */
export function gatePlace(
  { texts }: Invocation,
  shell: Pick<Shell, 'env' | 'cwd'>,
  how: { readonly fileMayMiss: boolean },
): GatePlace {
  const asked = texts.get('env-file');
  const found = environment(shell, asked, { mayMiss: asked === undefined || how.fileMayMiss });
  const env = asOptionsSay(found.env, texts);
  const { problems } = readSettings(env);
  const region = problems
    .filter(({ name }) => name === 'AWS_REGION')
    // What was given as an option is told as one.
    .map(({ problem }) =>
      texts.has('region') ? problem.replace('AWS_REGION', '--region') : problem,
    );
  return {
    env,
    region: env.AWS_REGION ?? '',
    profile: env.AWS_PROFILE,
    file: found.path,
    problems: [...found.problems, ...region, ...malformedEndpoints(env)],
    hint: region.length > 0 ? `looked at --region, ${found.lookedIn}` : undefined,
  };
}

/** `--profile` replaces every other credential: keys that are set beside it are another identity's. */
function asOptionsSay(env: Env, texts: Invocation['texts']): Env {
  const region = texts.get('region');
  const profile = texts.get('profile');
  const kept = Object.entries(env).filter(
    ([name]) => !(profile && IDENTITY.some((one) => one === name)),
  );
  return {
    ...Object.fromEntries(kept),
    ...(region && { AWS_REGION: region }),
    ...(profile && { AWS_PROFILE: profile }),
  };
}
