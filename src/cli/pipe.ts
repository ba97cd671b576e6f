import { closeSync, constants, openSync, readSync } from 'node:fs';

/** As long as a slow `<(command)` may take to say anything. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;
const CHUNK = 64 * 1024;

/**
 * Reads a named pipe to its end. Read as a file is, one that nobody writes to would never end, and no
 * signal would be heard meanwhile.
 *
 * @throws {RangeError} when nobody writes to it for {@link PATIENCE_MS}
 */
export function readPipe(path: string, patienceMs = PATIENCE_MS): string {
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    let heardAt = performance.now();
    while (true) {
      const chunk = read(pipe);
      if (chunk === 'end' && chunks.length > 0) return Buffer.concat(chunks).toString('utf8');
      if (chunk instanceof Buffer) {
        chunks.push(chunk);
        heardAt = performance.now();
      } else {
        if (performance.now() - heardAt > patienceMs)
          throw new RangeError(`nobody has written to it for ${patienceMs / 1000} s`);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      }
    }
  } finally {
    closeSync(pipe);
  }
}

/** `end` also before its first writer has come: the system does not tell these apart. */
function read(pipe: number): Buffer | 'end' | 'nothing yet' {
  const chunk = Buffer.alloc(CHUNK);
  try {
    const length = readSync(pipe, chunk);
    return length === 0 ? 'end' : chunk.subarray(0, length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'nothing yet';
    throw error;
  }
}
