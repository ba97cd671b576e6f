#!/usr/bin/env node
import packageJson from '../../package.json' with { type: 'json' };
import type { Env } from '../settings.ts';
import { parseArguments } from './arguments.ts';
import { helpFor } from './help.ts';
import { EXIT, type ExitCode, type Output, type Shell, UsageError } from './shell.ts';

/** The program: the only file that prints, reads the command line or sets the exit code. */

// The SDK would tell whoever runs this to upgrade Node; which Node we support is ours to say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const parsed = parseArguments(argv);
  switch (parsed.kind) {
    case 'version':
      shell.out.write(`${packageJson.version}\n`);
      return EXIT.passed;
    case 'help':
      shell.out.write(helpFor(parsed.command));
      return EXIT.passed;
    case 'wrong':
      return refuse(parsed.command?.name, parsed.problems, shell);
    case 'run':
      try {
        return await (await parsed.command.load())(parsed.invocation, shell);
      } catch (error) {
        if (error instanceof UsageError) return refuse(parsed.command.name, error.problems, shell);
        throw error;
      }
  }
}

function refuse(command: string | undefined, problems: readonly string[], shell: Shell): ExitCode {
  const program = command ? `canary ${command}` : 'canary';
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `  ${problem}\n`).join('');
  shell.err.write(`${program}: ${count}, nothing was touched\n${lines}see ${program} --help\n`);
  return EXIT.usage;
}

function output(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) must not keep a run from cleaning up.
  stream.on('error', () => {});
  return {
    write: (text) => void stream.write(text),
    isTty: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

const interrupted = new AbortController();
const err = output(process.stderr);
let stoppedBy: keyof typeof SIGNALS | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stoppedBy) {
      err.write(`\n${signal} again: gone without cleaning up\n`);
      process.exit(SIGNALS[signal]);
    }
    stoppedBy = signal;
    interrupted.abort(new Error(signal));
  });
}

const shell: Shell = {
  env: process.env,
  cwd: process.cwd(),
  out: output(process.stdout),
  err,
  interrupted: interrupted.signal,
  exportToSdk(env: Env) {
    for (const [name, value] of Object.entries(env)) {
      if (name.startsWith('AWS_') && value) process.env[name] ||= value;
    }
  },
};

/** Time for output to drain; past it whatever still holds the process open is let go. */
const DRAIN_MS = 1_000;

const code = await main(process.argv.slice(2), shell).catch((error: unknown) => {
  err.write(`canary: a bug of its own: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.broken;
});
process.exitCode = stoppedBy ? SIGNALS[stoppedBy] : code;
setTimeout(() => process.exit(), DRAIN_MS).unref();
