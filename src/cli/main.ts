import nodeModule from 'node:module';
import packageJson from '../../package.json' with { type: 'json' };
import type { Env } from '../settings.ts';
import { parseArguments } from './arguments.ts';
import type { Command } from './commands.ts';
import { helpFor } from './help.ts';
import { keptByNpm } from './npm-kept.ts';
import { outputOn } from './output.ts';
import { refusal } from './refusal.ts';
import { EXIT, type ExitCode, type Invocation, type Shell } from './shell.ts';

/** The program: the only file that prints, reads the command line or sets the exit code. */

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof SIGNALS;

async function main(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const parsed = parseArguments(argv);
  switch (parsed.kind) {
    case 'version':
      shell.out.write(`${packageJson.version}\n`);
      return EXIT.passed;
    case 'help':
      shell.out.write(helpFor(parsed.command, shell.out.columns));
      return EXIT.passed;
    case 'wrong':
      return refuse('canary', [parsed.problem], undefined, shell);
    case 'command':
      return await obey(
        parsed.command,
        parsed.invocation,
        [...keptByNpm(parsed.command, argv, shell.env), ...parsed.problems],
        shell,
      );
  }
}

async function obey(
  { name, load }: Command,
  invocation: Invocation,
  misread: readonly string[],
  shell: Shell,
): Promise<ExitCode> {
  const prepare = await load();
  const { problems, hint, go } = prepare(invocation, shell);
  const all = [...misread, ...problems];
  return all.length === 0 ? await go() : refuse(`canary ${name}`, all, hint, shell);
}

function refuse(
  program: string,
  problems: readonly string[],
  hint: string | undefined,
  { err }: Shell,
): ExitCode {
  err.write(refusal(program, problems, hint, err));
  return EXIT.usage;
}

/** Node 22 and newer keep what a command loads compiled, for its next start. */
(nodeModule as { enableCompileCache?(): unknown }).enableCompileCache?.();

const interrupted = new AbortController();
const err = outputOn(process.stderr, process.env);
const out = outputOn(process.stdout, process.env);

/** npm hands on the signal that the terminal has sent to all of its processes: one Ctrl-C, heard twice. */
const ECHO_MS = 250;
let stopped: { readonly by: Signal; readonly at: number } | undefined;
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stopped) {
      stopped = { by: signal, at: performance.now() };
      interrupted.abort(new Error(signal));
    } else if (performance.now() - stopped.at > ECHO_MS) {
      err.write(`\n${signal} again: quit without cleaning up\n`);
      process.exit();
    }
  });
}

/** A bug is the canary's, never the target's: exit 1, Node's own choice, would say that. */
function ownBug(error: unknown): void {
  const told = error instanceof Error ? error.stack : String(error);
  err.write(`canary: internal error: ${told}\n`);
}
// Nobody waits for what threw, so what had begun can still be cleaned up.
let buggy = false;
process.on('uncaughtException', (error) => {
  ownBug(error);
  if (buggy) process.exit(EXIT.broken);
  buggy = true;
  interrupted.abort(new Error('a bug of the canary'));
});

const shell: Shell = {
  env: { ...process.env },
  cwd: process.cwd(),
  out,
  err,
  interrupted: interrupted.signal,
  onKey,
  setForSdk(aws: Env) {
    const names = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
    for (const name of names) delete process.env[name];
    Object.assign(process.env, aws);
    // It would tell whoever runs this to upgrade Node; which Node we support is ours to say.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  },
};

/** Keys come one by one only in raw mode, in which Ctrl-C is a key like any other. */
function onKey(heard: (key: string) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const hear = (pressed: Buffer) => {
    if (pressed.includes(3)) process.kill(process.pid, 'SIGINT');
    else heard(pressed.toString());
  };
  stdin.setRawMode(true).on('data', hear).resume();
  return () => {
    stdin.off('data', hear).pause().setRawMode(false);
  };
}

/** Past it, whatever still holds the process open is let go; but never output that is still read. */
const LEAVE_MS = 1_000;

async function leave(): Promise<void> {
  await Promise.all([out.drained(), err.drained()]);
  process.exit();
}

// Decided at the very end: an output may fail late, and a signal may come late. Until main has
// ended nothing is known, and Node would end with a code of its own.
let code: ExitCode = EXIT.broken;
process.on('exit', () => {
  process.exitCode = exitCode();
});
// Not awaited at the top level: what a command loads later waits for all that is loaded first.
void main(process.argv.slice(2), shell)
  .catch((error: unknown) => {
    ownBug(error);
    return EXIT.broken;
  })
  .then((ended) => {
    code = ended;
    setTimeout(() => void leave(), LEAVE_MS).unref();
  });

function exitCode(): ExitCode {
  if (stopped) return SIGNALS[stopped.by];
  const lost = out.lost();
  if (lost) err.write(`canary: its output could not be written: ${lost.message}\n`);
  return code === EXIT.passed && (buggy || lost) ? EXIT.broken : code;
}
