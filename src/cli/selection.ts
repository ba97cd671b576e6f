import { nearest, suggestion } from './suggestion.ts';

/** The scenarios that were named, and those that misspelled ones most likely meant. */
export function selection(operands: readonly string[], names: readonly string[]) {
  const asked = [...new Set(operands)];
  const strange = asked.filter((name) => !names.includes(name));
  return {
    known: asked.filter((name) => names.includes(name)),
    meant: strange.map((name) => nearest(name, names)),
    problems: strange.map(
      (name) => `unknown scenario ${JSON.stringify(name)}${suggestion(name, names)}`,
    ),
  };
}
