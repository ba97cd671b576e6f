import { quoted } from '../quoted.ts';
import { type Completed, choicesOf, takes } from './words.ts';

/** For bash 3.2, which macOS has, and newer: the older one reads nothing from `source <(...)`. */
export function bashCompletion(commands: readonly Completed[]): string {
  const names = [...commands.map(({ name }) => name), '--help', '--version'];
  return `# canary completion for bash: eval "$(canary completion bash)"
_canary() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words= options=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(names.join(' '))}
  else
    case "\${COMP_WORDS[1]}" in
${commands.map(commandCase).join('\n')}
    esac
    case "$current" in -*) words=$options ;; esac
  fi
  _canary_words "$words"
}
_canary_words() {
  local line
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done <<< "$(compgen -W "$1" -- "$current")"
}
_canary_files() {
  local line
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done <<< "$(compgen -f -- "$1")"
}
complete -F _canary canary
`;
}

function commandCase({ name, options, operands }: Completed): string {
  const spelled = options.map((option) => `--${option.name}`).join(' ');
  const those = (what: 'file' | 'value') => options.filter((option) => takes(option) === what);
  const ends = [
    ...those('file').map(({ name }) => `--${name}) _canary_files "$current"; return ;;`),
    ...those('value').map(
      (option) =>
        `--${option.name}) _canary_words ${quoted(choicesOf(option).join(' '))}; return ;;`,
    ),
  ];
  const values = ends.length === 0 ? [] : [`      case "$before" in ${ends.join(' ')} esac`];
  return [
    `    ${name})`,
    ...values,
    `      options=${quoted(spelled)} words=${quoted(operands.join(' '))} ;;`,
  ].join('\n');
}
