import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ScenarioName, scenarioName } from '../engine/run.ts';
import { LOCAL_SETTINGS } from '../local/settings.ts';
import { scenarios } from '../scenarios/index.ts';
import { type Env, readSettings, type SettingName } from '../settings.ts';
import { suggestion } from './arguments.ts';
import { environment } from './environment.ts';
import { type Invocation, type Shell, UsageError } from './shell.ts';

/** A run that can begin: everything that could be wrong with the asking has been looked at. */
export interface Plan {
  readonly env: Env;
  readonly local: boolean;
  readonly select: 'all' | readonly ScenarioName[];
  readonly retries: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
  /** An absolute path. */
  readonly junit: string | undefined;
}

const DEFAULT_TIMEOUT_S = 120;

/**
 * Looks at everything before anything is touched.
 *
 * @throws {UsageError} with every problem of the operands, files and settings
 */
export function preflight({ operands, flags, texts, numbers }: Invocation, shell: Shell): Plan {
  const problems: string[] = [];
  const local = flags.has('local');
  const env = { ...readable(shell, texts.get('env-file'), problems), ...(local && LOCAL_SETTINGS) };
  const names = scenarios.map(({ name }) => name as string);
  const known = [...new Set(operands)].filter((name) => names.includes(name));
  for (const operand of new Set(operands)) {
    if (known.includes(operand)) continue;
    problems.push(`unknown scenario ${JSON.stringify(operand)}${suggestion(operand, names)}`);
  }

  const { values, problems: wrong } = readSettings(env);
  const selected = scenarios.filter(({ name }) => operands.length === 0 || known.includes(name));
  const required = new Set([
    ...selected.flatMap(({ requires }) => requires),
    ...(['CANARY_CONCURRENCY', 'CANARY_RETRIES'] satisfies SettingName[]),
  ]);
  problems.push(...wrong.filter(({ name }) => required.has(name)).map(({ problem }) => problem));

  const junit = texts.has('junit') ? resolve(shell.cwd, texts.get('junit') ?? '') : undefined;
  if (junit !== undefined) problems.push(...unwritable('--junit', junit));
  if (problems.length > 0) throw new UsageError(problems);
  return {
    env,
    local,
    select: operands.length === 0 ? 'all' : known.map(scenarioName),
    retries: numbers.get('retries') ?? Number(values.CANARY_RETRIES),
    concurrency: numbers.get('concurrency') ?? Number(values.CANARY_CONCURRENCY),
    timeoutMs: (numbers.get('timeout') ?? DEFAULT_TIMEOUT_S) * 1000,
    json: flags.has('json'),
    quiet: flags.has('quiet'),
    noColor: flags.has('no-color'),
    junit,
  };
}

function readable(shell: Shell, file: string | undefined, problems: string[]): Env {
  try {
    return environment(shell, file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push(...error.problems);
    return shell.env;
  }
}

/** A report that cannot be written is found now, not when the run is over. */
function unwritable(option: string, path: string): string[] {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      return [`${option} ${path} is a folder: name a file`];
    }
    accessSync(dirname(path), constants.W_OK);
    return [];
  } catch (error) {
    return [`${option} ${path} cannot be written: ${(error as Error).message}`];
  }
}
