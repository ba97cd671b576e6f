import { unwritableSettings, type Written, writeSettings } from '../dotenv/file.ts';
import { errorFacts, FailureError } from '../engine/failure.ts';
import { systemClock } from '../engine/time.ts';
import { plain } from '../reporters/plain.ts';
import { type GatePlace, gatePlace } from './gate/place.ts';
import { DEFAULT_TARGET_STACK, readTarget, stackProblems } from './gate/target.ts';
import { troubleOf } from './gate/trouble.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** `canary env`: the target's tables, from its stack into `.env`, so that every other command finds them. */
export function env(invocation: Invocation, shell: Shell): Ready {
  const place = gatePlace(invocation, shell, { fileMayMiss: true });
  const stack = invocation.texts.get('stack') ?? DEFAULT_TARGET_STACK;
  return {
    problems: [
      ...stackProblems('stack', stack),
      ...place.problems,
      ...(place.unreadable ? [] : unwritableSettings(place.file)),
    ],
    hint: place.hint,
    go: () => refresh(stack, place, shell),
  };
}

/** For a stack that CloudFormation has to be asked for more than once. */
export const STACK_MS = 30_000;

async function refresh(stack: string, place: GatePlace, shell: Shell): Promise<ExitCode> {
  const { out, err, interrupted } = shell;
  shell.setForSdk(forSdk(place.env));
  try {
    const how = { clock: systemClock, allowedMs: STACK_MS, interrupted };
    const target = await readTarget(stack, place.region, how);
    if (target.outcome === 'missing') {
      const problems = target.problems.map((problem) => `  - ${plain(problem)}\n`).join('');
      err.write(`canary env: ${place.file} is as it was\n${problems}next: ${target.next}\n`);
      return EXIT.usage;
    }
    if (target.changing) {
      err.write(`canary env: ${stack} is ${target.changing}: run this again when that is over\n`);
    }
    const settings = settingsOf(place.region, target.tables);
    out.write(toldOf(place.file, await writeSettings(place.file, settings), settings));
    return EXIT.passed;
  } catch (error) {
    if (interrupted.aborted) {
      err.write(`canary env: stopped; ${place.file} is as it was\n`);
    } else if (error instanceof FailureError) {
      const { why, next } = troubleOf(error.failure, place.env);
      err.write(`canary env: ${why}; ${place.file} is as it was\nnext: ${next}\n`);
    } else {
      err.write(`canary env: ${place.file} was not written: ${errorFacts(error).message}\n`);
    }
    return EXIT.broken;
  }
}

/** All that the canary's own commands need to find the target. */
export function settingsOf(region: string, tables: Readonly<Record<string, string>>) {
  return { AWS_REGION: region, ...tables };
}

export function toldOf(
  file: string,
  written: Written,
  settings: Readonly<Record<string, string>>,
): string {
  const lines = Object.entries(settings).map(([name, value]) => `  ${name}=${value}\n`);
  return `${file}: ${written}\n${lines.join('')}`;
}
