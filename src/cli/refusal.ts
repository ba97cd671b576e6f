import { hanging } from '../reporters/layout.ts';
import type { Output } from './shell.ts';

/** Everything that is wrong with the asking, at once. */
export function refusal(
  program: string,
  problems: readonly string[],
  hint: string | undefined,
  err: Output,
): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const lines = [
    ...told('', `${program}: ${count}, nothing was touched`, err),
    ...problems.flatMap((problem) => told('  - ', problem, err)),
    ...(hint === undefined ? [] : told('', hint, err)),
    ...told('', `see ${program} --help`, err),
  ];
  return `${lines.join('\n')}\n`;
}

/** Wrapped for a person; a log keeps a problem on its line. */
function told(head: string, text: string, { isTty, columns }: Output): readonly string[] {
  const room = isTty ? Math.max(20, columns - head.length) : Number.POSITIVE_INFINITY;
  return hanging(head, text, head.length + room);
}
