import { quoted } from '../quoted.ts';
import { type Completed, choicesOf, takes } from './words.ts';

export function fishCompletion(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, summary, options, operands }) => [
    `complete -c canary -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...options.map((option) => {
      const choices = choicesOf(option).join(' ');
      const value = choices === '' ? ' -x' : ` -x -a ${quoted(choices)}`;
      const how = { nothing: '', file: ' -r -F', value }[takes(option)];
      return `complete -c canary -n ${within(name)} -l ${option.name}${how} -d ${quoted(option.help)}`;
    }),
    ...(operands.length > 0
      ? [`complete -c canary -n ${within(name)} -a ${quoted(operands.join(' '))}`]
      : []),
  ]);
  return ['# canary completion for fish: canary completion fish | source', 'complete -c canary -f']
    .concat(lines, '')
    .join('\n');
}

function within(command: string): string {
  return quoted(`__fish_seen_subcommand_from ${command}`);
}
