import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { putEvent } from '../../src/aws/event-bus.ts';
import { never, systemClock } from '../../src/engine/time.ts';
import { startServer } from '../helpers/http.ts';

const EVENT = { Source: 'cc-native.deploy', DetailType: 'Deployed', Detail: '{}' };

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A bus that answers with these entries in turn, and the last for good. */
async function busWith(...entries: readonly object[]) {
  let asked = 0;
  const url = await startServer((request, response) => {
    request.resume().on('end', () => {
      const entry = entries[Math.min(asked, entries.length - 1)];
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: entry ? [entry] : [] }));
    });
  });
  vi.stubEnv('AWS_ENDPOINT_URL_EVENTBRIDGE', url);
  return { asked: () => asked };
}

const put = () =>
  putEvent(EVENT, 'us-east-1', { clock: systemClock, allowedMs: 5_000, interrupted: never });

describe('an event', () => {
  test('has the id that the bus gave it', async () => {
    const bus = await busWith({ EventId: 'e-1' });

    expect(await put()).toBe('e-1');
    expect(bus.asked()).toBe(1);
  });

  test.each(['ThrottlingException', 'InternalFailure', 'InternalException'])(
    'whose entry failed with %s is put again, though the request did not fail',
    async (ErrorCode) => {
      const bus = await busWith({ ErrorCode, ErrorMessage: 'later' }, { EventId: 'e-2' });

      expect(await put()).toBe('e-2');
      expect(bus.asked()).toBe(2);
    },
  );

  test('that the bus does not take is told with its reason, at once', async () => {
    const bus = await busWith({ ErrorCode: 'MalformedDetail', ErrorMessage: 'no JSON' });

    await expect(put()).rejects.toThrow(
      'PutEvents: expected an event id, got MalformedDetail: no JSON',
    );
    expect(bus.asked()).toBe(1);
  });

  test.each([
    ['AccessDeniedException', 'access'],
    ['MalformedDetail', 'target'],
  ])('that is turned away with %s blames whom it is about: %s', async (ErrorCode, kind) => {
    await busWith({ ErrorCode, ErrorMessage: 'no' });
    await expect(put()).rejects.toMatchObject({ failure: { kind } });
  });
});
