/**
 * Small changes to the reference target, one at a time. They are found in the text, where comments
 * and imports are left alone: a mutant that does not compile is none.
 */
import { readFileSync } from 'node:fs';

export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly was: string;
  readonly is: string;
  /** The whole file, changed. */
  readonly code: string;
}

/** What is replaced, and by what: each occurrence is a mutant of its own. */
const CHANGES: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/===/g, () => '!=='],
  [/!==/g, () => '==='],
  [/ >= /g, () => ' > '],
  [/ <= /g, () => ' < '],
  [/ > /g, () => ' >= '],
  [/ < /g, () => ' <= '],
  [/ > 0/g, () => ' > 1'],
  [/ \+ 1\b/g, () => ''],
  [/ && /g, () => ' || '],
  [/ \|\| /g, () => ' && '],
  [/ \?\? /g, () => ' && '],
  [/\btrue\b/g, () => 'false'],
  [/\bfalse\b/g, () => 'true'],
  [/(?<=[( ])!(?=[\w(])/g, () => ''],
  [/\b(200|400|403|404|409|500|503)\b/g, (status) => (status === '200' ? '500' : '200')],
  [/\b(40|50)\b(?=;)/g, () => '0'],
  [/'(PLAN|VALIDATOR|BUDGET)_[A-Z_]+'/g, () => "'OTHER'"],
  [/'(PAUSED|ACTIVE|ALLOW|WARN|BLOCK|RENEWAL_DEFENSE|EXPENSIVE)'/g, () => "'OTHER'"],
  [/`(PLAN|EVENT|TENANT|ACCOUNT)#/g, () => '`OTHER#'],
  [/'(pk|gsi1pk|tenant_id|account_id|plan_type|attribute_exists)\b[^']*'/g, () => "'pk = :none'"],
  [/\.filter\((?!Boolean)/g, () => '.slice().concat().filter(() => false && '],
  [/\.some\(/g, () => '.every('],
  [/^ *(await|for await|for|return|if) .*;$/gm, () => ';'],
  [/\.slice\(([^()]*)\)/g, () => '.slice(1)'],
  [/\breturn (?=await|answer|rows|warn|allow|block)/g, () => 'return undefined as never; return '],
];

export function mutantsOf(file: string): readonly Mutant[] {
  const text = readFileSync(file, 'utf8');
  const blank = blanked(text);
  const seen = new Set<string>();
  return CHANGES.flatMap(([pattern, change]) =>
    [...blank.matchAll(pattern)].flatMap(({ 0: found, index }): Mutant[] => {
      const code = text.slice(0, index) + change(found) + text.slice(index + found.length);
      if (seen.has(code)) return [];
      seen.add(code);
      const lines = (of: string) => of.slice(0, index).split('\n');
      const line = lines(text).length;
      const at = (of: string) => of.split('\n')[line - 1]?.trim() ?? '';
      return [{ file, line, was: at(text), is: at(code), code }];
    }),
  );
}

/** Of the same length, with nothing in comments, imports and types that could be changed. */
function blanked(text: string): string {
  const blank = (part: string) => part.replaceAll(/[^\n]/g, '\u0000');
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, blank)
    .replaceAll(/^\s*\/\/.*$/gm, blank)
    .replaceAll(/^import [\s\S]*?;$/gm, blank)
    .replaceAll(/^export (interface|type) [\s\S]*?^(}|[^{}\n]*;)$/gm, blank)
    .replaceAll(/^type [^{}]*?;$/gm, blank);
}
