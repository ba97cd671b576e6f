import { wrap } from '../reporters/layout.ts';
import type { Output } from './shell.ts';

/** Everything that is wrong with the asking, at once. */
export function refusal(
  program: string,
  problems: readonly string[],
  hint: string | undefined,
  err: Output,
): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const told = [
    ...hanging('', `${program}: ${count}, nothing was touched`, err),
    ...problems.flatMap((problem) => hanging('  - ', problem, err)),
    ...(hint === undefined ? [] : hanging('', hint, err)),
    ...hanging('', `see ${program} --help`, err),
  ];
  return `${told.join('\n')}\n`;
}

/** Wrapped for a person; a log keeps a problem on its line. */
function hanging(head: string, text: string, { isTty, columns }: Output): readonly string[] {
  const lines = wrap(text, isTty ? Math.max(20, columns - head.length) : Number.POSITIVE_INFINITY);
  return lines.map((line, i) => `${i === 0 ? head : ' '.repeat(head.length)}${line}`);
}
