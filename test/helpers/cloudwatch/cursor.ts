/** Walks over the tokens of a small language; whatever is left over or unexpected throws. */
export interface Cursor {
  /** The next token, taken if it is one of these. */
  take(...wanted: readonly string[]): string | undefined;
  /** The next token, whatever it is. */
  next(): string;
  expect(token: string): void;
  end(): void;
}

/** `token` is sticky and matches one token, with blanks before it; the token is its first group. */
export function cursor(text: string, token: RegExp): Cursor {
  const tokens: string[] = [];
  const pattern = new RegExp(token.source, 'y');
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const { lastIndex } = pattern;
    const found = pattern.exec(text)?.[1];
    if (found === undefined) throw new Error(`Cannot read "${text.slice(lastIndex)}" in "${text}"`);
    tokens.push(found);
  }
  let at = 0;

  const fail = (wanted: string): never => {
    throw new Error(`Expected ${wanted}, found ${tokens[at] ?? 'the end'} in "${text}"`);
  };
  return {
    take(...wanted) {
      const next = tokens[at];
      if (next === undefined || !wanted.includes(next)) return undefined;
      at += 1;
      return next;
    },
    next() {
      const token = tokens[at] ?? fail('more');
      at += 1;
      return token;
    },
    expect(wanted) {
      if (tokens[at] !== wanted) fail(wanted);
      at += 1;
    },
    end() {
      if (at < tokens.length) fail('the end');
    },
  };
}
