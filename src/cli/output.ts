import type { Env } from '../settings.ts';
import type { Output, Shell } from './shell.ts';

/** What is used of a stream of the process. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done?: () => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

interface ProcessOutput extends Output, Pick<Shell['out'], 'arrived'> {
  /** Why not all of it arrived; whoever asked for it does not have it. */
  lost(): Error | undefined;
  /** Resolves once all that was written is with its reader, or the reader is gone. */
  drained(): Promise<void>;
}

/** Where a stream does not say: 80, as ever. */
const COLUMNS = 80;
/** In less than this nothing can be read; the terminal breaks what is wider. */
export const FEWEST_COLUMNS = 20;

export function outputOn(stream: Stream, { TERM }: Env): ProcessOutput {
  let lost: Error | undefined;
  let gone = false;
  // An error nobody listens for would end the process; a run must go on and clean up.
  stream.on('error', (error) => {
    if (error.code === 'EPIPE')
      gone = true; // `| head` has what it wanted
    else lost ??= error;
  });
  // What is written last is done last, whether it arrives or not.
  const drained = () => new Promise<void>((resolve) => void stream.write('', () => resolve()));
  return {
    write: (text) => void stream.write(text),
    isTty: stream.isTTY === true && TERM !== 'dumb',
    get columns() {
      // It is 0 in a terminal of no size, as CI systems give.
      return Math.max(FEWEST_COLUMNS, stream.columns || COLUMNS);
    },
    lost: () => lost,
    drained,
    async arrived() {
      await drained();
      return !gone && lost === undefined;
    },
  };
}
