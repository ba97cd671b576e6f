import type { Option } from '../options.ts';

/** A command, as a shell completes it. */
export interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Option[];
  /** What an operand can be, where that is known. */
  readonly operands: readonly string[];
}

/** The values of an option, where they are few. */
export function choicesOf(option: Option): readonly string[] {
  return 'choices' in option ? (option.choices ?? []) : [];
}

/** What an option takes: nothing, a file, or something that no shell can know. */
export function takes(option: Option): 'nothing' | 'file' | 'value' {
  if (option.kind === 'flag') return 'nothing';
  return option.value === 'FILE' ? 'file' : 'value';
}
