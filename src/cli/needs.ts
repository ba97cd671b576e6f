import { readSettings, type SettingName, type Settings, settingDefinitions } from '../settings.ts';
import { type Environment, environment } from './environment.ts';
import { malformedEndpoints } from './sdk.ts';
import type { Invocation, Shell } from './shell.ts';

/** The settings of a command, and everything that is missing or wrong among those it needs. */
export interface Needs {
  readonly env: Environment['env'];
  readonly values: Settings;
  readonly problems: readonly string[];
  readonly hint: string | undefined;
}

export function needs(
  { texts }: Pick<Invocation, 'texts'>,
  shell: Pick<Shell, 'env' | 'cwd'>,
  names: (values: Settings) => readonly SettingName[],
): Needs {
  const { env, problems: unreadable, lookedIn } = environment(shell, texts.get('env-file'));
  const { values, problems } = readSettings(env);
  const missing = names(values).flatMap((name) => {
    const told = problems.filter((one) => one.name === name).map(({ problem }) => problem);
    // Nobody else is told that an optional one is not set.
    return told.length > 0 || values[name] !== undefined ? told : [notSet(name)];
  });
  return {
    env,
    values,
    problems: [...unreadable, ...malformedEndpoints(env), ...missing],
    hint: missing.length > 0 ? `looked in ${lookedIn}` : undefined,
  };
}

function notSet(name: SettingName): string {
  const is = settingDefinitions.find((one) => one.name === name)?.is;
  return `${name} is not set: ${is}`;
}
