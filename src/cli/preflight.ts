import type { ScenarioName } from '../engine/report.ts';
import { scenarioName } from '../engine/run.ts';
import { LOCAL_SETTINGS } from '../local/settings.ts';
import { scenarios } from '../scenarios/index.ts';
import { DEFAULTS, type Env, readSettings, type SettingName } from '../settings.ts';
import { environment } from './environment.ts';
import { missingIn, wrongAmong } from './needs.ts';
import { type ReportFile, reportFiles } from './report-files.ts';
import { malformedEndpoints } from './sdk.ts';
import { selection } from './selection.ts';
import type { Invocation, Shell } from './shell.ts';

/** A run as it was asked for: everything that could be wrong with the asking has been looked at. */
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
  readonly files: readonly ReportFile[];
}

interface Preflight {
  readonly plan: Plan;
  /** Every problem of the operands, files and settings; with any, the plan is not to be followed. */
  readonly problems: readonly string[];
  readonly hint: string | undefined;
}

/** Looks at everything before anything is touched. */
export function preflight(invocation: Invocation, shell: Shell): Preflight {
  const { operands, flags, texts, numbers } = invocation;
  const local = flags.has('local');
  const found = environment(shell, texts.get('env-file'));
  const env = local ? embedded(found.env) : found.env;
  const { known, meant, problems: strangers } = selection(operands, scenarioNames);

  const read = readSettings(env);
  const { values } = read;
  const needed = requiredBy([...known, ...meant], operands.length === 0);
  // What an option says is not asked of a setting.
  if (numbers.has('retries')) needed.delete('CANARY_RETRIES');
  if (numbers.has('concurrency')) needed.delete('CANARY_CONCURRENCY');
  const missing = [
    ...wrongAmong(read, needed),
    ...(values.CANARY_SWEEP_LEDGER === 'true' ? missingIn(read, 'PLAN_LEDGER_TABLE_NAME') : []),
  ];

  const { files, problems: unwritable } = reportFiles(invocation, shell);
  // An embedded account needs nothing from a .env; a file that was asked for is to be there.
  const unread = local && !texts.has('env-file') ? [] : found.problems;
  return {
    problems: [...strangers, ...unwritable, ...unread, ...malformedEndpoints(env), ...missing],
    hint: missing.length > 0 ? hint(found.lookedIn, local) : undefined,
    plan: {
      env,
      local,
      select: operands.length === 0 ? 'all' : known.map(scenarioName),
      retries: numbers.get('retries') ?? Number(values.CANARY_RETRIES),
      concurrency: numbers.get('concurrency') ?? Number(values.CANARY_CONCURRENCY),
      timeoutMs: (numbers.get('timeout') ?? DEFAULTS.timeoutS) * 1000,
      json: flags.has('json'),
      quiet: flags.has('quiet'),
      noColor: flags.has('no-color'),
      files,
    },
  };
}

function hint(lookedIn: string, local: boolean): string {
  if (local) return `looked in ${lookedIn}`;
  return `looked in ${lookedIn}; canary env writes there what the target stack knows; without an account: npm start, or canary run --local`;
}

/** How the canary behaves is the person's to say; which account it meets is not. */
function embedded(env: Env): Env {
  const own = Object.entries(env).filter(([name]) => name.startsWith('CANARY_'));
  return { ...Object.fromEntries(own), ...LOCAL_SETTINGS };
}

const scenarioNames: readonly string[] = scenarios.map(({ name }) => name);

/** Names of settings; those of the misspelled scenarios too, so that nobody is refused twice. */
function requiredBy(names: readonly (string | undefined)[], all: boolean): Set<string> {
  const selected = scenarios.filter(({ name }) => all || names.includes(name));
  const always = [
    ...(['CANARY_CONCURRENCY', 'CANARY_RETRIES'] as const),
    // A run goes on without its table of runs, but not past one that was meant and is misspelled.
    ...(['CANARY_SWEEP_LEDGER', 'RUNS_TABLE_NAME'] as const),
  ] satisfies SettingName[];
  return new Set([...selected.flatMap(({ requires }) => requires), ...always]);
}
