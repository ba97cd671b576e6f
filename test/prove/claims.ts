/** What a proof has found: each claim with the figure that it stands or falls by. */
export interface Claim {
  readonly claim: string;
  readonly figure: string;
  readonly holds: boolean;
}

export interface Proof {
  readonly claims: readonly Claim[];
  /** What else a reader may want to know, a line each. */
  readonly notes?: readonly string[];
}

/** `full` is what the README's figures come from; `short` is that, small enough for every test run. */
export type Size = 'full' | 'short';
export type Prove = (size: Size) => Promise<Proof>;

/** More of them with PROVE_SHOW. */
const shownAtMost = Number(process.env.PROVE_SHOW ?? 3);

/** A claim that nothing of something is there. */
export function none(claim: string, found: readonly unknown[]): Claim {
  const shown =
    found.length > 0
      ? `: ${JSON.stringify(found.slice(0, shownAtMost)).slice(0, 200 * shownAtMost)}`
      : '';
  return { claim, figure: `${found.length}${shown}`, holds: found.length === 0 };
}

export function table({ claims, notes = [] }: Proof): string {
  const room = Math.max(...claims.map(({ claim }) => claim.length));
  const lines = claims.map(
    ({ claim, figure, holds }) => `${holds ? '✓' : '✗'} ${claim.padEnd(room)}  ${figure}`,
  );
  return `${[...lines, ...notes].join('\n')}\n`;
}
