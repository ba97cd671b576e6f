import { errorFacts, FailureError } from '../engine/failure.ts';
import { nextFor } from '../reporters/next.ts';
import { plain } from '../reporters/plain.ts';
import type { Env } from '../settings.ts';
import { placeOf } from './sdk.ts';

/** Why a command could not do its work, and what to do next. */
export function whyNot(error: unknown, env: Env): string {
  if (!(error instanceof FailureError)) return `${plain(errorFacts(error).message)}\n`;
  const { command, advice } = nextFor(error.failure, [], placeOf(env));
  const next = [command, advice].filter(Boolean).join('; ');
  return `${plain(error.failure.message)}\nnext: ${next}\n`;
}
