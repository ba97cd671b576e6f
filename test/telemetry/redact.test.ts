import { describe, expect, it } from 'vitest';
import { redacted } from '../../src/telemetry/redact.ts';
import { REDACTED } from '../../src/telemetry/secrets.ts';
import { hostileValues, proxies, untouchables } from '../helpers/hostile.ts';
import { chances } from './chances.ts';

const SECRET = 'hunter2-do-not-log';

describe('what has the name of a secret', () => {
  it.each([
    ['in an object', { token: SECRET }, { token: REDACTED }],
    ['in a list', [{ a: [{ password: SECRET }] }], [{ a: [{ password: REDACTED }] }]],
    ['with a number', { pwd: 12345 }, { pwd: REDACTED }],
    ['with everything in it', { claims: { sub: SECRET, n: [1] } }, { claims: REDACTED }],
    ['in JSON', { body: `{"token":"${SECRET}","n":1}` }, { body: `{"token":"${REDACTED}","n":1}` }],
    [
      'in JSON in JSON',
      { body: JSON.stringify({ body: JSON.stringify({ secret: SECRET }) }) },
      { body: JSON.stringify({ body: JSON.stringify({ secret: REDACTED }) }) },
    ],
    [
      'in JSON on a line of a log',
      `START\n2026-01-31\tINFO\t{"event":{"authorization":"${SECRET}"}}\nEND`,
      `START\n2026-01-31\tINFO\t{"event":{"authorization":"${REDACTED}"}}\nEND`,
    ],
    [
      'as a pair of name and value',
      { headers: [{ name: 'X-Api-Key', value: SECRET }], Tags: [{ Key: 'pwd', Value: SECRET }] },
      {
        headers: [{ name: 'X-Api-Key', value: REDACTED }],
        Tags: [{ Key: 'pwd', Value: REDACTED }],
      },
    ],
    [
      'as a pair of name and values',
      { Parameters: [{ Name: 'DbPassword', Values: [SECRET] }] },
      { Parameters: [{ Name: 'DbPassword', Values: REDACTED }] },
    ],
  ])('is redacted %s', (_, value, clean) => {
    expect(redacted(value)).toEqual(clean);
  });

  it('is no reason to write JSON anew that has nothing of it: its numbers would be rounded', () => {
    const body = '{"a":12345678901234567890,"b":"[x"}';
    expect(redacted({ body, token: SECRET })).toEqual({ body, token: REDACTED });
  });

  it('is no reason to redact the value of another name', () => {
    const plain = { name: 'tenant_id', value: 't-1', token: true };
    expect(redacted(plain)).toEqual(plain);
  });

  it('still tells that there is nothing, or whether there is something', () => {
    const known = { token: null, hasSession: true, cookie: undefined };
    expect(redacted(known)).toEqual(known);
  });
});

it('an error is told, without its secrets', () => {
  const cause = new Error(`token=${SECRET}`);
  const told = redacted({ error: new TypeError('no', { cause }) });
  expect(told).toMatchObject({
    error: { name: 'TypeError', message: 'no', cause: { message: `token=${REDACTED}` } },
  });
  expect(JSON.stringify(told)).not.toContain(SECRET);
});

it.each([
  ['after a line break', { text: `a\npass=${SECRET}` }],
  ['after a tab', { text: `a\tpass: ${SECRET}` }],
  ['after what no line shows', { text: `a\u0000pass=${SECRET}` }],
  ['in JSON that hides its letters', { text: `{"to\\u006ben":"${SECRET}"}` }],
  ['in JSON that hides its slashes', { text: `{"url":"https:\\/\\/joe:${SECRET}@db\\/x"}` }],
  [
    'in an error that writes itself',
    { error: Object.assign(new Error(`pwd=${SECRET}`), { toJSON: () => 'fine' }) },
  ],
  ['in what writes itself', { toJSON: () => ({ token: SECRET }) }],
])('a secret is seen %s', (_, value) => {
  const json = JSON.stringify(redacted(value));
  expect(json).toContain(REDACTED);
  expect(json).not.toContain(SECRET);
});

it('what has no secret is a copy of what it was, errors told', () => {
  const value = {
    error: new RangeError('no', { cause: new Error('because') }),
    list: [1, null, { a: 'b' }],
  };
  const copy = redacted(value);
  expect(copy).toMatchObject({
    error: { name: 'RangeError', message: 'no', cause: { name: 'Error', message: 'because' } },
    list: [1, null, { a: 'b' }],
  });
  value.list.push(2);
  expect(copy).toMatchObject({ list: [1, null, { a: 'b' }] });
});

it('a name that is a secret is redacted too', () => {
  expect(redacted({ AKIAIOSFODNN7EXAMPLE: 1 })).toEqual({ [REDACTED]: 1 });
});

it('JSON without secrets stays as it came, numbers that JavaScript would round included', () => {
  const body = '{ "total": 12345678901234567890, "ratio": 1.0 }';
  expect(redacted({ body })).toEqual({ body });
});

it.each([...hostileValues, ...untouchables, ...proxies])(
  'anything becomes something that can be written: %s',
  (_, value) => {
    const started = performance.now();
    const json = JSON.stringify(redacted({ value })) ?? '';
    expect(json.length).toBeLessThan(200_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  },
);

it.each([
  ['values', Array.from({ length: 100_000 }, () => 1), 5_000],
  ['characters', Array.from({ length: 100 }, () => 'x'.repeat(20_000)), 110_000],
  ['levels', JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)), 60],
])('no more %s than a line could hold are copied', (_, value, most) => {
  expect(JSON.stringify(redacted(value)).length).toBeLessThan(most);
});

it('megabytes of anything are read in seconds at most', () => {
  const text = '{"a":[{"token":"'.repeat(100_000);
  const value = { text, list: Array.from({ length: 100_000 }, () => ({ text })) };
  const started = performance.now();
  redacted(value);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it('no secret survives, wherever it is, and what is redacted once stays as it is', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const value = hiding(chances(seed), 0);
    const clean = redacted(value);
    const json = JSON.stringify(clean);
    expect(json, `seed ${seed}: ${JSON.stringify(value)}`).not.toContain(SECRET);
    expect(redacted(clean), `seed ${seed}`).toEqual(clean);
  }
});

/** A log's tail is its last 4 KB, and what is shown of it may be cut again. */
describe('a secret with quotes and backslashes in it', () => {
  const secrets = ['a"b-do-not-log', "a'b-do-not-log", 'a\\"b-do-not-log', 'ab-do-not-log\\'];
  it.each(secrets)('survives in no text that was cut before or after it: %s', (secret) => {
    const once = JSON.stringify({ level: 'ERROR', config: { password: secret, user: 'joe' } });
    const twice = JSON.stringify({ statusCode: 500, body: once });
    const thrice = JSON.stringify({ message: twice });
    const inspected = `{ config: { password: '${secret.replaceAll(/[\\']/g, '\\$&')}', user: 'joe' } }`;
    for (const text of [once, twice, thrice, `${once} ${once}`, `x ${once} (again)`, inspected]) {
      const whole = text.indexOf('password');
      for (const start of [0, 1, whole - 3, whole]) {
        for (const end of [text.length, text.length - 1, text.lastIndexOf('joe')]) {
          const clean = redacted(text.slice(start, end)) as string;
          expect(clean, text.slice(start, end)).not.toContain('do-not-log');
          if (start === 0 && end === text.length) expect(clean).toContain('joe');
        }
      }
    }
  });
});

/** Something that has the secret in it, in one of the ways in which answers and logs have them. */
function hiding({ pick, ...rest }: ReturnType<typeof chances>, depth: number): unknown {
  const chance = { pick, ...rest };
  const inner = () => (depth > 3 ? { token: SECRET } : hiding(chance, depth + 1));
  const name = pick(['token', 'x-api-key', 'Password', 'claims', 'sessionToken', 'Set-Cookie']);
  return pick<() => unknown>([
    () => ({ [name]: SECRET, plan_id: 'p-1' }),
    () => ({ [name]: { deep: [SECRET] } }),
    () => [1, null, inner()],
    () => ({ body: JSON.stringify(inner()), statusCode: 500 }),
    () => ({ logTail: `START RequestId: 1\n2026\tINFO\t${JSON.stringify(inner())}\nEND` }),
    () => `${name}=${SECRET} at ${pick(['https://x/y', 'once', '{'])}`,
    () => ({ message: `connect https://user:${SECRET}@db:5432/x failed` }),
    () => `{"${name}": "${SECRET}", "cut`,
    () => ({ message: `Authorization: Bearer ${SECRET}` }),
  ])();
}
