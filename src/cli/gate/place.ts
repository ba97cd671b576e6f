import { type Env, readSettings } from '../../settings.ts';
import { asOptionsSay, environment, lookedAt, namedAsGiven } from '../environment.ts';
import { malformedEndpoints } from '../sdk.ts';
import type { Invocation, Shell } from '../shell.ts';

/** The account that a command of the gate works in. */
export interface GatePlace {
  readonly env: Env;
  readonly region: string;
  readonly profile: string | undefined;
  /** The file of settings, whether it is there or not. */
  readonly file: string;
  /** It is there and cannot be read, which is among the problems. */
  readonly unreadable: boolean;
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
  const env = asOptionsSay(texts, found.env);
  const { problems } = readSettings(env);
  const region = problems
    .filter(({ name }) => name === 'AWS_REGION')
    .map(({ problem }) => namedAsGiven(texts, problem));
  return {
    env,
    region: env.AWS_REGION ?? '',
    profile: env.AWS_PROFILE,
    file: found.path,
    unreadable: found.problems.length > 0,
    problems: [...found.problems, ...region, ...malformedEndpoints(env)],
    hint: region.length > 0 ? lookedAt(['--region'], found.lookedIn) : undefined,
  };
}
