import type { Env } from '../settings.ts';
import type { Command } from './commands.ts';

/** Scripts of package.json that hand on to this program. */
const SCRIPTS = new Set(['start', 'canary', 'deploy']);
/** Those that npm knows, and may be meant for it. */
const NPMS_OWN = new Set(['no-color', 'quiet']);

/**
 * Without `--`, npm takes an option for one of its own, says so late or not at all, and starts the
 * script without it: `npm run canary sweep --dry-run` would sweep. What it took stands in the
 * environment of the script. https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables
 *
 * @param argv the command line as it arrived
 */
export function keptByNpm(
  { name: command, options }: Command,
  argv: readonly string[],
  env: Env,
): readonly string[] {
  const script = env.npm_lifecycle_event ?? '';
  if (!SCRIPTS.has(script)) return [];
  const arrived = (name: string) =>
    argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const kept = options
    .map(({ name }) => name)
    .filter((name) => !NPMS_OWN.has(name) && isTaken(name, env) && !arrived(name))
    .map((name) => `--${name}`);
  if (kept.length === 0) return [];
  const run = { start: 'npm start --', deploy: 'npm run deploy --' }[script];
  return [
    `npm took ${kept.join(', ')} as its own: put the canary's options after --, as in ${run ?? `npm run canary -- ${command}`} ${kept[0]}`,
  ];
}

/** `--no-test` is to npm a `test` that is off, which it writes as an empty text. */
function isTaken(option: string, env: Env): boolean {
  const positive = option.replace(/^no-/, '');
  return positive === option ? Boolean(env[npmName(option)]) : env[npmName(positive)] === '';
}

function npmName(option: string): string {
  return `npm_config_${option.replaceAll('-', '_')}`;
}
