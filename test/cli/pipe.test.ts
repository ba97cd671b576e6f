import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPipe } from '../../src/cli/pipe.ts';
import { folder } from './shells.ts';

function pipe(): string {
  const path = join(folder(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test.each([
  ['at once', 'printf a=1'],
  ['late', 'sleep 0.3; printf a=1'],
  ['in pieces', 'printf a; sleep 0.3; printf =1'],
])('what a writer writes %s is read whole', (_how, command) => {
  const path = pipe();
  spawn('sh', ['-c', `(${command}) > ${path}`]);

  expect(readPipe(path)).toBe('a=1');
});

test('more than fits into one read', () => {
  const path = pipe();
  spawn('sh', ['-c', `head -c 1000000 /dev/zero | tr '\\0' x > ${path}`]);

  expect(readPipe(path)).toBe('x'.repeat(1_000_000));
});

test('nobody is waited for for ever', () => {
  expect(() => readPipe(pipe(), 100)).toThrow('nobody has written to it for 0.1 s');
});

test('nor is a writer that falls silent', () => {
  const path = pipe();
  const writer = spawn('sh', ['-c', `(printf a; exec sleep 60) > ${path}`]);

  expect(() => readPipe(path, 500)).toThrow('nobody has written to it for 0.5 s');
  writer.kill();
});
