import { expect, it } from 'vitest';
import { REDACTED } from '../../src/telemetry/secrets.ts';
import { thrownMessage } from '../../src/telemetry/thrown.ts';

it('what is short is said whole, but for its secrets', () => {
  expect(thrownMessage(['run r-1 failed', 'token=hunter2'])).toBe(
    `run r-1 failed\ntoken=${REDACTED}`,
  );
});

it.each(['x', '"', '\u0000', '😀'])(
  'twice as JSON, as Lambda logs it, it leaves room for the stack: %j',
  (piece) => {
    for (const kilobytes of [3, 5, 6, 10, 100]) {
      const message = thrownMessage([
        'run r-1 failed',
        piece.repeat((kilobytes * 1_000) / piece.length),
      ]);
      expect(message).toMatch(/^run r-1 failed\n/);
      expect(2 * Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(9_000);
    }
  },
);
