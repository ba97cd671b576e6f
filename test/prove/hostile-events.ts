import { readdirSync, readFileSync } from 'node:fs';
import { hostileJson } from '../helpers/hostile.ts';
import { chances } from '../telemetry/chances.ts';

/** Secrets that a log must not hold; each has a mark in it that occurs nowhere else. */
export const MARK = 'N0tF0rL0gs';
const SECRETS: readonly string[] = [
  `password=${MARK}`,
  `Bearer ${MARK}${MARK}`,
  `eyJhbGciOiJIUzI1NiJ9.${MARK}.${MARK}`,
  `https://user:${MARK}@example.com/x`,
  `-----BEGIN PRIVATE KEY-----\n${MARK}\n-----END PRIVATE KEY-----`,
  `{"authorization":"${MARK}"}`,
  `aws_secret_access_key = ${MARK}`,
];

/** Enough of a hostile thing to hurt, little enough to make a hundred thousand of. */
const VALUES: readonly unknown[] = [
  ...hostileJson.map(([, value]) => value),
  ...SECRETS,
  ...[-1, 0.5, 1e21, '2026-13-45T99:99:99Z', '../../etc/passwd', '$(reboot)', 'a\nb\u0000'],
  { $ref: '#' },
  [{ id: MARK }],
];

/** What each of the known events cannot be without, or otherwise: a path, and what is still right there. */
type Wanted = readonly [path: string, fine: (value: unknown) => boolean];
const text = (value: unknown) => typeof value === 'string';
const filled = (value: unknown) => text(value) && value !== '';
const label = (value: unknown) => filled(value) && String(value).length <= 200;
const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);
const isoTime = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) &&
  !value.includes('13-45');
const ENVELOPE: readonly Wanted[] = [
  ['id', filled],
  ['time', isoTime],
  ['resources', (value) => Array.isArray(value) && value.every(text)],
];
const OF_SOURCE: Readonly<Record<string, readonly Wanted[]>> = {
  'aws.events': [...ENVELOPE, ['source', () => false], ['detail-type', oneOf('Scheduled Event')]],
  'aws.cloudformation': [
    ...[...ENVELOPE, ['detail', () => false], ['source', () => false]],
    ...[['detail.stack-id', (value: unknown) => text(value) && String(value).startsWith('arn:')]],
    ...[
      ['detail.status-details', () => false],
      ['detail.status-details.status', text],
    ],
  ] as readonly Wanted[],
  'aws.codedeploy': [
    ...[...ENVELOPE, ['detail', () => false], ['source', () => false], ['detail.state', text]],
    ...[
      ['detail.deploymentId', text],
      ['detail.application', text],
    ],
  ] as readonly Wanted[],
  'cc-native.deploy': [
    ...[...ENVELOPE, ['source', () => false], ['detail-type', oneOf('Deployment Completed')]],
    ...[['detail.commit', label]],
  ] as readonly Wanted[],
};
/** Fields of a manual request that none of the values above is right for. */
const MANUAL = ['scenarios', 'retries', 'throwOnFailure', 'deployment', 'surprise', '__proto__x'];
const nothing = (value: unknown) => value === 0 || value === true;

/** Events without end, the same for the same seed; none of them is one that the canary may follow. */
export function* hostileEvents(seed: number): Generator<unknown> {
  const { next, pick } = chances(seed);
  const samples = readdirSync('events')
    .map((name) => JSON.parse(readFileSync(`events/${name}`, 'utf8')) as Record<string, unknown>)
    .filter(({ source }) => source);

  const spoiled = (): unknown => {
    const event = structuredClone(pick(samples));
    event.time = new Date().toISOString();
    const wanted = OF_SOURCE[String(event.source)] ?? [];
    const [path, fine] = pick(wanted);
    const bad = VALUES.filter((value) => !fine(value));
    return next() < 0.2 && path !== 'source' && path !== 'detail.commit'
      ? without(event, path)
      : put(event, path, pick(bad));
  };
  const manual = (): unknown => {
    const bad = VALUES.filter((value) => !nothing(value));
    const spoil = () => [pick(MANUAL), pick(bad)] as const;
    const many = Array.from({ length: Math.ceil(next() * 40) }, (_, n) => [
      `key${n}`,
      pick(VALUES),
    ]);
    return Object.fromEntries([...(next() < 0.3 ? many : []), spoil()]);
  };
  const nonsense = (): unknown => {
    const value = pick(VALUES);
    const empty = typeof value === 'object' && value !== null && !Array.isArray(value);
    return empty ? { source: value, 'detail-type': pick(VALUES) } : value;
  };
  for (;;) {
    const kind = next();
    yield kind < 0.5 ? spoiled() : kind < 0.85 ? manual() : nonsense();
  }
}

type Fields = Record<string, unknown>;

function put(event: Fields, path: string, value: unknown): Fields {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...event, [first]: value };
  return { ...event, [first]: put((event[first] ?? {}) as Fields, rest.join('.'), value) };
}

function without(event: Fields, path: string): Fields {
  const [first = '', ...rest] = path.split('.');
  if (rest.length > 0)
    return { ...event, [first]: without(event[first] as Fields, rest.join('.')) };
  const { [first]: _, ...others } = event;
  return others;
}
