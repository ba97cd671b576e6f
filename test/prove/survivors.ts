import type { Mutant } from './mutants.ts';

/** A change that no scenario finds, and why none ought to. */
interface Survivor {
  readonly file: string;
  /** Stands in the line that was changed; of several changes to it all are meant, unless `is` says which. */
  readonly was: string;
  readonly is?: string;
  readonly because: string;
}

const survivors: readonly Survivor[] = [];

export function reasonFor(mutant: Mutant): string | undefined {
  return survivors.find((one) => isOf(mutant, one))?.because;
}

/** What is listed and was caught, or is not there any more. */
export function unused(survived: readonly Mutant[]): readonly string[] {
  return survivors
    .filter((one) => !survived.some((mutant) => isOf(mutant, one)))
    .map(({ file, was }) => `${file}: ${was}`);
}

function isOf(mutant: Mutant, { file, was, is }: Survivor): boolean {
  return (
    mutant.file === `src/reference/${file}.ts` &&
    mutant.was.includes(was) &&
    (is === undefined || mutant.is.includes(is))
  );
}
