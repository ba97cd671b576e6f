import { readSettings, type SettingName, type Settings, settingDefinitions } from '../settings.ts';
import {
  asOptionsSay,
  type Environment,
  environment,
  lookedAt,
  namedAsGiven,
} from './environment.ts';
import { nameProblems, runsTableOf } from './gate/stage.ts';
import { malformedEndpoints } from './sdk.ts';
import type { Invocation, Shell } from './shell.ts';

/** The settings of a command, and everything that is missing or wrong among those it needs. */
export interface Needs {
  readonly env: Environment['env'];
  readonly values: Settings;
  readonly problems: readonly string[];
  readonly hint: string | undefined;
}

interface Beside {
  /** Told of only where they are wrong. */
  readonly optional?: readonly SettingName[];
  /** The command's own that are above the environment. */
  readonly options?: readonly string[];
}

export function needs(
  { texts }: Pick<Invocation, 'texts'>,
  shell: Pick<Shell, 'env' | 'cwd'>,
  names: (values: Settings) => readonly SettingName[],
  { optional = [], options = [] }: Beside = {},
): Needs {
  const { env: found, problems: unreadable, lookedIn } = environment(shell, texts.get('env-file'));
  const stage = texts.get('stage');
  const env = asOptionsSay(
    texts,
    stage === undefined ? found : { ...found, RUNS_TABLE_NAME: runsTableOf(stage) },
  );
  const read = readSettings(env);
  const { values } = read;
  const missing = [
    ...names(values).flatMap((name) => missingIn(read, name)),
    ...wrongAmong(read, new Set(optional)),
  ].map((problem) => namedAsGiven(texts, problem));
  return {
    env,
    values,
    problems: [...nameProblems({ stage }), ...unreadable, ...malformedEndpoints(env), ...missing],
    hint: missing.length > 0 ? lookedAt(options, lookedIn) : undefined,
  };
}

/** What is wrong with these, in the order of all settings; of an optional one not that it is missing. */
export function wrongAmong(
  { problems }: Pick<ReturnType<typeof readSettings>, 'problems'>,
  names: ReadonlySet<string>,
): readonly string[] {
  return problems.filter(({ name }) => names.has(name)).map(({ problem }) => problem);
}

/** What is wrong with a setting that is needed, though it be optional to others: at most one thing. */
export function missingIn(
  { values, problems }: ReturnType<typeof readSettings>,
  name: SettingName,
): readonly string[] {
  const told = problems.filter((one) => one.name === name).map(({ problem }) => problem);
  if (told.length > 0 || values[name] !== undefined) return told;
  const is = settingDefinitions.find((one) => one.name === name)?.is;
  return [`${name} is not set: ${is}`];
}
