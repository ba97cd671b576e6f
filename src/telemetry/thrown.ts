import { cutMiddle, redacted } from './redact.ts';

/**
 * Lambda writes what a handler throws into the log by itself, its message twice (the stack begins
 * with it), as JSON: half of a log line's 10 KB, and some room for the stack.
 */
const MOST_BYTES = 4_500;

/** The message of an error that leaves the function: as a log line is, short and free of secrets. */
export function thrownMessage(lines: readonly string[]): string {
  const whole = (redacted(lines) as readonly string[]).join('\n');
  let message = whole;
  for (let most = MOST_BYTES; bytesOf(message) > MOST_BYTES; most /= 2)
    message = cutMiddle(whole, Math.floor(most));
  return message;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
