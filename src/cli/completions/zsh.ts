import { quoted } from '../quoted.ts';
import { type Completed, choicesOf, takes } from './words.ts';

/** To be sourced after `compinit`, or kept as `_canary` in a folder of `$fpath`. */
export function zshCompletion(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => quoted(`${name}:${escaped(summary)}`));
  return `#compdef canary
# canary completion for zsh: source <(canary completion zsh)
_canary() {
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
# From a folder of $fpath this file is the function, and is called to complete at once.
if [[ $funcstack[1] == _canary ]]; then
  _canary "$@"
else
  compdef _canary canary
fi
`;
}

function commandCase({ name, options, operands }: Completed): string {
  const specs = options.map((option) => {
    const choices = choicesOf(option).join(' ');
    const value = choices === '' ? ':value: ' : `:value:(${choices})`;
    const values = { nothing: '', file: ':file:_files', value };
    const inline = takes(option) === 'nothing' ? '' : '='; // either as --name=value or --name value
    return `--${option.name}${inline}[${escaped(option.help)}]${values[takes(option)]}`;
  });
  const rest = operands.length > 0 ? [`*:name:(${operands.join(' ')})`] : [];
  const all = [...specs, ...rest].map(quoted);
  return `    ${name})\n      _arguments ${all.join(' \\\n        ')} ;;`;
}

/** In a description these mean something. */
function escaped(text: string): string {
  return text.replaceAll(/[\\:[\]]/g, '\\$&');
}
