import { distance } from 'fastest-levenshtein';

/** The known name that was most likely meant: one that is spelled nearly so, or holds what was given. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const asked = given.toLowerCase();
  const [first] = known
    .map((name) => ({ name, far: distance(asked, name) }))
    .sort((a, b) => a.far - b.far);
  if (first && first.far <= Math.max(2, Math.floor(asked.length / 3))) return first.name;
  return asked.length < 4 ? undefined : known.find((name) => name.includes(asked));
}

/** `: did you mean …?` where a known name is near; else all of them, unless only a near one is wanted. */
export function suggestion(given: string, known: readonly string[], or?: 'near'): string {
  const near = nearest(given, known);
  if (near !== undefined) return `: did you mean ${near}?`;
  if (or === 'near') return '';
  return `: expected ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}`;
}
