/** The requests as newman and Bruno want them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request } from './requests.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local', region: 'us-east-1' };
const DAY_MS = 24 * 60 * 60 * 1000;

/** Before a seed: what a fresh plan is called, and when it is made. */
const fresh = (set: string) => [
  `${set}('nonce', Date.now() + '-' + Math.random().toString(36).slice(2));`,
  `${set}('now', new Date().toISOString());`,
  `${set}('tomorrow', new Date(Date.now() + ${DAY_MS}).toISOString());`,
];

export async function writePostmanCollection(
  file: string,
  requests: readonly Request[],
): Promise<void> {
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  await writeFile(
    file,
    JSON.stringify({ info: { name: 'Phase 7', schema }, item: requests.map(postmanItem) }),
  );
}

function postmanItem({ name, service, url, headers, body, begins, tests }: Request): object {
  const pairs = { accessKey: 'local', secretKey: 'local', region: CREDENTIALS.region, service };
  const exec = [
    'const answer = pm.response.json();',
    "pm.test('HTTP 200', () => pm.expect(pm.response.code).to.equal(200));",
    ...Object.entries(tests).map(
      ([proves, holds]) =>
        `pm.test(${JSON.stringify(proves)}, () => pm.expect(${holds}).to.be.true);`,
    ),
  ];
  return {
    name,
    request: {
      method: 'POST',
      url,
      header: Object.entries(headers).map(([key, value]) => ({ key, value })),
      body: { mode: 'raw', raw: JSON.stringify(body) },
      auth: {
        type: 'awsv4',
        awsv4: Object.entries(pairs).map(([key, value]) => ({ key, value, type: 'string' })),
      },
    },
    event: [
      { listen: 'test', script: { exec } },
      ...(begins ? [{ listen: 'prerequest', script: { exec: fresh('pm.variables.set') } }] : []),
    ],
  };
}

export async function writeBrunoCollection(
  folder: string,
  requests: readonly Request[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const about = { version: '1', name: 'phase7', type: 'collection' };
  await writeFile(join(folder, 'bruno.json'), JSON.stringify(about));
  await Promise.all(
    requests.map((request, i) =>
      writeFile(join(folder, `${String(i + 1).padStart(2, '0')}.bru`), bru(request, i + 1)),
    ),
  );
}

function bru({ name, service, url, headers, body, begins, tests }: Request, seq: number): string {
  const lines = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([key, value]) => `${key}: ${value}`);
  const auth = { ...CREDENTIALS, sessionToken: '', service, profileName: '' };
  return [
    block('meta', [`name: ${seq} ${name}`, 'type: http', `seq: ${seq}`]),
    block('post', [`url: ${url}`, 'body: json', 'auth: awsv4']),
    block('headers', lines(headers)),
    block('auth:awsv4', lines(auth)),
    block('body:json', [JSON.stringify(body)]),
    ...(begins ? [block('script:pre-request', fresh('bru.setVar'))] : []),
    block('tests', [
      'const answer = res.getBody();',
      "test('HTTP 200', () => expect(res.getStatus()).to.equal(200));",
      ...Object.entries(tests).map(
        ([proves, holds]) => `test(${JSON.stringify(proves)}, () => expect(${holds}).to.be.true);`,
      ),
    ]),
  ].join('\n');
}

function block(name: string, lines: readonly string[]): string {
  return `${name} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`;
}
