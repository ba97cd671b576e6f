import { expect, it } from 'vitest';
import { fitted } from '../../src/telemetry/line.ts';
import { redacted } from '../../src/telemetry/redact.ts';
import { hostileValues } from '../helpers/hostile.ts';
import { chances } from './chances.ts';

const TEN_KB = 10 * 1024;
const bytes = (value: unknown) => Buffer.byteLength(`${JSON.stringify(value)}\n`);

it('what fits stays as it is', () => {
  const small = { message: 'x', failure: { actual: 'y'.repeat(9_000) } };
  expect(fitted(small)).toBe(small);
});

it('of a long text beginning and end stay', () => {
  const { logTail, scenario } = fitted({
    scenario: 'plan-ledger',
    logTail: `START ${'x'.repeat(50_000)} Error: boom`,
  }) as { logTail: string; scenario: string };
  expect(scenario).toBe('plan-ledger');
  expect(logTail).toMatch(/^START x+…x+ Error: boom$/);
  expect(logTail.length).toBe(4_001);
});

it('all long texts are shortened alike, so that none crowds out the others', () => {
  const long = 'z'.repeat(8_000);
  const { expected, actual, tail } = fitted({ expected: long, actual: long, tail: long }) as Record<
    string,
    string
  >;
  expect([expected?.length, actual?.length, tail?.length]).toEqual([1_501, 1_501, 1_501]);
});

it('a line that is full has no room for its line break', () => {
  const full = { message: 'x'.repeat(TEN_KB - '{"message":""}'.length) };
  expect(bytes(fitted(full))).toBeLessThanOrEqual(TEN_KB);
});

it('of many long texts a few are left, and a little of each', () => {
  const texts = Array.from({ length: 20 }, () => 'é'.repeat(1_000));
  const { texts: left } = fitted({ texts }) as { texts: string[] };
  expect(left).toHaveLength(10);
  for (const text of left) expect(text).toMatch(/^é+…é+$/);
});

it('what still does not fit loses its largest parts, never what says where it was', () => {
  const names = Array.from({ length: 10_000 }, (_, n) => [`name-${n}`, '\u0000'.repeat(200)]);
  const cut = fitted({ runId: 'r-1', step: 'resume', many: [Object.fromEntries(names)] });
  expect(bytes(cut)).toBeLessThanOrEqual(TEN_KB);
  expect(cut).toMatchObject({ runId: 'r-1', step: 'resume' });
});

it.each(hostileValues)('is never more than 10 KB: %s', (_, value) => {
  expect(bytes(fitted(redacted({ value, again: [value, value] })))).toBeLessThanOrEqual(TEN_KB);
});

it('is never more than 10 KB, whatever it is made of', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const value = redacted(anything(chances(seed), 0));
    expect(bytes(fitted({ value })), `seed ${seed}`).toBeLessThanOrEqual(TEN_KB);
  }
});

function anything(chance: ReturnType<typeof chances>, depth: number): unknown {
  const { next, pick } = chance;
  const many = Math.floor(next() * 12);
  const inner = () => anything(chance, depth + 1);
  if (depth > 3 || next() < 0.3) {
    return pick(['x', '\u0000', '😀', '"', '\\', '\ud83d']).repeat(Math.floor(next() * 1_000));
  }
  if (next() < 0.5) return Array.from({ length: many }, inner);
  const name = pick(['n', '\u0001', 'é']);
  return Object.fromEntries(
    Array.from({ length: many }, (_, n) => [`${name}${n}`.repeat(many), inner()]),
  );
}
